package io.splatlas.actors.capture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.actors.model.CameraModel;
import io.splatlas.actors.model.PosedFrame;
import io.splatlas.actors.telemetry.Telemetry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FoundFramesTest {
  private static final long SEGMENT = 1 << 20;

  @TempDir Path folder;

  private final List<String> told = new ArrayList<>();
  private final Telemetry telemetry =
      new Telemetry() {
        @Override
        public void framesFound(String scene, float[] places) {
          told.add(scene + " was seen from " + places.length / 3 + " places");
        }

        @Override
        public void newestFrameFound(
            String scene, long number, PosedFrame frame, CameraModel camera) {
          told.add(
              "frame " + number + " of " + frame.image().length + " bytes by " + camera.width());
        }
      };

  private static PosedFrame seenFrom(long sequence, double x) {
    PosedFrame frame = TestFrames.good(sequence);
    double[] pose = TestFrames.pose();
    pose[3] = x;
    return new PosedFrame(
        sequence,
        frame.captureTime(),
        pose,
        null,
        frame.encoding(),
        new byte[(int) sequence],
        null,
        0,
        new float[0],
        new byte[0]);
  }

  private FrameLog open(long segmentBytes) throws IOException {
    return FrameLog.open(folder, segmentBytes);
  }

  private static void append(FrameLog log, int frames) throws IOException {
    for (int i = 1; i <= frames; i++) {
      log.append("robot", Instant.EPOCH, TestFrames.CAMERA, seenFrom(i, 0.5 * i));
    }
  }

  @Test
  void shouldFindWhereTheCameraWentAndTheNewestFrame() throws IOException {
    try (FrameLog log = open(SEGMENT)) {
      append(log, 3);
      log.commit();
    }
    try (FrameLog log = open(SEGMENT)) {
      FoundFrames found = FoundFrames.of("desk", log);
      assertArrayEquals(new float[] {0.5f, 2, 3, 1, 2, 3, 1.5f, 2, 3}, found.places());
      found.tell("desk", telemetry);
    }
    assertEquals(List.of("desk was seen from 3 places", "frame 3 of 3 bytes by 16"), told);
  }

  @Test
  void shouldTellNothingOfALogWithoutFrames() throws IOException {
    try (FrameLog log = open(SEGMENT)) {
      FoundFrames.of("desk", log).tell("desk", telemetry);
    }
    assertEquals(List.of(), told);
  }

  @Test
  void shouldShowTheNewestFrameThatIsKeptWhereOthersWereThinnedOut() throws IOException {
    try (FrameLog log = open(1)) {
      append(log, 8);
      log.commit();
      int gone = log.thin(log.bytes(), 8);
      assertTrue(gone > 0, "frames were thinned out");
      FoundFrames found = FoundFrames.of("desk", log);
      assertEquals(3 * (8 - gone), found.places().length);
      StoredFrame newest = Objects.requireNonNull(found.newest());
      assertEquals(0.5 * newest.number(), newest.frame().cameraToWorld()[3]);
      assertEquals(found.places()[found.places().length - 3], newest.frame().cameraToWorld()[3]);
    }
  }
}
