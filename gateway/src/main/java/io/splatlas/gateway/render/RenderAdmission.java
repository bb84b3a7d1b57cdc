package io.splatlas.gateway.render;

import io.splatlas.gateway.GatewayTelemetry;
import io.splatlas.gateway.status.ErrorReason;
import io.splatlas.gateway.status.GrpcErrors;

/** Bounds the renders under way in the server, by number and by pixels. Thread-safe. */
final class RenderAdmission {
  private final int most;
  private final long mostPixels;
  private final GatewayTelemetry telemetry;
  private int waiting;
  private long pixels;

  /**
   * @param most renders under way
   * @param mostPixels of all renders under way, at least one largest render
   */
  RenderAdmission(int most, long mostPixels, GatewayTelemetry telemetry) {
    this.most = most;
    this.mostPixels = mostPixels;
    this.telemetry = telemetry;
  }

  /**
   * Admits a render.
   *
   * @throws io.grpc.StatusRuntimeException RESOURCE_EXHAUSTED when too many wait
   */
  synchronized void enter(long size) {
    if (waiting >= most || pixels + size > mostPixels) {
      throw GrpcErrors.exhausted(
          ErrorReason.LIMIT_REACHED,
          "%d renders of %d pixels together wait already: try again later"
              .formatted(waiting, pixels));
    }
    waiting++;
    pixels += size;
    telemetry.rendersWaiting(waiting);
  }

  /** A render that was admitted is done. */
  synchronized void leave(long size) {
    waiting--;
    pixels -= size;
    telemetry.rendersWaiting(waiting);
  }
}
