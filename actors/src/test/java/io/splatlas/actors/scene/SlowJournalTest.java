package io.splatlas.actors.scene;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.actors.Actors;
import io.splatlas.actors.model.InstanceFeed;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that takes longer for what is told of instances than the next clusterings take. */
class SlowJournalTest {
  @TempDir private Path data = Path.of("");
  private final CountDownLatch disk = new CountDownLatch(1);
  private final AtomicInteger clustered = new AtomicInteger();

  private void holdUp(Server server) {
    for (int thread = 0; thread < 2; thread++) {
      server
          .kit
          .system()
          .dispatchers()
          .lookup(DispatcherSelector.fromConfig("splatlas.journal-dispatcher"))
          .execute(this::awaitDisk);
    }
  }

  private void awaitDisk() {
    try {
      disk.await();
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }

  private void awaitClusteringOf(int frame, TestProbe<InstanceFeed> probe) {
    probe.awaitAssert(
        Actors.PATIENCE,
        () -> {
          assertTrue(clustered.get() >= frame);
          return null;
        });
  }

  private static long frameOf(InstanceFeed told) {
    return assertInstanceOf(InstanceFeed.Changes.class, told).changes().getLast().basedOnFrame();
  }

  /** Then the robot pauses: no other clustering follows. */
  @Test
  void shouldTellOfTheNewestFrameThoughClusteringsWereLeftOut() {
    try (Server server =
        new Server(
            data,
            8,
            Server::sides,
            finder ->
                input -> {
                  clustered.accumulateAndGet(input.cameras().size(), Math::max);
                  return finder.find(input);
                })) {
      ActorRef<Scene.Command> scene = server.create("desk");
      TestProbe<InstanceFeed> watcher = server.kit.createTestProbe();
      scene.tell(new Scene.Subscribe(0, false, watcher.getRef()));
      assertInstanceOf(InstanceFeed.Snapshot.class, watcher.receiveMessage());
      server.stream(scene, 1, 2);
      assertInstanceOf(InstanceFeed.Changes.class, watcher.receiveMessage());
      holdUp(server);
      for (int frame = 3; frame <= 9; frame++) {
        server.stream(scene, frame, frame);
        awaitClusteringOf(frame, watcher);
      }
      disk.countDown();
      while (frameOf(watcher.receiveMessage()) < 9) {}
    } finally {
      disk.countDown();
    }
  }
}
