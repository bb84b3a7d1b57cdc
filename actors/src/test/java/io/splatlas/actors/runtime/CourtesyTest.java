package io.splatlas.actors.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;

class CourtesyTest {
  private static final long STEP = 20_000_000;

  private final AtomicLong ticks = new AtomicLong();
  private final Viewers viewers = new Viewers();
  private final Doorbell doorbell = new Doorbell(viewers);
  private final Courtesy courtesy = new Courtesy(doorbell, ticks::incrementAndGet);

  @Test
  void shouldEndASliceWhenACallHasComeAndNotWhenItIsAnswered() {
    BooleanSupplier training = courtesy.cutsShort(JobClass.TRAIN);
    assertFalse(training.getAsBoolean());
    viewers.came();
    assertTrue(training.getAsBoolean(), "its job is on its way");
    courtesy.ran(JobClass.TRAIN, STEP);
    assertTrue(training.getAsBoolean());
    courtesy.ran(JobClass.INTERACTIVE, STEP);
    assertFalse(training.getAsBoolean(), "its job is done, its answer is being made");
    viewers.came();
    assertTrue(training.getAsBoolean(), "another call");
    viewers.left();
    viewers.left();
    assertFalse(training.getAsBoolean(), "both are gone");
  }

  @Test
  void shouldEndASliceForAJobThatCameWithoutACall() {
    BooleanSupplier lifting = courtesy.cutsShort(JobClass.LIFT);
    doorbell.ring(7);
    assertTrue(lifting.getAsBoolean());
    courtesy.met(7);
    assertFalse(lifting.getAsBoolean());
  }

  @Test
  void shouldNotStandAsideForNobody() throws InterruptedException {
    assertFalse(courtesy.standAside());
    viewers.came();
    viewers.left();
    assertFalse(courtesy.standAside());
    assertEquals(0, ticks.get(), "nothing was waited for");
  }

  @Test
  void shouldStandAsideUntilTheJobOfACallComes() throws InterruptedException {
    viewers.came();
    doorbell.ring(1);
    assertTrue(courtesy.standAside(), "it lies in the mailbox");
    courtesy.met(1);
    courtesy.ran(JobClass.INTERACTIVE, STEP);
    viewers.left();
    assertFalse(courtesy.standAside());
  }

  @Test
  void shouldStandAsideUntilTheAnswerIsMade() throws Exception {
    viewers.came();
    courtesy.ran(JobClass.INTERACTIVE, STEP);
    Thread encoder = Thread.ofPlatform().start(viewers::left);
    assertFalse(courtesy.standAside());
    encoder.join();
    assertFalse(viewers.any());
  }

  @Test
  void shouldStandAsideOnceForACallThatTakesLong() throws InterruptedException {
    viewers.came();
    assertFalse(courtesy.standAside(), "no job came");
    long waited = ticks.get();
    assertTrue(waited > 0);
    assertFalse(courtesy.cutsShort(JobClass.TRAIN).getAsBoolean(), "whole slices again");
    assertFalse(courtesy.standAside());
    assertEquals(waited, ticks.get(), "not again");
  }

  @Test
  void shouldNotStandAsideForViewersWhoHadTheirShare() throws InterruptedException {
    courtesy.ran(JobClass.INTERACTIVE, 5_000_000_000L);
    viewers.came();
    assertFalse(courtesy.standAside());
    assertEquals(0, ticks.get());
    assertFalse(courtesy.cutsShort(JobClass.TRAIN).getAsBoolean());
  }
}
