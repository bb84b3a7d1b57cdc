package io.splatlas.gateway.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.BoundedSourceQueue;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Numbers are asked for; each is worked on until the test says that it is done. */
class NewestAffordableTest {
  private static final long PATIENCE_SECONDS = 30;

  private final ActorTestKit kit = ActorTestKit.create();
  private final AtomicBoolean rich = new AtomicBoolean(true);
  private final Semaphore leftOut = new Semaphore(0);
  private final List<Integer> paid = new CopyOnWriteArrayList<>();
  private final BlockingQueue<Integer> begun = new LinkedBlockingQueue<>();
  private final Map<Integer, CompletableFuture<Integer>> work = new ConcurrentHashMap<>();
  private final BoundedSourceQueue<Integer> asked;
  private final CompletableFuture<Done> end;

  NewestAffordableTest() {
    Pair<BoundedSourceQueue<Integer>, CompletionStage<Done>> ends =
        Source.<Integer>queue(16)
            .via(new NewestAffordable<Integer>(this::pay, leftOut::release))
            .mapAsync(1, this::begin)
            .toMat(Sink.<Integer>ignore(), Keep.both())
            .run(Materializer.createMaterializer(kit.system()));
    asked = ends.first();
    end = ends.second().toCompletableFuture();
  }

  private Duration pay(Integer element) {
    if (!rich.get()) {
      return Duration.ofMillis(1);
    }
    paid.add(element);
    return Duration.ZERO;
  }

  private CompletableFuture<Integer> begin(Integer element) {
    begun.add(element);
    return work.computeIfAbsent(element, number -> new CompletableFuture<>());
  }

  private void finish(int element) {
    work.computeIfAbsent(element, number -> new CompletableFuture<>()).complete(element);
  }

  private void assertBegins(int element) throws InterruptedException {
    assertEquals(element, begun.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
  }

  private void awaitLeftOut(int count) throws InterruptedException {
    assertTrue(leftOut.tryAcquire(count, PATIENCE_SECONDS, TimeUnit.SECONDS));
  }

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  @Test
  void shouldPassTheNewestOnAndLetThatBePaidOnly() throws Exception {
    asked.offer(1);
    assertBegins(1);
    for (int i = 2; i <= 5; i++) {
      asked.offer(i);
    }
    awaitLeftOut(3);
    finish(1);
    assertBegins(5);
    assertEquals(List.of(1, 5), paid);
  }

  @Test
  void shouldWaitUntilItCanBePaidAndPassOnWhatIsNewestThen() throws Exception {
    rich.set(false);
    asked.offer(1);
    asked.offer(2);
    awaitLeftOut(1);
    rich.set(true);
    assertBegins(2);
    assertEquals(List.of(2), paid);
  }

  @Test
  void shouldPassTheLastOnBeforeItEnds() throws Exception {
    rich.set(false);
    asked.offer(1);
    asked.complete();
    rich.set(true);
    assertBegins(1);
    finish(1);
    assertEquals(Done.getInstance(), end.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
  }
}
