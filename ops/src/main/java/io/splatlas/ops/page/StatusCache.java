package io.splatlas.ops.page;

import io.splatlas.ops.client.SplatlasClient;
import io.splatlas.proto.v1.GetSceneRequest;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The statistics of scenes, asked for at most once a second whatever the number of pages that look
 * at them. Scenes that do not exist leave nothing behind.
 */
final class StatusCache {
  private static final long KEPT_NANOS = TimeUnit.MILLISECONDS.toNanos(900);
  private static final int MOST = 1_000;

  private final SplatlasClient client;
  private final ConcurrentHashMap<String, Status> statuses = new ConcurrentHashMap<>();

  private record Status(String json, long nanos) {}

  StatusCache(SplatlasClient client) {
    this.client = client;
  }

  /**
   * The scene in protobuf's JSON, at most a second old.
   *
   * @throws io.grpc.StatusRuntimeException as the gateway answered
   */
  String status(String scene) {
    if (statuses.size() > MOST) {
      statuses.clear();
    }
    return statuses
        .compute(
            scene,
            (id, known) ->
                known != null && System.nanoTime() - known.nanos() < KEPT_NANOS
                    ? known
                    : new Status(ask(id), System.nanoTime()))
        .json();
  }

  private String ask(String scene) {
    return Answers.json(
        client
            .scenes()
            .getScene(GetSceneRequest.newBuilder().setSceneId(scene).build())
            .getScene());
  }
}
