package io.splatlas.gateway.server;

import io.grpc.stub.StreamObserver;
import io.splatlas.actors.model.SceneStatus;
import io.splatlas.actors.scene.Scenes;
import io.splatlas.gateway.SystemInfo;
import io.splatlas.gateway.access.CallDeadline;
import io.splatlas.gateway.access.SceneAsks;
import io.splatlas.gateway.stream.UnaryCalls;
import io.splatlas.proto.v1.Device;
import io.splatlas.proto.v1.GetSystemRequest;
import io.splatlas.proto.v1.GetSystemResponse;
import io.splatlas.proto.v1.SystemServiceGrpc;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/** SystemService of splatlas.v1. */
final class GrpcSystemService extends SystemServiceGrpc.SystemServiceImplBase {
  private static final int PAGE = 1000;

  private final SceneAsks asks;
  private final Supplier<SystemInfo> info;
  private final Duration timeout;
  private final long started = System.nanoTime();

  GrpcSystemService(SceneAsks asks, Supplier<SystemInfo> info, Duration timeout) {
    this.asks = asks;
    this.info = info;
    this.timeout = timeout;
  }

  @Override
  public void getSystem(GetSystemRequest request, StreamObserver<GetSystemResponse> responses) {
    UnaryCalls.answer(
        responses, () -> count("", 0, CallDeadline.orAtMost(timeout)).thenApply(this::describe));
  }

  /** Counts scenes a page at a time. */
  private CompletionStage<Integer> count(String after, int before, Duration limit) {
    return asks.<List<SceneStatus>>scenes(
            replyTo -> new Scenes.ListScenes(after, PAGE, replyTo), limit)
        .thenCompose(
            page ->
                page.size() < PAGE
                    ? CompletableFuture.completedFuture(before + page.size())
                    : count(page.getLast().id(), before + page.size(), limit));
  }

  private GetSystemResponse describe(int scenes) {
    SystemInfo now = info.get();
    return GetSystemResponse.newBuilder()
        .setVersion(now.version())
        .setDevice(
            Device.newBuilder()
                .setKind(now.device().kind())
                .setName(now.device().name())
                .setReason(now.device().reason())
                .setMemoryUsed(now.memory().used())
                .setMemoryCap(now.memory().cap()))
        .setScenes(scenes)
        .setUptimeSeconds((System.nanoTime() - started) / 1e9)
        .build();
  }
}
