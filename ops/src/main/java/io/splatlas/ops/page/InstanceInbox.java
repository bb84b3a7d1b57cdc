package io.splatlas.ops.page;

import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.splatlas.ops.client.SplatlasClient;
import io.splatlas.proto.v1.WatchInstancesRequest;
import io.splatlas.proto.v1.WatchInstancesResponse;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A watch of instances with a queue of at most {@value #CREDIT} messages: the next one is requested
 * when one was taken out, so that a slow reader makes the gateway conflate.
 */
final class InstanceInbox
    implements ClientResponseObserver<WatchInstancesRequest, WatchInstancesResponse>,
        AutoCloseable {
  static final int CREDIT = 8;

  /** What is in it. */
  sealed interface Item {}

  /** A message of the watch. */
  record Told(WatchInstancesResponse message) implements Item {}

  /** The watch is over. */
  record Over(Status status) implements Item {}

  /** Nothing came in the time given. */
  record Nothing() implements Item {}

  private static final Nothing NOTHING = new Nothing();

  private final BlockingQueue<Item> items = new LinkedBlockingQueue<>();
  private volatile @Nullable ClientCallStreamObserver<WatchInstancesRequest> call;

  private InstanceInbox() {}

  static InstanceInbox watch(SplatlasClient client, String scene, long afterRevision) {
    InstanceInbox inbox = new InstanceInbox();
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

  /** The next item, or nothing after a while. */
  Item poll(long millis) throws InterruptedException {
    Item item = items.poll(millis, TimeUnit.MILLISECONDS);
    ClientCallStreamObserver<WatchInstancesRequest> open = call;
    if (item instanceof Told && open != null) {
      open.request(1);
    }
    return item == null ? NOTHING : item;
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<WatchInstancesRequest> requests) {
    requests.disableAutoRequestWithInitial(CREDIT);
    call = requests;
  }

  @Override
  public void onNext(WatchInstancesResponse message) {
    items.add(new Told(message));
  }

  @Override
  public void onError(Throwable failure) {
    items.add(new Over(Status.fromThrowable(failure)));
  }

  @Override
  public void onCompleted() {
    items.add(new Over(Status.NOT_FOUND.withDescription("the scene was deleted")));
  }

  @Override
  public void close() {
    ClientCallStreamObserver<WatchInstancesRequest> open = call;
    if (open != null) {
      open.cancel("the page was closed", null);
    }
  }
}
