package io.splatlas.ops.replay;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import io.splatlas.ops.client.Views;
import io.splatlas.ops.dataset.CaptureFrame;
import io.splatlas.ops.dataset.FramePreparer;
import io.splatlas.ops.dataset.PreparedFrame;
import io.splatlas.proto.v1.DepthImage;
import io.splatlas.proto.v1.Frame;
import io.splatlas.proto.v1.ImageEncoding;
import java.io.IOException;
import java.util.List;

/**
 * The frames of a capture as a robot sends them. Instance masks are never part of a frame: they are
 * for scoring only.
 *
 * @param frames to send, in this order, with sequence numbers from 1
 * @param preparer loads and scales images
 * @param withDepth send depth where a frame has it
 * @param points map points to send along
 */
public record FrameSource(
    List<CaptureFrame> frames, FramePreparer preparer, boolean withDepth, PointShares points)
    implements FrameFeed {
  private static final long NANOS = 1_000_000_000L;

  public FrameSource {
    frames = List.copyOf(frames);
  }

  @Override
  public long last() {
    return frames.size();
  }

  @Override
  public Frame frame(long sequence) throws IOException {
    CaptureFrame frame = frames.get((int) (sequence - 1));
    PreparedFrame prepared = preparer.prepare(frame);
    Frame.Builder message =
        Frame.newBuilder()
            .setSequence(sequence)
            .setCaptureTime(timestamp(frame.timestampSeconds()))
            .setPose(Views.pose(frame.cameraToWorld()))
            .setIntrinsics(Views.intrinsics(prepared.intrinsics()))
            .setEncoding(encoding(prepared.image()))
            .setImage(ByteString.copyFrom(prepared.image()));
    if (withDepth && prepared.depth().isPresent()) {
      PreparedFrame.Depth depth = prepared.depth().get();
      message.setDepth(
          DepthImage.newBuilder()
              .setPng16(ByteString.copyFrom(depth.png()))
              .setMetresPerUnit(depth.metresPerUnit()));
    }
    points.of(frame.index()).ifPresent(message::setPoints);
    return message.build();
  }

  private static ImageEncoding encoding(byte[] image) {
    return (image[0] & 0xff) == 0xff
        ? ImageEncoding.IMAGE_ENCODING_JPEG
        : ImageEncoding.IMAGE_ENCODING_PNG;
  }

  private static Timestamp timestamp(double seconds) {
    long whole = (long) Math.floor(seconds);
    return Timestamp.newBuilder()
        .setSeconds(whole)
        .setNanos((int) Math.min(NANOS - 1, (long) ((seconds - Math.floor(seconds)) * NANOS)))
        .build();
  }
}
