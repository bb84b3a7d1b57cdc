package io.splatlas.gateway.limit;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.rpc.RetryInfo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.splatlas.gateway.fake.TestClient;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class QuotasTest {
  private final AtomicLong now = new AtomicLong(7);
  private final Quotas quotas = new Quotas(new PrincipalLimits(1, 2, 1, 1, 1, 10, 40), now::get);

  @Test
  void shouldOpenAsManyStreamsAsMayBeAndOneMoreWhenOneHasEnded() {
    Runnable first = quotas.open("a", StreamKind.WATCHES);
    Runnable second = quotas.open("a", StreamKind.WATCHES);
    assertExceeded(() -> quotas.open("a", StreamKind.WATCHES));
    first.run();
    first.run();
    Runnable third = quotas.open("a", StreamKind.WATCHES);
    assertExceeded(() -> quotas.open("a", StreamKind.WATCHES));
    second.run();
    third.run();
  }

  @Test
  void shouldCountEveryKindAndEveryPrincipalAlone() {
    assertDoesNotThrow(() -> quotas.open("a", StreamKind.CAPTURES));
    assertDoesNotThrow(() -> quotas.open("a", StreamKind.LIVE_VIEWS));
    assertDoesNotThrow(() -> quotas.open("a", StreamKind.EXPORTS));
    assertDoesNotThrow(() -> quotas.open("b", StreamKind.CAPTURES));
    assertExceeded(() -> quotas.open("a", StreamKind.CAPTURES));
  }

  @Test
  void shouldLetSpendTheBurstAndThenTheRate() {
    quotas.spend("a", 40);
    StatusRuntimeException failure = assertExceeded(() -> quotas.spend("a", 5));
    RetryInfo retry = TestClient.unpack(failure, RetryInfo.class).getFirst();
    assertEquals(
        com.google.protobuf.Duration.newBuilder().setNanos(500_000_000).build(),
        retry.getRetryDelay());
    now.addAndGet(500_000_000);
    assertDoesNotThrow(() -> quotas.spend("a", 5));
    assertExceeded(() -> quotas.spend("a", 1));
  }

  @Test
  void shouldNotSaveUpMoreThanTheBurst() {
    now.addAndGet(1_000_000_000_000L);
    quotas.spend("a", 40);
    assertExceeded(() -> quotas.spend("a", 1));
  }

  @Test
  void shouldLetNobodySpendForOthers() {
    quotas.spend("a", 40);
    assertDoesNotThrow(() -> quotas.spend("b", 40));
  }

  @Test
  void shouldNotSpendOnWhatIsRefused() {
    quotas.spend("a", 39);
    assertExceeded(() -> quotas.spend("a", 2));
    assertDoesNotThrow(() -> quotas.spend("a", 1));
  }

  @Test
  void shouldSayHowLongToWaitForWhatCannotBeAffordedNow() {
    assertEquals(Duration.ZERO, quotas.afford("a", 40));
    assertEquals(Duration.ofMillis(500), quotas.afford("a", 5));
    now.addAndGet(500_000_000);
    assertEquals(Duration.ZERO, quotas.afford("a", 5));
  }

  @Test
  void shouldForgetWhoUsesNothingAndNobodyElse() {
    Runnable open = quotas.open("stays", StreamKind.CAPTURES);
    for (int i = 1; i <= 10_000; i++) {
      quotas.spend("gone-" + i, 1);
    }
    assertEquals(10_001, quotas.remembered());
    now.addAndGet(1_000_000_000);
    quotas.spend("a", 1);
    assertEquals(2, quotas.remembered());
    assertExceeded(() -> quotas.open("stays", StreamKind.CAPTURES));
    open.run();
    assertDoesNotThrow(() -> quotas.open("stays", StreamKind.CAPTURES));
  }

  private static StatusRuntimeException assertExceeded(Runnable use) {
    StatusRuntimeException failure = assertThrows(StatusRuntimeException.class, use::run);
    assertEquals(Status.Code.RESOURCE_EXHAUSTED, failure.getStatus().getCode());
    assertEquals("QUOTA_EXCEEDED", TestClient.reasonOf(failure));
    assertTrue(TestClient.unpack(failure, RetryInfo.class).getFirst().hasRetryDelay());
    return failure;
  }
}
