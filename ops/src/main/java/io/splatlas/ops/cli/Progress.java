package io.splatlas.ops.cli;

import java.io.PrintWriter;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/** How far long work is: a bar on a terminal, now and then a line elsewhere. */
interface Progress extends AutoCloseable {
  /** Work is this far. */
  void at(long done, String detail);

  @Override
  void close();

  /** Shown on standard error, so that standard output can be piped. */
  static Progress start(String task, long total, PrintWriter err) {
    boolean terminal = Terminal.isInteractive();
    return terminal ? new Bar(task, total) : new Lines(task, total, err);
  }

  /** A bar that is drawn over itself. */
  final class Bar implements Progress {
    private static final int REDRAW_MILLIS = 200;
    private final ProgressBar bar;

    Bar(String task, long total) {
      bar =
          new ProgressBarBuilder()
              .setTaskName(task)
              .setInitialMax(total)
              .setStyle(ProgressBarStyle.ASCII)
              .setUpdateIntervalMillis(REDRAW_MILLIS)
              .setConsumer(new ConsoleProgressBarConsumer(System.err))
              .build();
    }

    @Override
    public void at(long done, String detail) {
      bar.stepTo(done);
      bar.setExtraMessage(" " + detail);
    }

    @Override
    public void close() {
      bar.close();
    }
  }

  /** A line at every tenth of the way. */
  final class Lines implements Progress {
    private static final int PARTS = 10;
    private final String task;
    private final long total;
    private final PrintWriter err;
    private long told = -1;

    Lines(String task, long total, PrintWriter err) {
      this.task = task;
      this.total = Math.max(1, total);
      this.err = err;
    }

    @Override
    public void at(long done, String detail) {
      long part = done * PARTS / total;
      if (part > told) {
        told = part;
        err.println(
            "%s: %d of %d%s".formatted(task, done, total, detail.isEmpty() ? "" : ", " + detail));
        err.flush();
      }
    }

    @Override
    public void close() {
      err.flush();
    }
  }
}
