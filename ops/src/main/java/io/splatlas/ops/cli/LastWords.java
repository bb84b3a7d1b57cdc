package io.splatlas.ops.cli;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a server says that only a new process can help, before it ends by itself. Whoever started it
 * need not ask {@code /health}: any supervisor sees a process that failed.
 */
final class LastWords {
  private static final Logger LOG = LoggerFactory.getLogger(LastWords.class);

  /**
   * A regular end takes 40 s at most (docs/DEPLOYMENT.md); where even that hangs, it is cut off.
   */
  private static final long PATIENCE_SECONDS = 60;

  private LastWords() {}

  /**
   * Says why, with what every platform thread is at, and makes sure that the process ends.
   *
   * @return the exit code
   */
  static int say(String why) {
    LOG.error("ending, so that a new process can start: {}; threads:{}", why, threads());
    Thread.ofPlatform().daemon().name("last-resort").start(LastWords::cutOff);
    return ExitCodes.START_AGAIN;
  }

  private static String threads() {
    StringBuilder dump = new StringBuilder();
    for (Map.Entry<Thread, StackTraceElement[]> each : Thread.getAllStackTraces().entrySet()) {
      Thread thread = each.getKey();
      dump.append("\n\"%s\" %s".formatted(thread.getName(), thread.getState()));
      for (StackTraceElement frame : each.getValue()) {
        dump.append("\n  at ").append(frame);
      }
    }
    return dump.toString();
  }

  private static void cutOff() {
    try {
      TimeUnit.SECONDS.sleep(PATIENCE_SECONDS);
      LOG.error("the server did not end within {} s and is cut off", PATIENCE_SECONDS);
    } catch (InterruptedException nobody) {
      LOG.error("the server is cut off at once", nobody);
    }
    Runtime.getRuntime().halt(ExitCodes.START_AGAIN);
  }
}
