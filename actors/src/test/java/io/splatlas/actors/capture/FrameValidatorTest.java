package io.splatlas.actors.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.actors.image.DecodeLimits;
import io.splatlas.actors.image.TestImages;
import io.splatlas.actors.model.CameraModel;
import io.splatlas.actors.model.FrameAnswer.Refusal;
import io.splatlas.actors.model.FrameAnswer.RefusalReason;
import io.splatlas.actors.model.PosedFrame;
import io.splatlas.actors.model.PosedFrame.Encoding;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FrameValidatorTest {
  private final FrameValidator validator = new FrameValidator(DecodeLimits.DEFAULTS);

  /** A good frame of which one part can be replaced. */
  private static final class Parts {
    double[] pose = TestFrames.pose();
    byte[] image = TestImages.png(16, 12);
    byte @Nullable [] depth = TestImages.depthPng(16, 12);
    double unit = 0.001;
    float[] points = {1, 2, 3};
    byte[] colours = {1, 2, 3};

    PosedFrame frame() {
      return new PosedFrame(
          1, TestFrames.START, pose, null, Encoding.PNG, image, depth, unit, points, colours);
    }
  }

  private void assertRefused(
      RefusalReason reason, String field, PosedFrame frame, @Nullable CameraModel camera) {
    Optional<Refusal> refusal = validator.checkValues(frame, camera);
    if (refusal.isEmpty() && camera != null) {
      refusal = validator.checkPixels(frame, camera);
    }
    Refusal found = refusal.orElseThrow();
    assertEquals(reason, found.reason(), found.toString());
    assertEquals(field, found.field());
    assertTrue(found.detail().length() > 5);
  }

  private void assertRefused(RefusalReason reason, String field, Parts parts) {
    assertRefused(reason, field, parts.frame(), TestFrames.CAMERA);
  }

  @Test
  void shouldAcceptAGoodFrame() {
    PosedFrame frame = TestFrames.full(1);
    assertEquals(Optional.empty(), validator.checkValues(frame, TestFrames.CAMERA));
    assertEquals(Optional.empty(), validator.checkPixels(frame, TestFrames.CAMERA));
  }

  @Test
  void shouldNameMissingFields() {
    assertRefused(RefusalReason.MISSING_FIELD, "intrinsics", new Parts().frame(), null);
    Parts parts = new Parts();
    parts.image = new byte[0];
    assertRefused(RefusalReason.MISSING_FIELD, "image", parts);
    parts = new Parts();
    parts.pose = new double[0];
    assertRefused(RefusalReason.MISSING_FIELD, "pose.camera_to_world", parts);
    parts = new Parts();
    parts.pose = new double[15];
    assertRefused(RefusalReason.MISSING_FIELD, "pose.camera_to_world", parts);
    parts = new Parts();
    parts.depth = new byte[0];
    assertRefused(RefusalReason.MISSING_FIELD, "depth.png16", parts);
  }

  @Test
  void shouldNamePosesThatAreNotRigidOrFinite() {
    Parts parts = new Parts();
    parts.pose[0] = -1;
    assertRefused(RefusalReason.POSE_NOT_RIGID, "pose.camera_to_world", parts);
    parts.pose[0] = Double.NaN;
    assertRefused(RefusalReason.OUT_OF_RANGE, "pose.camera_to_world", parts);
  }

  @Test
  void shouldNameEveryIntrinsicThatIsOutOfRange() {
    double nan = Double.NaN;
    record Case(String field, CameraModel camera) {}
    Case[] cases = {
      new Case("intrinsics.width", new CameraModel(0, 12, 1, 1, 1, 1, 0, 0, 0, 0, 0)),
      new Case("intrinsics.height", new CameraModel(16, 16_385, 1, 1, 1, 1, 0, 0, 0, 0, 0)),
      new Case("intrinsics.fx", new CameraModel(16, 12, 0, 1, 1, 1, 0, 0, 0, 0, 0)),
      new Case("intrinsics.fy", new CameraModel(16, 12, 1, -1, 1, 1, 0, 0, 0, 0, 0)),
      new Case("intrinsics.cx", new CameraModel(16, 12, 1, 1, nan, 1, 0, 0, 0, 0, 0)),
      new Case("intrinsics.cy", new CameraModel(16, 12, 1, 1, 1, 1 / 0.0, 0, 0, 0, 0, 0)),
      new Case("intrinsics.distortion.k1", new CameraModel(16, 12, 1, 1, 1, 1, nan, 0, 0, 0, 0)),
      new Case("intrinsics.distortion.k2", new CameraModel(16, 12, 1, 1, 1, 1, 0, nan, 0, 0, 0)),
      new Case("intrinsics.distortion.p1", new CameraModel(16, 12, 1, 1, 1, 1, 0, 0, nan, 0, 0)),
      new Case("intrinsics.distortion.p2", new CameraModel(16, 12, 1, 1, 1, 1, 0, 0, 0, nan, 0)),
      new Case("intrinsics.distortion.k3", new CameraModel(16, 12, 1, 1, 1, 1, 0, 0, 0, 0, nan)),
    };
    for (Case c : cases) {
      assertRefused(RefusalReason.OUT_OF_RANGE, c.field(), new Parts().frame(), c.camera());
    }
    CameraModel huge = new CameraModel(16_384, 16_384, 1, 1, 1, 1, 0, 0, 0, 0, 0);
    assertRefused(RefusalReason.TOO_LARGE, "intrinsics", new Parts().frame(), huge);
  }

  @Test
  void shouldNameWhatIsWrongWithPointsAndDepthScale() {
    Parts parts = new Parts();
    parts.unit = 0;
    assertRefused(RefusalReason.OUT_OF_RANGE, "depth.metres_per_unit", parts);
    parts = new Parts();
    parts.points = new float[4];
    assertRefused(RefusalReason.SIZE_MISMATCH, "points.positions", parts);
    parts = new Parts();
    parts.points[1] = Float.NaN;
    assertRefused(RefusalReason.OUT_OF_RANGE, "points.positions", parts);
    parts = new Parts();
    parts.colours = new byte[2];
    assertRefused(RefusalReason.SIZE_MISMATCH, "points.colours", parts);
    parts = new Parts();
    parts.points = new float[3 * FrameValidator.MAX_POINTS + 3];
    assertRefused(RefusalReason.TOO_LARGE, "points.positions", parts);
  }

  @Test
  void shouldNameWhatIsWrongWithTheImages() {
    Parts parts = new Parts();
    parts.image = new byte[] {1, 2, 3};
    assertRefused(RefusalReason.UNDECODABLE, "image", parts);
    parts = new Parts();
    parts.image = TestImages.png(12, 16);
    assertRefused(RefusalReason.SIZE_MISMATCH, "image", parts);
    parts = new Parts();
    parts.depth = TestImages.depthPng(15, 12);
    assertRefused(RefusalReason.SIZE_MISMATCH, "depth.png16", parts);
    parts = new Parts();
    parts.depth = TestImages.png(16, 12);
    assertRefused(RefusalReason.UNDECODABLE, "depth.png16", parts);
    parts = new Parts();
    parts.image = new byte[(16 << 20) + 1];
    assertRefused(RefusalReason.TOO_LARGE, "image", parts);
    parts = new Parts();
    parts.depth = new byte[(16 << 20) + 1];
    assertRefused(RefusalReason.TOO_LARGE, "depth.png16", parts);
  }
}
