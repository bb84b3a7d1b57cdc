package io.splatlas.actors.capture;

import io.splatlas.actors.model.FrameAnswer.Refusal;
import io.splatlas.actors.model.FrameAnswer.RefusalReason;
import io.splatlas.actors.model.PosedFrame;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Writes the fixtures {@code frames-v1.log} (appended) and {@code frames-v2.log} (thinned out) into
 * a folder. Never run it over those that are there: a new format gets a new fixture.
 */
final class FrameLogFixtures {
  static final int FRAMES = 4;

  private FrameLogFixtures() {}

  /** Takes the folder to write into. */
  public static void main(String[] arguments) throws IOException {
    Path out = Path.of(arguments[0]);
    Path work = Files.createTempDirectory(out, "work");
    try (FrameLog log = FrameLog.open(work, 4096)) {
      for (int i = 1; i <= FRAMES; i++) {
        log.append("robot", TestFrames.START, TestFrames.CAMERA, TestFrames.full(i));
      }
      log.appendRefused("robot", FRAMES + 1L, refusal());
      // Long enough for the segment to be closed.
      log.append("filler", TestFrames.START, TestFrames.CAMERA, filler());
      log.commit();
      Path segment = FrameIndex.segmentPath(work, 1);
      Files.copy(segment, out.resolve("frames-v1.log"), StandardCopyOption.REPLACE_EXISTING);
      log.thin(log.bytes() / 4, FRAMES - 1L);
      Files.copy(segment, out.resolve("frames-v2.log"), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  static Refusal refusal() {
    return new Refusal(RefusalReason.UNDECODABLE, "image", "not an image");
  }

  private static PosedFrame filler() {
    return TestFrames.with(1, TestFrames.START, new byte[3000], TestFrames.CAMERA);
  }
}
