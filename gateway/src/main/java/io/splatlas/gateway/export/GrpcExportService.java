package io.splatlas.gateway.export;

import io.grpc.stub.StreamObserver;
import io.splatlas.actors.export.GaussianPly;
import io.splatlas.actors.export.InstanceFilter;
import io.splatlas.actors.export.InstancesJson;
import io.splatlas.actors.export.SplatFile;
import io.splatlas.actors.model.SceneExport;
import io.splatlas.actors.scene.Scene;
import io.splatlas.gateway.access.CallDeadline;
import io.splatlas.gateway.access.SceneAsks;
import io.splatlas.gateway.convert.Ids;
import io.splatlas.gateway.status.Violations;
import io.splatlas.gateway.stream.CallStreams;
import io.splatlas.proto.v1.ExportFormat;
import io.splatlas.proto.v1.ExportSceneRequest;
import io.splatlas.proto.v1.ExportSceneResponse;
import io.splatlas.proto.v1.ExportServiceGrpc;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Source;

/** ExportService of splatlas.v1. */
public final class GrpcExportService extends ExportServiceGrpc.ExportServiceImplBase {
  private final SceneAsks asks;
  private final CallStreams streams;
  private final Duration timeout;

  /**
   * @param timeout for the consistent copy of a scene; sending it takes as long as it takes
   */
  public GrpcExportService(SceneAsks asks, CallStreams streams, Duration timeout) {
    this.asks = asks;
    this.streams = streams;
    this.timeout = timeout;
  }

  @Override
  public void exportScene(
      ExportSceneRequest request, StreamObserver<ExportSceneResponse> responses) {
    Violations violations = new Violations();
    Ids.checkScene(request.getSceneId(), "scene_id", violations);
    ExportFormat format = request.getFormat();
    violations.require(
        format != ExportFormat.EXPORT_FORMAT_UNSPECIFIED && format != ExportFormat.UNRECOGNIZED,
        "format",
        "must be EXPORT_FORMAT_PLY, EXPORT_FORMAT_INSTANCES_JSON or EXPORT_FORMAT_SPLATS");
    violations.require(
        request.getFilterCase() == ExportSceneRequest.FilterCase.FILTER_NOT_SET
            || request.getOnlyInstance() != 0
            || request.getWithoutInstance() != 0,
        "filter",
        "must name an instance, got 0");
    violations.throwIfAny();
    CompletionStage<Source<ExportSceneResponse, NotUsed>> file =
        asks.<SceneExport>scene(
                request.getSceneId(), Scene.Export::new, CallDeadline.orAtMost(timeout))
            .thenApply(copy -> filtered(copy, request))
            .thenApply(copy -> Source.fromIterator(() -> parts(copy, format)));
    streams.answerFinite(Source.completionStageSource(file), responses);
  }

  private static SceneExport filtered(SceneExport whole, ExportSceneRequest request) {
    return switch (request.getFilterCase()) {
      case ONLY_INSTANCE -> InstanceFilter.apply(whole, request.getOnlyInstance(), true);
      case WITHOUT_INSTANCE -> InstanceFilter.apply(whole, request.getWithoutInstance(), false);
      case FILTER_NOT_SET -> whole;
    };
  }

  private static Iterator<ExportSceneResponse> parts(SceneExport copy, ExportFormat format) {
    return switch (format) {
      case EXPORT_FORMAT_PLY ->
          FileParts.of(new GaussianPly(copy.gaussians().gaussians(), copy.gaussians().instances()));
      case EXPORT_FORMAT_INSTANCES_JSON -> FileParts.of(InstancesJson.write(copy));
      case EXPORT_FORMAT_SPLATS -> FileParts.of(new SplatFile(copy));
      case EXPORT_FORMAT_UNSPECIFIED, UNRECOGNIZED ->
          throw new IllegalArgumentException("refused before: " + format);
    };
  }
}
