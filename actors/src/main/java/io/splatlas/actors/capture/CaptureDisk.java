package io.splatlas.actors.capture;

import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.apache.pekko.actor.typed.javadsl.ActorContext;

/** The frame log of one life of a capture, worked on beside it, on the disk's dispatcher. */
final class CaptureDisk {
  private final ActorContext<Capture.Command> context;
  private final Executor executor;
  private final LogOwner log;

  CaptureDisk(ActorContext<Capture.Command> context, Executor executor, LogOwner log) {
    this.context = context;
    this.executor = executor;
    this.log = log;
  }

  /** Work on the log; its outcome is a message. */
  @FunctionalInterface
  interface Work<T> {
    T on(LogOwner log);
  }

  /** Makes the message that tells of a failure. */
  @FunctionalInterface
  interface Failure {
    Capture.Command message(LogOwner log, Throwable cause);
  }

  <M extends Capture.Command> void run(Work<M> work, Failure failure) {
    context.pipeToSelf(
        CompletableFuture.supplyAsync(() -> work.on(log), executor),
        (done, e) -> e == null ? done : failure.message(log, cause(e)));
  }

  /** Whether a message is of this life, not of one before a restart. */
  boolean isOf(LogOwner owner) {
    return owner == log;
  }

  /** Closes the log behind all work that was begun. */
  void giveUp() {
    executor.execute(log::giveUp);
  }

  /** What really went wrong. */
  static Throwable cause(Throwable e) {
    Throwable cause = e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
    Throwable inner = cause.getCause();
    return cause instanceof UncheckedIOException && inner != null ? inner : cause;
  }
}
