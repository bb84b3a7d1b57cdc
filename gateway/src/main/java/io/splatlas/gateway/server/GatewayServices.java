package io.splatlas.gateway.server;

import io.grpc.BindableService;
import io.splatlas.actors.runtime.Viewers;
import io.splatlas.gateway.GatewayConfig;
import io.splatlas.gateway.GatewayTelemetry;
import io.splatlas.gateway.SystemInfo;
import io.splatlas.gateway.access.SceneAsks;
import io.splatlas.gateway.capture.CaptureSettings;
import io.splatlas.gateway.capture.GrpcCaptureService;
import io.splatlas.gateway.capture.Offenders;
import io.splatlas.gateway.export.GrpcExportService;
import io.splatlas.gateway.instance.GrpcInstanceService;
import io.splatlas.gateway.limit.Quotas;
import io.splatlas.gateway.query.GrpcQueryService;
import io.splatlas.gateway.render.GrpcRenderService;
import io.splatlas.gateway.render.Renders;
import io.splatlas.gateway.scene.GrpcSceneService;
import io.splatlas.gateway.stream.CallStreams;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.function.Supplier;

/** The services of splatlas.v1, each with its bounds and times out of the configuration. */
final class GatewayServices {
  private GatewayServices() {}

  static List<BindableService> of(
      GatewayConfig config,
      SceneAsks asks,
      Quotas quotas,
      Viewers viewers,
      CallStreams streams,
      ExecutorService encoders,
      Supplier<SystemInfo> info,
      GatewayTelemetry telemetry) {
    GatewayConfig.Limits limits = config.limits();
    GatewayConfig.Timeouts timeouts = config.timeouts();
    CaptureSettings captures =
        new CaptureSettings(
            asks,
            limits.framesInFlight(),
            limits.overrunFrames(),
            limits.framesPerSecond(),
            timeouts.pressing(),
            timeouts.frame(),
            new Offenders(System::nanoTime),
            telemetry);
    return List.of(
        new GrpcSceneService(asks, config.principals().scenes(), timeouts.answer()),
        new GrpcCaptureService(streams, captures, timeouts.answer()),
        new GrpcInstanceService(asks, streams, timeouts.answer(), limits.watchEvents(), telemetry),
        new GrpcRenderService(
            new Renders(asks, limits, encoders, telemetry),
            quotas,
            streams,
            timeouts.render(),
            viewers,
            telemetry),
        new GrpcQueryService(asks, streams, encoders, timeouts.render()),
        new GrpcExportService(asks, streams, timeouts.export()),
        new GrpcSystemService(asks, info, timeouts.answer()));
  }
}
