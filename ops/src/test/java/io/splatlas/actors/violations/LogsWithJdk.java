package io.splatlas.actors.violations;

import java.util.logging.Logger;

/** Breaks: slf4j is the one logging facade. */
public final class LogsWithJdk {
  private static final Logger LOG = Logger.getLogger("jdk");

  private LogsWithJdk() {}

  static void greet() {
    LOG.info("hello");
  }
}
