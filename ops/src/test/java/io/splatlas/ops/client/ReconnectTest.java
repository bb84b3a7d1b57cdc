package io.splatlas.ops.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.Any;
import com.google.rpc.RetryInfo;
import io.grpc.Status;
import io.grpc.protobuf.StatusProto;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ReconnectTest {
  private final Throwable away = Status.UNAVAILABLE.asRuntimeException();
  private final Reconnect reconnect = Reconnect.upTo(8, new SplittableRandom(3));

  @Test
  void shouldGiveUpAtOnceWhereThereNeverWasAnAnswer() {
    assertEquals(Optional.empty(), reconnect.after(away));
    assertEquals(Optional.empty(), Reconnect.never().after(away));
  }

  @Test
  void shouldWaitTwiceAsLongEachTimeUpToTenSecondsAndGiveUpInTheEnd() {
    reconnect.succeeded();
    long longest = 500;
    for (int attempt = 0; attempt < 8; attempt++) {
      long millis = reconnect.after(away).orElseThrow().toMillis();
      assertTrue(
          millis >= longest / 2 && millis <= longest,
          "attempt %d waits %d ms of at most %d".formatted(attempt, millis, longest));
      longest = Math.min(10_000, 2 * longest);
    }
    assertEquals(Optional.empty(), reconnect.after(away));
  }

  @Test
  void shouldBeginWithAShortPauseAgainAfterAnAnswer() {
    reconnect.succeeded();
    reconnect.after(away);
    reconnect.after(away);
    reconnect.succeeded();
    assertTrue(reconnect.after(away).orElseThrow().toMillis() <= 500);
  }

  @Test
  void shouldWaitAtLeastAsLongAsTheServerAsks() {
    reconnect.succeeded();
    Throwable busy =
        StatusProto.toStatusRuntimeException(
            com.google.rpc.Status.newBuilder()
                .setCode(Status.Code.UNAVAILABLE.value())
                .addDetails(
                    Any.pack(
                        RetryInfo.newBuilder()
                            .setRetryDelay(com.google.protobuf.Duration.newBuilder().setSeconds(7))
                            .build()))
                .build());
    Duration pause = reconnect.after(busy).orElseThrow();
    assertTrue(pause.compareTo(Duration.ofSeconds(7)) >= 0, pause::toString);
    assertTrue(pause.compareTo(Duration.ofMillis(10_500)) <= 0, pause::toString);
  }

  @Test
  void shouldNotComeBackWhereThatDoesNotHelp() {
    reconnect.succeeded();
    for (Status status :
        new Status[] {Status.NOT_FOUND, Status.INVALID_ARGUMENT, Status.FAILED_PRECONDITION}) {
      assertEquals(Optional.empty(), reconnect.after(status.asRuntimeException()));
    }
  }
}
