package io.splatlas.gateway.render;

import io.splatlas.gateway.convert.Ids;
import io.splatlas.gateway.status.Violations;
import io.splatlas.proto.v1.RenderLiveRequest;
import org.jspecify.annotations.Nullable;

/** The requests of one live viewer, who may not change the scene. Used by one stream. */
final class LiveViews {
  private @Nullable String scene;

  /**
   * Checks the next request.
   *
   * @throws io.grpc.StatusRuntimeException INVALID_ARGUMENT with every violation
   */
  LiveView read(RenderLiveRequest request) {
    Violations violations = new Violations();
    Ids.checkScene(request.getSceneId(), "scene_id", violations);
    violations.require(
        scene == null || scene.equals(request.getSceneId()),
        "scene_id",
        "may not change within a stream: open another for another scene");
    ViewReader.check(request.hasView(), request.getView(), violations);
    violations.throwIfAny();
    scene = request.getSceneId();
    return new LiveView(
        request.getRequestId(), request.getSceneId(), ViewReader.plan(request.getView()));
  }
}
