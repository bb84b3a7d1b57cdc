package io.splatlas.gateway.render;

import io.splatlas.actors.model.SceneRender;
import io.splatlas.actors.scene.Scene;
import io.splatlas.gateway.GatewayConfig;
import io.splatlas.gateway.GatewayTelemetry;
import io.splatlas.gateway.access.SceneAsks;
import io.splatlas.gateway.auth.Principal;
import io.splatlas.gateway.limit.FairShare;
import io.splatlas.gateway.status.GrpcErrors;
import io.splatlas.proto.v1.RenderResponse;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

/** Renders of all clients: admission, the scene's work, compression on threads of its own. */
public final class Renders {
  private final SceneAsks asks;
  private final RenderAdmission admission;
  private final FairShare share;
  private final Executor encoders;

  /**
   * @param encoders runs compressions; bounded by the admission of renders
   */
  public Renders(
      SceneAsks asks, GatewayConfig.Limits limits, Executor encoders, GatewayTelemetry telemetry) {
    this.asks = asks;
    this.encoders = encoders;
    this.share = new FairShare("renders", shareOf(limits.rendersWaiting()));
    this.admission = new RenderAdmission(limits.rendersWaiting(), limits.renderPixels(), telemetry);
  }

  /**
   * Three of eight: of 16 in the server, and of 8 that wait for one scene, others find some free.
   */
  private static int shareOf(int places) {
    return Math.max(1, 3 * places / 8);
  }

  /**
   * Renders a view. The place it takes is free again when the scene has answered or the timeout has
   * passed, also when the client has left meanwhile.
   *
   * @param viewer who has so many renders under way at most
   * @param abandoned whether nobody waits any more: then nothing is compressed
   */
  CompletionStage<RenderResponse> render(
      Principal viewer,
      String sceneId,
      ViewPlan plan,
      Duration timeout,
      BooleanSupplier abandoned) {
    return share.within(viewer, () -> admitted(sceneId, plan, timeout, abandoned));
  }

  private CompletionStage<RenderResponse> admitted(
      String sceneId, ViewPlan plan, Duration timeout, BooleanSupplier abandoned) {
    try {
      admission.enter(plan.pixels());
    } catch (RuntimeException full) {
      return CompletableFuture.failedFuture(full);
    }
    return asks.<SceneRender>scene(
            sceneId, replyTo -> new Scene.Render(plan.camera(), plan.options(), replyTo), timeout)
        .thenApplyAsync(render -> compress(render, plan, abandoned), encoders)
        .whenComplete((response, failure) -> admission.leave(plan.pixels()));
  }

  private static RenderResponse compress(
      SceneRender render, ViewPlan plan, BooleanSupplier abandoned) {
    if (abandoned.getAsBoolean()) {
      throw GrpcErrors.abandoned();
    }
    return RenderResponse.newBuilder()
        .addAllLayers(LayerEncoder.encode(render.view(), plan))
        .setIteration(render.iteration())
        .build();
  }
}
