package io.splatlas.ops.dataset;

import io.splatlas.ops.picture.ImageSize;
import io.splatlas.ops.picture.IntImage;
import io.splatlas.ops.picture.Png;
import io.splatlas.ops.picture.Resampling;
import io.splatlas.ops.picture.RgbImage;
import java.io.IOException;
import java.util.Optional;

/**
 * Loads what a frame names, at the size at which it is used: colour is averaged over areas, depth
 * and ids take the nearest pixel. Depth and masks of another size than the photograph's are brought
 * to it: they cover the same field of view.
 *
 * @param maxWidth the widest image wanted, pixels; {@link #FULL_SIZE} leaves images as they are
 */
public record FramePreparer(int maxWidth) {

  /** A width that no image exceeds. */
  public static final int FULL_SIZE = CameraIntrinsics.MAX_SIDE;

  public FramePreparer {
    if (maxWidth < 1) {
      throw new IllegalArgumentException("the largest width must be at least 1, not " + maxWidth);
    }
  }

  /** The camera of a frame's images as loaded here. */
  public CameraIntrinsics intrinsics(CaptureFrame frame) {
    return frame.intrinsics().limitedTo(maxWidth);
  }

  /** The bytes to send. */
  public PreparedFrame prepare(CaptureFrame frame) throws IOException {
    CameraIntrinsics target = intrinsics(frame);
    byte[] original = ImageFiles.bytes(frame.image());
    byte[] image = sendable(original, frame, target) ? original : Png.encode(colour(frame));
    Optional<PreparedFrame.Depth> depth = Optional.empty();
    if (frame.depth().isPresent()) {
      depth = Optional.of(depth(frame.depth().get(), target));
    }
    return new PreparedFrame(frame, target, image, depth);
  }

  /** The photograph. */
  public RgbImage colour(CaptureFrame frame) throws IOException {
    RgbImage image = ImageFiles.readRgb(frame.image());
    requireSize(frame, new ImageSize(image.width(), image.height()));
    CameraIntrinsics target = intrinsics(frame);
    return Resampling.areaAverage(image, target.width(), target.height());
  }

  /** Raw depth, if the frame has it; times {@link DepthFile#metresPerUnit()} it is in metres. */
  public Optional<IntImage> depth(CaptureFrame frame) throws IOException {
    return frame.depth().isEmpty()
        ? Optional.empty()
        : Optional.of(nearest(ImageFiles.readGray(frame.depth().get().path()), intrinsics(frame)));
  }

  /** Ground-truth ids, if the frame has them. */
  public Optional<IntImage> mask(CaptureFrame frame) throws IOException {
    return frame.mask().isEmpty()
        ? Optional.empty()
        : Optional.of(nearest(ImageFiles.readGray(frame.mask().get()), intrinsics(frame)));
  }

  private static PreparedFrame.Depth depth(DepthFile file, CameraIntrinsics target)
      throws IOException {
    byte[] original = ImageFiles.bytes(file.path());
    IntImage raw = ImageFiles.decodeGray(original, file.path());
    boolean fits = raw.width() == target.width() && raw.height() == target.height();
    boolean sixteenBitPng = isPng(original) && original.length > 24 && original[24] == 16;
    byte[] png = fits && sixteenBitPng ? original : Png.encode16(nearest(raw, target));
    return new PreparedFrame.Depth(png, file.metresPerUnit());
  }

  private static boolean sendable(byte[] original, CaptureFrame frame, CameraIntrinsics target)
      throws IOException {
    requireSize(frame, ImageFiles.sizeOf(frame.image()));
    boolean jpeg =
        original.length > 2 && (original[0] & 0xff) == 0xff && (original[1] & 0xff) == 0xd8;
    return target.equals(frame.intrinsics()) && (jpeg || isPng(original));
  }

  private static boolean isPng(byte[] bytes) {
    return bytes.length > 4
        && (bytes[0] & 0xff) == 0x89
        && bytes[1] == 'P'
        && bytes[2] == 'N'
        && bytes[3] == 'G';
  }

  private static void requireSize(CaptureFrame frame, ImageSize size) throws DatasetException {
    CameraIntrinsics camera = frame.intrinsics();
    if (size.width() != camera.width() || size.height() != camera.height()) {
      throw new DatasetException(
          frame.image(),
          "size",
          "is " + size + ", but its camera says " + camera.width() + "x" + camera.height());
    }
  }

  private static IntImage nearest(IntImage image, CameraIntrinsics target) {
    return Resampling.nearest(image, target.width(), target.height());
  }
}
