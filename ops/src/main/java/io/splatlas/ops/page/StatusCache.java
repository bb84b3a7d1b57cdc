package io.splatlas.ops.page;

import io.splatlas.proto.v1.GetSceneRequest;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The statistics of scenes, asked for at most once a second and caller, whatever the number of
 * pages that look at them. Scenes that do not exist leave nothing behind.
 */
final class StatusCache {
  private static final long KEPT_NANOS = TimeUnit.MILLISECONDS.toNanos(900);
  private static final int MOST = 1_000;

  private final ConcurrentHashMap<Asked, Status> statuses = new ConcurrentHashMap<>();

  private record Asked(String scene, String caller) {}

  private record Status(String json, long nanos) {}

  /**
   * The scene in protobuf's JSON, at most a second old, as this caller may see it.
   *
   * @throws io.grpc.StatusRuntimeException as the gateway answered
   */
  String status(Caller caller, String scene) {
    if (statuses.size() > MOST) {
      statuses.clear();
    }
    return statuses
        .compute(
            new Asked(scene, caller.key()),
            (id, known) ->
                known != null && System.nanoTime() - known.nanos() < KEPT_NANOS
                    ? known
                    : new Status(ask(caller, scene), System.nanoTime()))
        .json();
  }

  private static String ask(Caller caller, String scene) {
    return Answers.json(
        caller
            .client()
            .scenes()
            .getScene(GetSceneRequest.newBuilder().setSceneId(scene).build())
            .getScene());
  }
}
