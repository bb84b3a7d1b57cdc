package io.splatlas.actors.scene;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.actors.Actors;
import io.splatlas.actors.SyntheticScene;
import io.splatlas.actors.model.Instance;
import io.splatlas.actors.model.InstanceChange;
import io.splatlas.actors.model.InstanceFeed;
import io.splatlas.actors.model.SceneExport;
import io.splatlas.actors.model.SceneProblem;
import io.splatlas.actors.model.SceneRender;
import io.splatlas.actors.model.SceneState;
import io.splatlas.actors.model.SceneStatus;
import io.splatlas.gpu.Layer;
import io.splatlas.gpu.RenderOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a scene is after its server has ended and another one begun on the same folder. */
class SceneRecoveryTest {
  @TempDir private Path data = Path.of("");

  private static void finish(Server server, ActorRef<Scene.Command> scene) {
    Server.<SceneStatus>value(server.reply(scene, Scene.Finish::new));
    server.awaitState(scene, SceneState.FINISHED);
  }

  private static SceneExport export(Server server, ActorRef<Scene.Command> scene) {
    return Server.<SceneExport>value(server.reply(scene, Scene.Export::new));
  }

  private static List<Integer> ids(SceneExport export) {
    return export.instances().stream().map(Instance::id).toList();
  }

  private static TestProbe<InstanceFeed> watch(
      Server server, ActorRef<Scene.Command> scene, long afterRevision) {
    TestProbe<InstanceFeed> probe = server.kit.createTestProbe();
    scene.tell(new Scene.Subscribe(afterRevision, false, probe.getRef()));
    return probe;
  }

  private List<Path> checkpoints() throws IOException {
    try (Stream<Path> files = Files.list(data.resolve("blobs/checkpoints/desk"))) {
      return files.sorted().toList();
    }
  }

