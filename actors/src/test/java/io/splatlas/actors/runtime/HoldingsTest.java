package io.splatlas.actors.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.junit.jupiter.api.Test;

class HoldingsTest {
  private static final JobOwner TRAINER = new JobOwner("desk", "trainer");
  private static final JobOwner RENDERER = new JobOwner("desk", "renderer");
  private static final JobOwner OTHER = new JobOwner("table", "trainer");

  private final Holdings holdings = new Holdings();
  private final List<JobOwner> closed = new ArrayList<>();

  private void hold(JobOwner owner) {
    holdings.of(owner).add(new Object(), () -> closed.add(owner));
  }

  @Test
  void shouldCloseWhatAnOwnerHasWithItAndOnce() {
    hold(TRAINER);
    hold(RENDERER);
    holdings.release(TRAINER::equals);
    holdings.release(TRAINER::equals);
    assertEquals(List.of(TRAINER), closed);
    holdings.closeAll();
    assertEquals(List.of(TRAINER, RENDERER), closed);
  }

  @Test
  void shouldCountScenesNotOwners() {
    hold(TRAINER);
    hold(RENDERER);
    hold(OTHER);
    assertEquals(2, holdings.scenes());
    holdings.release(owner -> owner.scene().equals("desk"));
    assertEquals(1, holdings.scenes());
  }

  @Test
  void shouldCloseNothingOfADeviceThatIsGone() {
    hold(TRAINER);
    holdings.forgetAll();
    holdings.closeAll();
    assertEquals(List.of(), closed);
    assertEquals(0, holdings.scenes());
  }

  @Test
  void shouldTellOfALossUntilTheOwnerIsReleased() {
    TestInbox<DeviceLost> trainer = TestInbox.create();
    TestInbox<DeviceLost> other = TestInbox.create();
    holdings.listen(TRAINER, trainer.getRef());
    holdings.listen(OTHER, other.getRef());
    holdings.forgetAll();
    holdings.release(TRAINER::equals);
    holdings.tellLost("it fell off the bus");
    assertFalse(trainer.hasMessages());
    assertEquals(List.of(new DeviceLost("it fell off the bus")), other.getAllReceived());
    holdings.tellLost("again");
    assertTrue(other.hasMessages(), "whoever restored is told the next time too");
  }
}
