package io.splatlas.ops.page;

import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.splatlas.ops.client.SplatlasClient;
import io.splatlas.proto.v1.WatchInstancesRequest;
import io.splatlas.proto.v1.WatchInstancesResponse;
import io.splatlas.proto.v1.WatchMatchesRequest;
import io.splatlas.proto.v1.WatchMatchesResponse;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A watch of the gateway with a queue of at most {@value #CREDIT} messages: the next one is
 * requested when one was taken out, so that a slow reader makes the gateway conflate.
 *
 * @param <Q> what asks for the watch
 * @param <T> what it tells
 */
final class Inbox<Q, T> implements ClientResponseObserver<Q, T>, AutoCloseable {
  static final int CREDIT = 8;

  /** What is in it. */
  sealed interface Item<T> {}

  /** A message of the watch. */
  record Told<T>(T message) implements Item<T> {}

  /** The watch is over. */
  record Over<T>(Status status) implements Item<T> {}

  /** Nothing came in the time given. */
  record Nothing<T>() implements Item<T> {}

  private final BlockingQueue<Item<T>> items = new LinkedBlockingQueue<>();
  private volatile @Nullable ClientCallStreamObserver<Q> call;

  private Inbox() {}

  static Inbox<WatchInstancesRequest, WatchInstancesResponse> instances(
      SplatlasClient client, String scene, long afterRevision) {
    Inbox<WatchInstancesRequest, WatchInstancesResponse> inbox = new Inbox<>();
    client
        .watching()
        .watchInstances(
            WatchInstancesRequest.newBuilder()
                .setSceneId(scene)
                .setAfterRevision(afterRevision)
                .build(),
            inbox);
    return inbox;
  }

  static Inbox<WatchMatchesRequest, WatchMatchesResponse> matches(
      SplatlasClient client, WatchMatchesRequest question) {
    Inbox<WatchMatchesRequest, WatchMatchesResponse> inbox = new Inbox<>();
    client.listening().watchMatches(question, inbox);
    return inbox;
  }

  /** The next item, or nothing after a while. */
  Item<T> poll(long millis) throws InterruptedException {
    Item<T> item = items.poll(millis, TimeUnit.MILLISECONDS);
    ClientCallStreamObserver<Q> open = call;
    if (item instanceof Told && open != null) {
      open.request(1);
    }
    return item == null ? new Nothing<>() : item;
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<Q> requests) {
    requests.disableAutoRequestWithInitial(CREDIT);
    call = requests;
  }

  @Override
  public void onNext(T message) {
    items.add(new Told<>(message));
  }

  @Override
  public void onError(Throwable failure) {
    items.add(new Over<>(Status.fromThrowable(failure)));
  }

  @Override
  public void onCompleted() {
    items.add(new Over<>(Status.NOT_FOUND.withDescription("the scene was deleted")));
  }

  @Override
  public void close() {
    ClientCallStreamObserver<Q> open = call;
    if (open != null) {
      open.cancel("the page was closed", null);
    }
  }
}
