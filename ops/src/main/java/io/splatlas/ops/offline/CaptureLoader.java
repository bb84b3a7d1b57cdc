package io.splatlas.ops.offline;

import io.splatlas.actors.image.DecodeException;
import io.splatlas.actors.image.ImageBudget;
import io.splatlas.actors.image.TrainingImage;
import io.splatlas.actors.image.TrainingImages;
import io.splatlas.actors.model.CameraModel;
import io.splatlas.actors.model.PosedFrame;
import io.splatlas.actors.train.FrameLoader;
import io.splatlas.actors.train.LoadedFrame;
import io.splatlas.ops.dataset.CameraIntrinsics;
import io.splatlas.ops.dataset.CaptureFrame;
import io.splatlas.ops.dataset.FramePreparer;
import io.splatlas.ops.dataset.PreparedFrame;
import io.splatlas.ops.replay.PointShares;
import io.splatlas.proto.v1.SparsePoints;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The frames of a capture on disk as training images, the way a server would make them. */
final class CaptureLoader implements FrameLoader {
  private final TrainingImages images = new TrainingImages(ImageBudget.DEFAULTS);
  private final List<CaptureFrame> frames;
  private final FramePreparer preparer;
  private final PointShares points;
  private final ExposureNoise noise;

  /**
   * @param frames numbered from 1 in this order
   * @param points told along with them
   * @param noise of their exposures
   */
  CaptureLoader(
      List<CaptureFrame> frames, FramePreparer preparer, PointShares points, ExposureNoise noise) {
    this.frames = List.copyOf(frames);
    this.preparer = preparer;
    this.points = points;
    this.noise = noise;
  }

  @Override
  public Optional<LoadedFrame> load(long number) throws IOException {
    CaptureFrame frame = frames.get((int) (number - 1));
    PosedFrame posed = posed(number, frame);
    try {
      TrainingImage image = images.prepare(posed, model(preparer.intrinsics(frame)));
      return Optional.of(
          new LoadedFrame(
              number,
              posed.captureTime(),
              posed.captureTime(),
              image.withColours(noise.applied(number, image.rgb())),
              posed.points(),
              posed.pointColours()));
    } catch (DecodeException broken) {
      throw new IOException(frame.image() + ": " + broken.getMessage(), broken);
    }
  }

  private PosedFrame posed(long number, CaptureFrame frame) throws IOException {
    PreparedFrame prepared = preparer.prepare(frame);
    Optional<SparsePoints> told = points.of(frame.index());
    boolean jpeg = (prepared.image()[0] & 0xff) == 0xff;
    return new PosedFrame(
        number,
        Instant.ofEpochMilli(Math.round(1000 * frame.timestampSeconds())),
        frame.cameraToWorld(),
        null,
        jpeg ? PosedFrame.Encoding.JPEG : PosedFrame.Encoding.PNG,
        prepared.image(),
        prepared.depth().map(PreparedFrame.Depth::png).orElse(null),
        prepared.depth().map(PreparedFrame.Depth::metresPerUnit).orElse(0.0),
        told.map(CaptureLoader::positions).orElse(new float[0]),
        told.map(share -> share.getColours().toByteArray()).orElse(new byte[0]));
  }

  private static float[] positions(SparsePoints share) {
    float[] xyz = new float[share.getPositionsCount()];
    for (int i = 0; i < xyz.length; i++) {
      xyz[i] = share.getPositions(i);
    }
    return xyz;
  }

  private static CameraModel model(CameraIntrinsics c) {
    return new CameraModel(
        c.width(),
        c.height(),
        c.fx(),
        c.fy(),
        c.cx(),
        c.cy(),
        c.k1(),
        c.k2(),
        c.p1(),
        c.p2(),
        c.k3());
  }
}
