package io.splatlas.gateway.stream;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Status;
import io.splatlas.actors.model.SceneProblem;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Source;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class CallSinkTest {
  private static final ActorTestKit kit = ActorTestKit.create();
  private final Materializer materializer = Materializer.createMaterializer(kit.system());
  private final FakeCall<Integer> call = new FakeCall<>();

  @AfterAll
  static void stopActors() {
    kit.shutdownTestKit();
  }

  @Test
  void shouldPullOnlyWhileTheCallIsReady() throws Exception {
    List<Boolean> readyWhenPulled = new CopyOnWriteArrayList<>();
    call.whenSent = message -> call.ready = message != 3;
    Source.range(1, 5)
        .map(
            n -> {
              readyWhenPulled.add(call.ready);
              return n;
            })
        .runWith(new CallSink<>(call), materializer);
    for (int n = 1; n <= 3; n++) {
      assertEquals(n, next());
    }
    assertFalse(call.completed.isDone());
    call.becomeReady();
    assertEquals(4, next());
    assertEquals(5, next());
    call.completed.get(30, TimeUnit.SECONDS);
    assertEquals(List.of(true, true, true, true, true), readyWhenPulled);
  }

  @Test
  void shouldStartWhenTheCallBecomesReadyLater() throws Exception {
    call.ready = false;
    Source.single(1).runWith(new CallSink<>(call), materializer);
    call.becomeReady();
    assertEquals(1, next());
  }

  @Test
  void shouldEndTheCallWithTheStatusOfAFailure() throws Exception {
    Source.<Integer>failed(new SceneProblem(SceneProblem.Reason.NOT_FOUND, "no such scene"))
        .runWith(new CallSink<>(call), materializer);
    assertEquals(
        Status.Code.NOT_FOUND,
        Status.fromThrowable(call.failed.get(30, TimeUnit.SECONDS)).getCode());
  }

  @Test
  void shouldCancelTheStreamWhenTheCallIsCancelled() throws Exception {
    CompletionStage<Done> upstream =
        Source.<Integer>maybe()
            .watchTermination(Keep.right())
            .to(new CallSink<>(call))
            .run(materializer);
    call.cancel();
    upstream.toCompletableFuture().get(30, TimeUnit.SECONDS);
    assertFalse(call.failed.isDone());
    assertFalse(call.completed.isDone());
  }

  @Test
  void shouldNotRunForACallThatWasCancelledBefore() throws Exception {
    call.cancelled = true;
    Source.repeat(1)
        .watchTermination(Keep.right())
        .to(new CallSink<>(call))
        .run(materializer)
        .toCompletableFuture()
        .get(30, TimeUnit.SECONDS);
    assertTrue(call.sent.isEmpty());
  }

  @Test
  void shouldTellTheClientToComeBackWhenStreamsAreCutOff() throws Exception {
    Source.<Integer>maybe().runWith(new CallSink<>(call), materializer);
    materializer.shutdown();
    assertEquals(
        Status.Code.UNAVAILABLE,
        Status.fromThrowable(call.failed.get(30, TimeUnit.SECONDS)).getCode());
  }

  private Integer next() throws InterruptedException {
    return call.sent.poll(30, TimeUnit.SECONDS);
  }
}
