package io.splatlas.actors.runtime;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ViewerShareTest {
  private static final long RENDER = 20_000_000;
  private static final long STEP = 25_000_000;

  private final ViewerShare share = new ViewerShare();

  @Test
  void shouldLetViewersCutOthersShortWhileTheyTakeLessThanHalf() {
    for (int i = 0; i < 1000; i++) {
      assertTrue(share.mayCutShort(JobClass.TRAIN), "before round " + i);
      share.book(JobClass.INTERACTIVE, RENDER);
      share.book(JobClass.TRAIN, STEP);
    }
  }

  @Test
  void shouldGiveOthersWholeSlicesWhenViewersTakeMore() {
    long whole = 0;
    for (int i = 0; i < 1000; i++) {
      share.book(JobClass.INTERACTIVE, 2 * RENDER);
      boolean cut = share.mayCutShort(JobClass.TRAIN);
      whole += cut ? 0 : 1;
      share.book(JobClass.TRAIN, cut ? STEP : 2 * STEP);
    }
    assertTrue(whole > 200, whole + " whole slices of 1,000");
    assertTrue(whole < 1000, "viewers have their half");
  }

  @Test
  void shouldForgetWhoLookedBefore() {
    share.book(JobClass.INTERACTIVE, 5_000_000_000L);
    assertFalse(share.mayCutShort(JobClass.TRAIN));
    share.book(JobClass.TRAIN, 1_000_000_000L);
    assertTrue(share.mayCutShort(JobClass.TRAIN));
  }

  @Test
  void shouldNeverCutViewersShort() {
    assertFalse(share.mayCutShort(JobClass.INTERACTIVE));
  }
}
