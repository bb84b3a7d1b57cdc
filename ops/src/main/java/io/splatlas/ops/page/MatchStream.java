package io.splatlas.ops.page;

import io.splatlas.proto.v1.WatchMatchesRequest;
import io.splatlas.proto.v1.WatchMatchesResponse;
import java.io.IOException;

/**
 * What one standing question of a page is told: {@code snapshot} and {@code change} as the contract
 * has them, and {@code ended}. The gateway asks no more often than what it told was written.
 */
final class MatchStream {
  private static final long QUIET_MILLIS = 10_000;

  private final EventWriter writer;

  MatchStream(EventWriter writer) {
    this.writer = writer;
  }

  /** Returns when the page is gone or the question ended. */
  void run(Inbox<WatchMatchesRequest, WatchMatchesResponse> inbox)
      throws IOException, InterruptedException {
    while (!writer.isClosed()) {
      switch (inbox.poll(QUIET_MILLIS)) {
        case Inbox.Told<WatchMatchesResponse> told -> tell(told.message());
        case Inbox.Over<WatchMatchesResponse> over -> {
          writer.ended(over.status());
          return;
        }
        case Inbox.Nothing<WatchMatchesResponse> nothing -> writer.heartbeat();
      }
    }
  }

  private void tell(WatchMatchesResponse news) throws IOException {
    if (news.hasSnapshot()) {
      writer.event("snapshot", Answers.json(news.getSnapshot()));
    } else {
      writer.event("change", Answers.json(news.getChange()));
    }
  }
}
