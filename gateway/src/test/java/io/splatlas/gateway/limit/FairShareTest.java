package io.splatlas.gateway.limit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.splatlas.gateway.auth.Principal;
import io.splatlas.gateway.fake.TestClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class FairShareTest {
  private static final Principal ANN = new Principal("ann", List.of(), null);
  private static final Principal BOB = new Principal("bob", List.of(), null);

  private final FairShare share = new FairShare("renders", 2);

  /** What was begun, by order. */
  private final List<CompletableFuture<String>> work = new ArrayList<>();

  /** Throws what it was refused with. */
  private void begin(Principal who) {
    CompletableFuture<String> begun = new CompletableFuture<>();
    CompletableFuture<String> done = share.within(who, () -> begun).toCompletableFuture();
    if (done.isDone()) {
      assertEquals("never", done.join());
    }
    work.add(begun);
  }

  @Test
  void shouldLeaveRoomForOthers() {
    begin(ANN);
    begin(ANN);
    assertRefused(ANN);
    begin(BOB);
    assertEquals(3, work.size());
  }

  @Test
  void shouldCountUntilTheWorkIsDoneHoweverItEnds() {
    begin(ANN);
    begin(ANN);
    assertTrue(work.get(0).complete("well"));
    begin(ANN);
    assertRefused(ANN);
    assertTrue(work.get(1).completeExceptionally(new IllegalStateException("badly")));
    begin(ANN);
    assertRefused(ANN);
  }

  @Test
  void shouldNotCountWorkThatDoesNotBegin() {
    for (int i = 0; i < 3; i++) {
      assertThrows(
          IllegalArgumentException.class,
          () ->
              share.within(
                  ANN,
                  () -> {
                    throw new IllegalArgumentException("a bad request");
                  }));
    }
    begin(ANN);
    assertEquals(1, work.size());
  }

  @Test
  void shouldBoundNobodyWhereNobodyIsAskedWhoTheyAre() {
    for (int i = 0; i < 5; i++) {
      begin(Principal.LOCAL);
    }
    assertEquals(5, work.size());
  }

  private void assertRefused(Principal who) {
    CompletionException wrapped = assertThrows(CompletionException.class, () -> begin(who));
    StatusRuntimeException refused =
        assertInstanceOf(StatusRuntimeException.class, wrapped.getCause());
    assertEquals(Status.Code.RESOURCE_EXHAUSTED, refused.getStatus().getCode());
    ErrorInfo info = TestClient.unpack(refused, ErrorInfo.class).getFirst();
    assertEquals("QUOTA_EXCEEDED", info.getReason());
    assertEquals("renders", info.getMetadataMap().get("limit"));
    assertEquals(1, TestClient.unpack(refused, RetryInfo.class).size());
  }
}
