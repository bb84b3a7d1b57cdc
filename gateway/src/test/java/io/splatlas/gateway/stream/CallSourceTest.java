package io.splatlas.gateway.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class CallSourceTest {
  private static final ActorTestKit kit = ActorTestKit.create();
  private final FakeCall<String> call = new FakeCall<>();

  @AfterAll
  static void stopActors() {
    kit.shutdownTestKit();
  }

  private record Work(Integer message, CompletableFuture<Integer> done) {}

  @Test
  void shouldRequestOneMessageForEveryElementTheStreamAsksFor() throws Exception {
    BlockingQueue<Work> works = new LinkedBlockingQueue<>();
    StreamObserver<Integer> client =
        Source.<Integer, StreamObserver<Integer>>fromGraph(new CallSource<>(call))
            .mapAsync(
                1,
                message -> {
                  Work work = new Work(message, new CompletableFuture<>());
                  works.add(work);
                  return work.done();
                })
            .toMat(Sink.ignore(), Keep.left())
            .run(kit.system());
    assertFalse(call.autoRequest);
    for (int n = 1; n <= 20; n++) {
      assertEquals(1, call.requests.poll(30, TimeUnit.SECONDS));
      assertTrue(call.requests.isEmpty());
      client.onNext(n);
      Work work = works.poll(30, TimeUnit.SECONDS);
      assertEquals(n, work.message());
      assertTrue(call.requests.isEmpty(), "a message was requested while the stream was busy");
      work.done().complete(n);
    }
  }

  @Test
  void shouldEndWithTheClientsHalfClose() throws Exception {
    Pair<StreamObserver<Integer>, CompletionStage<List<Integer>>> run =
        Source.<Integer, StreamObserver<Integer>>fromGraph(new CallSource<>(call))
            .toMat(Sink.<Integer>seq(), Keep.both())
            .run(kit.system());
    assertEquals(1, call.requests.poll(30, TimeUnit.SECONDS));
    run.first().onNext(7);
    assertEquals(1, call.requests.poll(30, TimeUnit.SECONDS));
    run.first().onCompleted();
    assertEquals(List.of(7), run.second().toCompletableFuture().get(30, TimeUnit.SECONDS));
  }

  @Test
  void shouldFailWhenTheClientCancels() {
    Pair<StreamObserver<Integer>, CompletionStage<Done>> run =
        Source.<Integer, StreamObserver<Integer>>fromGraph(new CallSource<>(call))
            .toMat(Sink.<Integer>ignore(), Keep.both())
            .run(kit.system());
    StatusRuntimeException cancelled = Status.CANCELLED.asRuntimeException();
    run.first().onError(cancelled);
    ExecutionException failure =
        assertThrows(
            ExecutionException.class,
            () -> run.second().toCompletableFuture().get(30, TimeUnit.SECONDS));
    assertSame(cancelled, failure.getCause());
  }
}
