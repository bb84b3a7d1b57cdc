package io.splatlas.actors.scene;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.actors.blob.FolderBlobStore;
import io.splatlas.actors.model.InstanceChange;
import io.splatlas.actors.model.InstanceFeed;
import io.splatlas.actors.model.SceneState;
import io.splatlas.actors.model.SceneStatus;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server whose clock is set, back and forth, while it works: numbers order, not times. */
class ClockJumpTest {
  private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");

  @TempDir private Path data = Path.of("");
  private final AtomicReference<Instant> clock = new AtomicReference<>(NOON);
  private final List<InstanceChange> told = new ArrayList<>();

  private Server server() {
    return new Server(
        data,
        8,
        Server::sides,
        finder -> finder,
        new FolderBlobStore(data.resolve("blobs")),
        clock::get);
  }

  private void jump(Duration by) {
    clock.updateAndGet(now -> now.plus(by));
  }

  /** Takes what is told until a change bears the clock's time. */
  private void awaitChangeOfNow(TestProbe<InstanceFeed> watcher) {
    do {
      told.addAll(assertInstanceOf(InstanceFeed.Changes.class, watcher.receiveMessage()).changes());
    } while (!told.getLast().time().equals(clock.get()));
  }

  private void assertRevisionsWithoutGap() {
    for (int i = 0; i < told.size(); i++) {
      assertEquals(told.getFirst().revision() + i, told.get(i).revision());
    }
  }

  @Test
  void shouldGoOnInOrderWhateverIsDoneToTheClock() {
    SceneStatus before;
    try (Server server = server()) {
      ActorRef<Scene.Command> scene = server.create("desk");
      TestProbe<InstanceFeed> watcher = server.kit.createTestProbe();
      scene.tell(new Scene.Subscribe(0, false, watcher.getRef()));
      assertInstanceOf(InstanceFeed.Snapshot.class, watcher.receiveMessage());
      server.stream(scene, 1, 3);
      awaitChangeOfNow(watcher);
      jump(Duration.ofDays(-400));
      server.stream(scene, 4, 6);
      awaitChangeOfNow(watcher);
      jump(Duration.ofDays(4_000));
      server.stream(scene, 7, 8);
      awaitChangeOfNow(watcher);
      Server.<SceneStatus>value(server.reply(scene, Scene.Finish::new));
      server.awaitState(scene, SceneState.FINISHED);
      before = server.status(scene);
      assertEquals(8, before.trainedFrames());
      assertEquals(NOON, before.created());
      assertFalse(server.fresh.stream().anyMatch(Duration::isNegative), "no age below 0");
    }
    assertRevisionsWithoutGap();
    assertTrue(told.stream().skip(1).noneMatch(change -> change.revision() == 1));
    jump(Duration.ofDays(-8_000));
    try (Server server = server()) {
      ActorRef<Scene.Command> scene = server.find("desk");
      server.awaitState(scene, SceneState.FINISHED);
      SceneStatus after = server.status(scene);
      assertEquals(before.revision(), after.revision());
      assertEquals(before.iterations(), after.iterations());
      assertEquals(NOON, after.created());
    }
  }

  @Test
  void shouldNotMixUpASceneWithAnEarlierOneOfItsNameWhenTheClockWentBackBetweenThem() {
    try (Server server = server()) {
      ActorRef<Scene.Command> scene = server.create("desk");
      server.stream(scene, 1, 4);
      Server.<SceneStatus>value(server.reply(scene, Scene.Finish::new));
      server.awaitState(scene, SceneState.FINISHED);
      assertTrue(server.status(scene).revision() > 0);
      Server.<Done>value(server.reply(replyTo -> new Scenes.Delete("desk", replyTo)));
      jump(Duration.ofHours(-1));
      ActorRef<Scene.Command> later = server.create("desk");
      assertEquals(0, server.status(later).revision());
      assertEquals(0, server.status(later).frames());
      assertEquals(clock.get(), server.status(later).created());
    }
  }
}