  private static void damage(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 3] ^= 2;
    Files.write(file, bytes);
  }

  @Test
  void shouldBringAFinishedSceneBackAsItWas() {
    SceneStatus before;
    SceneExport exported;
    try (Server server = new Server(data)) {
      ActorRef<Scene.Command> scene = server.create("desk");
      server.stream(scene, 1, 5);
      finish(server, scene);
      before = server.status(scene);
      exported = export(server, scene);
    }
    try (Server server = new Server(data)) {
      ActorRef<Scene.Command> scene = server.find("desk");
      server.awaitState(scene, SceneState.FINISHED);
      SceneStatus after = server.status(scene);
      assertEquals(before.revision(), after.revision());
      assertEquals(before.iterations(), after.iterations());
      assertEquals(before.trainedFrames(), after.trainedFrames());
      SceneExport again = export(server, scene);
      assertEquals(ids(exported), ids(again));
      assertEquals(exported.revision(), again.revision());
      assertArrayEquals(exported.gaussians().identities(), again.gaussians().identities());
      assertArrayEquals(exported.gaussians().instances(), again.gaussians().instances());
      assertArrayEquals(
          exported.gaussians().gaussians().planes()[0], again.gaussians().gaussians().planes()[0]);
      SceneRender render =
          Server.<SceneRender>value(
              server.reply(
                  scene,
                  replyTo ->
                      new Scene.Render(
                          SyntheticScene.camera(5),
                          RenderOptions.of(Layer.COLOUR, Layer.IDS),
                          replyTo)));
      assertEquals(60, render.iteration());
      assertEquals(0, after.clusterings(), "nothing was left to be done");
    }
  }

  @Test
  void shouldGoOnWithTheSameIdsAndRevisionsThatOnlyGrow() {
    long revision;
    try (Server server = new Server(data)) {
      ActorRef<Scene.Command> scene = server.create("desk");
      TestProbe<InstanceFeed> watcher = watch(server, scene, 0);
      watcher.receiveMessage();
      server.stream(scene, 1, 5);
      revision =
          assertInstanceOf(InstanceFeed.Changes.class, watcher.receiveMessage())
              .changes()
              .getLast()
              .revision();
    }
    List<Long> revisions = new ArrayList<>();
    try (Server server = new Server(data)) {
      ActorRef<Scene.Command> scene = server.find("desk");
      TestProbe<InstanceFeed> watcher = watch(server, scene, revision);
      server.stream(scene, 6, 8);
      finish(server, scene);
      long last = server.status(scene).revision();
      while (revisions.isEmpty() || revisions.getLast() < last) {
        assertInstanceOf(InstanceFeed.Changes.class, watcher.receiveMessage())
            .changes()
            .forEach(
                change -> {
                  revisions.add(change.revision());
                  assertTrue(change.kind() == InstanceChange.Kind.UPDATED, "no id is given anew");
                });
      }
      assertEquals(8, server.status(scene).trainedFrames());
    }
    for (int i = 0; i < revisions.size(); i++) {
      assertEquals(revision + 1 + i, revisions.get(i));
    }
  }

  @Test
  void shouldSayThatARevisionIsNotKeptAnyMoreAfterARestartToo() {
    try (Server server = new Server(data)) {
      ActorRef<Scene.Command> scene = server.create("desk");
      server.stream(scene, 1, 8);
      finish(server, scene);
      assertTrue(server.status(scene).revision() > Server.KEPT_CHANGES + 1);
    }
    try (Server server = new Server(data)) {
      ActorRef<Scene.Command> scene = server.find("desk");
      InstanceFeed.Ended ended =
          assertInstanceOf(InstanceFeed.Ended.class, watch(server, scene, 1).receiveMessage());
      assertEquals(SceneProblem.Reason.COMPACTED, ended.problem().reason());
      InstanceFeed.Snapshot snapshot =
          assertInstanceOf(InstanceFeed.Snapshot.class, watch(server, scene, 0).receiveMessage());
      assertEquals(server.status(scene).revision(), snapshot.revision());
    }
  }

  @Test
  void shouldGoBackToAnEarlierCheckpointWhenTheNewestIsCorrupt() throws IOException {
    SceneStatus before;
    try (Server server = new Server(data)) {
      ActorRef<Scene.Command> scene = server.create("desk");
      server.stream(scene, 1, 5);
      finish(server, scene);
      before = server.status(scene);
    }
    assertEquals(2, checkpoints().size());
    damage(checkpoints().getLast());
    try (Server server = new Server(data)) {
      ActorRef<Scene.Command> scene = server.find("desk");
      server.awaitState(scene, SceneState.FINISHED);
      SceneStatus after = server.status(scene);
      assertEquals(60, after.iterations());
      assertEquals(5, after.trainedFrames());
      assertTrue(after.revision() >= before.revision());
      assertEquals(List.of(1, 2), ids(export(server, scene)));
    }
  }

  @Test
  void shouldLearnFromItsFramesWhenNoCheckpointIsSoundAndKeepItsIds() throws IOException {
    long revision;
    try (Server server = new Server(data)) {
      ActorRef<Scene.Command> scene = server.create("desk");
      server.stream(scene, 1, 5);
      finish(server, scene);
      revision = server.status(scene).revision();
    }
    for (Path checkpoint : checkpoints()) {
      damage(checkpoint);
    }
    try (Server server = new Server(data)) {
      ActorRef<Scene.Command> scene = server.find("desk");
      server.awaitState(scene, SceneState.FINISHED);
      assertTrue(server.status(scene).revision() >= revision);
      assertEquals(List.of(1, 2), ids(export(server, scene)));
    }
  }

  @Test
  void shouldShowWhatWasToldWhileTrainingCatchesUp() {
    try (Server server = new Server(data)) {
      ActorRef<Scene.Command> scene = server.create("desk");
      server.stream(scene, 1, 6);
      finish(server, scene);
    }
    try (Server server = new Server(data)) {
      ActorRef<Scene.Command> scene = server.find("desk");
      InstanceFeed.Snapshot snapshot =
          assertInstanceOf(InstanceFeed.Snapshot.class, watch(server, scene, 0).receiveMessage());
      assertEquals(2, snapshot.instances().size());
      assertTrue(snapshot.revision() > 0);
    }
  }

  @Test
  void shouldLeaveNothingOfADeletedSceneToALaterOneOfItsId() {
    try (Server server = new Server(data)) {
      ActorRef<Scene.Command> scene = server.create("desk");
      server.stream(scene, 1, 4);
      finish(server, scene);
      Server.<Done>value(server.reply(replyTo -> new Scenes.Delete("desk", replyTo)));
      assertTrue(Files.notExists(data.resolve("blobs/checkpoints/desk")));
      assertEquals(0, data.resolve("journal").toFile().list().length);
      ActorRef<Scene.Command> later = server.create("desk");
      assertEquals(0, server.status(later).revision());
      server.stream(later, 1, 2);
      TestProbe<Void> probe = server.kit.createTestProbe();
      probe.awaitAssert(
          Actors.PATIENCE,
          () -> {
            assertEquals(2, server.status(later).trainedFrames());
            return null;
          });
    }
  }
}
