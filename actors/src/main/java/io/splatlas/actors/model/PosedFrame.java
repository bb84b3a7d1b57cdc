package io.splatlas.actors.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A frame as it arrives, still compressed. Values are not yet trusted.
 *
 * @param sequence number within robot and scene, from 1
 * @param captureTime by the robot's clock
 * @param cameraToWorld 16 values, row-major, OpenCV optical axes, metres
 * @param camera intrinsics; null = those given when the stream was opened
 * @param encoding of the image
 * @param image compressed
 * @param depthPng 16-bit PNG registered to the image; null without depth
 * @param depthMetresPerUnit metres per depth unit, ignored without depth
 * @param points x y z per map point, metres, world; empty without
 * @param pointColours red green blue per point, 0..255; empty without
 */
public record PosedFrame(
    long sequence,
    Instant captureTime,
    double[] cameraToWorld,
    @Nullable CameraModel camera,
    Encoding encoding,
    byte[] image,
    byte @Nullable [] depthPng,
    double depthMetresPerUnit,
    float[] points,
    byte[] pointColours) {

  /** How the image is compressed. */
  public enum Encoding {
    JPEG,
    PNG
  }
}
