package io.splatlas.gateway.render;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.splatlas.actors.runtime.Viewers;
import io.splatlas.gateway.GatewayTelemetry;
import io.splatlas.gateway.access.CallDeadline;
import io.splatlas.gateway.auth.Principal;
import io.splatlas.gateway.convert.Ids;
import io.splatlas.gateway.limit.Quotas;
import io.splatlas.gateway.status.Violations;
import io.splatlas.gateway.stream.CallStreams;
import io.splatlas.gateway.stream.UnaryCalls;
import io.splatlas.proto.v1.RenderLiveRequest;
import io.splatlas.proto.v1.RenderLiveResponse;
import io.splatlas.proto.v1.RenderRequest;
import io.splatlas.proto.v1.RenderResponse;
import io.splatlas.proto.v1.RenderServiceGrpc;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.javadsl.Flow;

/** RenderService of splatlas.v1. */
public final class GrpcRenderService extends RenderServiceGrpc.RenderServiceImplBase {
  /** What a render costs beyond its pixels, megapixels. */
  private static final double SMALL_COST = 0.01;

  private static final double MEGA = 1e6;

  private final Renders renders;
  private final Quotas quotas;
  private final CallStreams streams;
  private final Duration timeout;
  private final Viewers viewers;
  private final GatewayTelemetry telemetry;

  /**
   * @param quotas that live viewers spend from as they are rendered for
   * @param timeout for one render
   * @param viewers is told of the renders of live viewers; of calls for one render the server tells
   */
  public GrpcRenderService(
      Renders renders,
      Quotas quotas,
      CallStreams streams,
      Duration timeout,
      Viewers viewers,
      GatewayTelemetry telemetry) {
    this.renders = renders;
    this.quotas = quotas;
    this.streams = streams;
    this.timeout = timeout;
    this.viewers = viewers;
    this.telemetry = telemetry;
  }

  @Override
  public void render(RenderRequest request, StreamObserver<RenderResponse> responses) {
    BooleanSupplier abandoned = ((ServerCallStreamObserver<RenderResponse>) responses)::isCancelled;
    UnaryCalls.answer(
        responses,
        () -> {
          Violations violations = new Violations();
          Ids.checkScene(request.getSceneId(), "scene_id", violations);
          ViewReader.check(request.hasView(), request.getView(), violations);
          violations.throwIfAny();
          return renders.render(
              Principal.current(),
              request.getSceneId(),
              ViewReader.plan(request.getView()),
              CallDeadline.orAtMost(timeout),
              abandoned);
        });
  }

  /**
   * Every request is checked as it comes, also one that is then left out for a newer one; what is
   * rendered is paid for. A render that fails ends the stream with its status: the contract has no
   * other place for it.
   */
  @Override
  public StreamObserver<RenderLiveRequest> renderLive(
      StreamObserver<RenderLiveResponse> responses) {
    BooleanSupplier abandoned =
        ((ServerCallStreamObserver<RenderLiveResponse>) responses)::isCancelled;
    LiveViews views = new LiveViews();
    Principal viewer = Principal.current();
    Flow<RenderLiveRequest, RenderLiveResponse, NotUsed> flow =
        Flow.of(RenderLiveRequest.class)
            .map(views::read)
            .via(
                new NewestAffordable<LiveView>(
                    view -> quotas.afford(viewer.name(), cost(view)), telemetry::renderSkipped))
            .mapAsync(1, view -> render(viewer, view, abandoned));
    return streams.converse(flow, responses);
  }

  private static double cost(LiveView view) {
    return SMALL_COST + view.plan().pixels() / MEGA;
  }

  private CompletionStage<RenderLiveResponse> render(
      Principal viewer, LiveView view, BooleanSupplier abandoned) {
    viewers.came();
    return renders
        .render(viewer, view.sceneId(), view.plan(), timeout, abandoned)
        .whenComplete((response, failure) -> viewers.left())
        .thenApply(
            response ->
                RenderLiveResponse.newBuilder()
                    .setRequestId(view.requestId())
                    .addAllLayers(response.getLayersList())
                    .setIteration(response.getIteration())
                    .build());
  }
}
