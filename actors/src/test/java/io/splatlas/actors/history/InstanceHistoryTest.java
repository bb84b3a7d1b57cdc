package io.splatlas.actors.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.actors.model.Instance;
import io.splatlas.actors.model.InstanceChange;
import io.splatlas.actors.model.InstanceChange.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;

class InstanceHistoryTest {
  private final InstanceHistory history = new InstanceHistory(HistoryState.EMPTY, 3);

  private static List<Long> revisions(List<InstanceChange> changes) {
    return changes.stream().map(InstanceChange::revision).toList();
  }

  @Test
  void shouldShowTheLivingAndRememberTheDead() {
    history.apply(
        HistorySamples.event(
            HistorySamples.change(1, Kind.CREATED, 1), HistorySamples.change(2, Kind.CREATED, 2)));
    history.apply(HistorySamples.event(HistorySamples.change(3, Kind.REMOVED, 1)));
    assertEquals(3, history.snapshot().revision());
    assertEquals(List.of(2), history.snapshot().instances().stream().map(Instance::id).toList());
    assertEquals(Instance.Status.REMOVED, history.find(1).orElseThrow().status());
    assertTrue(history.isAlive(2));
    assertFalse(history.isAlive(1));
    assertFalse(history.isAlive(9));
  }

  @Test
  void shouldLetOthersResumeAsFarAsChangesAreKept() {
    for (long revision = 1; revision <= 5; revision++) {
      history.apply(HistorySamples.event(revision));
    }
    assertEquals(List.of(3L, 4L, 5L), revisions(history.changesAfter(2).orElseThrow()));
    assertEquals(List.of(), history.changesAfter(5).orElseThrow());
    assertTrue(history.changesAfter(1).isEmpty(), "compacted");
    assertTrue(history.changesAfter(6).isEmpty(), "in the future");
    InstanceHistory again = new InstanceHistory(history.state(), 3);
    assertEquals(List.of(4L, 5L), revisions(again.changesAfter(3).orElseThrow()));
    assertTrue(again.changesAfter(1).isEmpty());
  }

  @Test
  void shouldLetNobodyResumeAcrossALostEvent() {
    history.apply(HistorySamples.event(1));
    history.apply(HistorySamples.event(3));
    assertEquals(3, history.revision());
    assertTrue(history.changesAfter(1).isEmpty());
    assertEquals(List.of(3L), revisions(history.changesAfter(2).orElseThrow()));
  }

  @Test
  void shouldRefuseARevisionThatIsNotNew() {
    history.apply(HistorySamples.event(1));
    assertThrows(IllegalStateException.class, () -> history.apply(HistorySamples.event(1)));
  }
}
