package io.splatlas.actors.capture;

import io.splatlas.actors.model.FrameAnswer.Refusal;
import java.util.List;
import java.util.Optional;

/** What a capture tells itself. */
final class CaptureMessages {

  record LogOpened(LogOwner owner, FrameLog log, List<FrameLog.Found> found, FoundFrames shown)
      implements Capture.Internal {}

  record LogNotOpened(LogOwner owner, Throwable cause) implements Capture.Internal {}

  record OpenLog() implements Capture.Internal {}

  record PixelsChecked(Entry entry, Optional<Refusal> refusal) implements Capture.Internal {}

  record BatchWritten(LogOwner owner, List<Entry> batch, LogOwner.Written written)
      implements Capture.Internal {}

  record BatchFailed(LogOwner owner, List<Entry> batch, Throwable cause, boolean broken)
      implements Capture.Internal {}

  record Thinned(LogOwner owner, LogOwner.Thinned outcome) implements Capture.Internal {}

  record NotThinned(LogOwner owner, Throwable cause) implements Capture.Internal {}

  private CaptureMessages() {}
}
