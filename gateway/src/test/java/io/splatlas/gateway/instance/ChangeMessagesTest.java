package io.splatlas.gateway.instance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.splatlas.actors.model.InstanceChange;
import io.splatlas.actors.model.InstanceChange.Kind;
import io.splatlas.gateway.fake.Instances;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ChangeMessagesTest {
  private final ChangeMessages messages = new ChangeMessages();

  @Test
  void shouldMakeTheMessageOfAChangeOnceForAllSubscribers() {
    InstanceChange change = Instances.change(7, Kind.UPDATED, 3);
    assertSame(messages.of(change), messages.of(change));
    assertEquals(7, messages.of(change).getChange().getRevision());
  }

  @Test
  void shouldKeepChangesOfOneRevisionInTwoScenesApart() {
    InstanceChange here = Instances.change(7, Kind.UPDATED, 3);
    InstanceChange there = Instances.change(7, Kind.CREATED, 4);
    assertEquals(3, messages.of(here).getChange().getInstance().getId());
    assertEquals(4, messages.of(there).getChange().getInstance().getId());
    assertEquals(3, messages.of(here).getChange().getInstance().getId());
  }

  @Test
  void shouldTellEverySubscriberWhatWasLeftOutForThatOne() {
    InstanceChange change = Instances.change(7, Kind.UPDATED, 3);
    InstanceChange own =
        new InstanceChange(7, Kind.UPDATED, change.instance(), 5, Instant.EPOCH, 7);
    assertEquals(0, messages.of(change).getChange().getConflated());
    assertEquals(5, messages.of(own).getChange().getConflated());
    assertEquals(0, messages.of(change).getChange().getConflated());
  }
}
