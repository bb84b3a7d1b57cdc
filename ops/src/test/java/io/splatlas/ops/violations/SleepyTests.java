package io.splatlas.ops.violations;

import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;

/**
 * Breaks: tests do not sleep, have sentences for names and are not disabled. Abstract, so it never
 * runs.
 */
public abstract class SleepyTests {
  @Test
  @Disabled("on purpose")
  void sleeps() throws InterruptedException {
    Thread.sleep(1);
  }
}
