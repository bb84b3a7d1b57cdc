package io.splatlas.ops.client;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.splatlas.proto.v1.WatchInstancesRequest;
import io.splatlas.proto.v1.WatchInstancesResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A subscription to a scene's instances; closing it ends the call. */
public final class InstanceWatch implements AutoCloseable {
  private final CompletableFuture<StatusRuntimeException> ended = new CompletableFuture<>();
  private volatile @Nullable ClientCallStreamObserver<WatchInstancesRequest> call;

  private InstanceWatch() {}

  /**
   * Subscribes.
   *
   * @param afterRevision resume behind it; 0 = a snapshot first
   * @param sink is told of everything in order, on a thread of the connection
   */
  public static InstanceWatch start(
      SplatlasClient client,
      String sceneId,
      long afterRevision,
      Consumer<WatchInstancesResponse> sink) {
    return start(
        client,
        WatchInstancesRequest.newBuilder()
            .setSceneId(sceneId)
            .setAfterRevision(afterRevision)
            .build(),
        sink);
  }

  /**
   * Subscribes.
   *
   * @param sink is told of everything in order, on a thread of the connection
   */
  public static InstanceWatch start(
      SplatlasClient client, WatchInstancesRequest request, Consumer<WatchInstancesResponse> sink) {
    InstanceWatch watch = new InstanceWatch();
    client.watching().watchInstances(request, watch.observer(sink));
    return watch;
  }

  private ClientResponseObserver<WatchInstancesRequest, WatchInstancesResponse> observer(
      Consumer<WatchInstancesResponse> sink) {
    return new ClientResponseObserver<>() {
      @Override
      public void beforeStart(ClientCallStreamObserver<WatchInstancesRequest> requests) {
        call = requests;
      }

      @Override
      public void onNext(WatchInstancesResponse response) {
        sink.accept(response);
      }

      @Override
      public void onError(Throwable error) {
        ended.complete(ResumingWatch.failure(error));
      }

      @Override
      public void onCompleted() {
        ended.complete(Status.OK.asRuntimeException());
      }
    };
  }

  /** Completes when the call is over, with the status that ended it. */
  public CompletableFuture<Status> ended() {
    return ended.thenApply(StatusRuntimeException::getStatus);
  }

  /**
   * Waits for the end of the call.
   *
   * @return what ended it, with what the server said of it; its status is OK when the scene was
   *     deleted
   */
  StatusRuntimeException failure() throws InterruptedException {
    try {
      return ended.get();
    } catch (ExecutionException never) {
      throw new IllegalStateException("an end is a value", never);
    }
  }

  @Override
  public void close() {
    ClientCallStreamObserver<WatchInstancesRequest> open = call;
    if (open != null && !ended.isDone()) {
      open.cancel("the watch was closed", null);
    }
  }
}
