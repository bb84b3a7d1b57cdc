package io.splatlas.ops.client;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.splatlas.proto.v1.WatchMatchesRequest;
import io.splatlas.proto.v1.WatchMatchesResponse;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Hears of what matches a standing question over cuts: whoever comes again begins with a snapshot.
 */
public final class MatchWatch {
  private final SplatlasClient client;
  private final WatchMatchesRequest request;
  private final Reconnect reconnect;

  /**
   * A watch.
   *
   * @param reconnect when to come back after being cut off
   */
  public MatchWatch(SplatlasClient client, WatchMatchesRequest request, Reconnect reconnect) {
    this.client = client;
    this.request = request;
    this.reconnect = reconnect;
  }

  /**
   * Watches until the scene is deleted.
   *
   * @param told of all news in order, on the calling thread
   * @param cut told why it was cut off and how long it waits before it comes again
   * @throws StatusRuntimeException when the watch ended otherwise and coming back does not help
   */
  public void run(Consumer<WatchMatchesResponse> told, BiConsumer<Status, Duration> cut)
      throws InterruptedException {
    while (true) {
      try {
        Iterator<WatchMatchesResponse> news = client.standing().watchMatches(request);
        while (news.hasNext()) {
          WatchMatchesResponse next = news.next();
          reconnect.succeeded();
          told.accept(next);
        }
        return;
      } catch (StatusRuntimeException end) {
        Duration pause = reconnect.after(end).orElseThrow(() -> end);
        cut.accept(end.getStatus(), pause);
        TimeUnit.NANOSECONDS.sleep(pause.toNanos());
      }
    }
  }
}
