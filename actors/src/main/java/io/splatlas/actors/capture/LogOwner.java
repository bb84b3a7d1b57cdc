package io.splatlas.actors.capture;

import io.splatlas.actors.model.FrameAnswer.Refusal;
import io.splatlas.actors.model.PosedFrame;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Holds the frame log for one life of the capture actor. All methods block: they run on the disk's
 * dispatcher, one at a time. A log that is opened after its owner was given up is closed at once.
 */
final class LogOwner {

  /** Opens the log. */
  @FunctionalInterface
  interface Opener {
    FrameLog open() throws IOException;
  }

  /**
   * The outcome of one group commit: a number and bytes per frame, null for a used-up number; bytes
   * the log takes now.
   */
  record Written(List<FrameLog.@Nullable Appended> appended, long bytes) {}

  private final Opener opener;
  private @Nullable FrameLog log;
  private boolean givenUp;

  LogOwner(Opener opener) {
    this.opener = opener;
  }

  synchronized FrameLog open() {
    try {
      FrameLog opened = opener.open();
      if (givenUp) {
        opened.close();
        throw new IOException("the capture has stopped");
      }
      log = opened;
      return opened;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Appends everything and makes it durable with one fsync. */
  synchronized Written write(List<Entry> batch) {
    FrameLog target = Objects.requireNonNull(log, "written before opened");
    try {
      List<FrameLog.@Nullable Appended> appended = new ArrayList<>(batch.size());
      for (Entry entry : batch) {
        appended.add(append(target, entry));
      }
      target.commit();
      return new Written(appended, target.bytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static FrameLog.@Nullable Appended append(FrameLog target, Entry entry)
      throws IOException {
    Refusal refusal = entry.refusal;
    PosedFrame frame = entry.frame;
    if (refusal != null) {
      target.appendRefused(entry.robotId, entry.sequence, refusal);
      return null;
    }
    return target.append(
        entry.robotId,
        entry.arrival,
        Objects.requireNonNull(entry.camera),
        Objects.requireNonNull(frame));
  }

  /**
   * Thins frames out, see {@link FrameLog#thin}.
   *
   * @return bytes the log takes now
   */
  synchronized Thinned thin(long wanted, long upTo) {
    FrameLog target = Objects.requireNonNull(log, "thinned before opened");
    try {
      int frames = target.thin(wanted, upTo);
      return new Thinned(frames, target.bytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Frames that went, and bytes the log takes now. */
  record Thinned(int frames, long bytes) {}

  /** Whether the log must be opened again. */
  synchronized boolean broken() {
    return log != null && log.broken();
  }

  /** Closes the log, now or when it is opened. */
  synchronized void giveUp() {
    givenUp = true;
    if (log != null) {
      try {
        log.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
