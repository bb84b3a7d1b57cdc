package io.splatlas.actors.scene;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.actors.Actors;
import io.splatlas.actors.SyntheticScene;
import io.splatlas.actors.blob.FailingBlobStore;
import io.splatlas.actors.model.CaptureSession;
import io.splatlas.actors.model.Instance;
import io.splatlas.actors.model.InstanceChange;
import io.splatlas.actors.model.InstanceFeed;
import io.splatlas.actors.model.SceneExport;
import io.splatlas.actors.model.SceneOptions;
import io.splatlas.actors.model.SceneProblem;
import io.splatlas.actors.model.SceneProfile;
import io.splatlas.actors.model.SceneRender;
import io.splatlas.actors.model.SceneState;
import io.splatlas.actors.model.SceneStatus;
import io.splatlas.gpu.DeviceLostException;
import io.splatlas.gpu.Layer;
import io.splatlas.gpu.RenderOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SceneTest {
  @TempDir private Path data = Path.of("");

  private static SceneProblem problem(StatusReply<?> reply) {
    return assertInstanceOf(SceneProblem.class, reply.getError());
  }

  private static TestProbe<InstanceFeed> watch(
      Server server, ActorRef<Scene.Command> scene, long afterRevision) {
    TestProbe<InstanceFeed> probe = server.kit.createTestProbe();
    scene.tell(new Scene.Subscribe(afterRevision, false, probe.getRef()));
    return probe;
  }

  private static void finish(Server server, ActorRef<Scene.Command> scene) {
    SceneStatus status = Server.<SceneStatus>value(server.reply(scene, Scene.Finish::new));
    assertTrue(status.state() != SceneState.CAPTURING);
    server.awaitState(scene, SceneState.FINISHED);
  }

  @Test
  void shouldGrowASceneAndTellWhoWatchesWhileFramesArrive() {
    try (Server server = new Server(data)) {
      ActorRef<Scene.Command> scene = server.create("desk");
      TestProbe<InstanceFeed> watcher = watch(server, scene, 0);
      assertEquals(new InstanceFeed.Snapshot(0, List.of()), watcher.receiveMessage());
      server.stream(scene, 1, 6);
      InstanceFeed.Changes first =
          assertInstanceOf(InstanceFeed.Changes.class, watcher.receiveMessage());
      assertEquals(InstanceChange.Kind.CREATED, first.changes().getFirst().kind());
      assertEquals(1, first.changes().getFirst().revision());
      finish(server, scene);
      SceneStatus done = server.status(scene);
      assertEquals(6, done.frames());
      assertEquals(6, done.trainedFrames());
      assertEquals(60, done.iterations());
      assertEquals(2, done.instances());
      assertEquals(6, done.bounds().length);
      assertTrue(done.clusterings() >= 2);
      assertFalse(server.fresh.isEmpty());
      assertContinuous(watcher, first, done.revision());
    }
  }

  @Test
  void shouldFindInstancesAnewWithTheRefinedFieldBeforeItIsFinished() {
    try (Server server = new Server(data)) {
      ActorRef<Scene.Command> scene =
          server.create("desk", new SceneOptions(1_000, 0, 60, 1, true, SceneProfile.LIVE));
      server.stream(scene, 1, 6);
      finish(server, scene);
      assertEquals(2, server.status(scene).instances());
      assertEquals(1, server.refinements.size());
      assertTrue(server.refinements.getFirst().pixel() > 0);
      assertTrue(server.status(scene).clusterings() >= 3);
    }
  }

  private static void assertContinuous(
      TestProbe<InstanceFeed> watcher, InstanceFeed.Changes first, long last) {
    List<InstanceChange> all = new ArrayList<>(first.changes());
    while (all.getLast().revision() < last) {
      all.addAll(assertInstanceOf(InstanceFeed.Changes.class, watcher.receiveMessage()).changes());
    }
    for (int i = 0; i < all.size(); i++) {
      assertEquals(i + 1, all.get(i).revision());
    }
  }

  @Test
  void shouldLetAWatcherResumeOrSayThatItCannot() {
    try (Server server = new Server(data)) {
      ActorRef<Scene.Command> scene = server.create("desk");
      server.stream(scene, 1, 4);
      finish(server, scene);
      long revision = server.status(scene).revision();
      InstanceFeed.Changes missed =
          assertInstanceOf(
              InstanceFeed.Changes.class, watch(server, scene, revision - 1).receiveMessage());
      assertEquals(
          List.of(revision), missed.changes().stream().map(InstanceChange::revision).toList());
      InstanceFeed.Ended future =
          assertInstanceOf(
              InstanceFeed.Ended.class, watch(server, scene, revision + 1).receiveMessage());
      assertEquals(SceneProblem.Reason.COMPACTED, future.problem().reason());
    }
  }

  @Test
  void shouldBoundItsWatchersAndForgetThoseThatStop() {
    try (Server server = new Server(data)) {
      ActorRef<Scene.Command> scene = server.create("desk");
      TestProbe<InstanceFeed> first = watch(server, scene, 0);
      TestProbe<InstanceFeed> second = watch(server, scene, 0);
      first.receiveMessage();
      second.receiveMessage();
      InstanceFeed.Ended refused =
          assertInstanceOf(InstanceFeed.Ended.class, watch(server, scene, 0).receiveMessage());
      assertEquals(SceneProblem.Reason.EXHAUSTED, refused.problem().reason());
      first.stop();
      second.awaitAssert(
          Actors.PATIENCE,
          () ->
              assertInstanceOf(
                  InstanceFeed.Snapshot.class, watch(server, scene, 0).receiveMessage()));
    }
  }

  @Test
  void shouldRenderAndExportWhatTheSceneIs() {
    try (Server server = new Server(data)) {
      ActorRef<Scene.Command> scene = server.create("desk");
      server.stream(scene, 1, 6);
      finish(server, scene);
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
      int[] ids = render.view().ids();
      Set<Integer> seen =
          Arrays.stream(ids == null ? new int[0] : ids).boxed().collect(Collectors.toSet());
      assertTrue(seen.containsAll(Set.of(1, 2)), "ids " + seen);
      SceneExport export = Server.<SceneExport>value(server.reply(scene, Scene.Export::new));
      SceneStatus status = server.status(scene);
      assertEquals(status.revision(), export.revision());
      assertEquals(status.gaussians(), export.gaussians().count());
      assertEquals(2, export.instances().size());
      assertTrue(export.gaussians().liftingWeights()[0] > 0, "semantics were lifted");
    }
  }

  @Test
  void shouldListAndFindInstances() {
    try (Server server = new Server(data)) {
      ActorRef<Scene.Command> scene = server.create("desk");
      server.stream(scene, 1, 4);
      finish(server, scene);
      InstanceFeed.Snapshot page =
          Server.<InstanceFeed.Snapshot>value(
              server.reply(scene, replyTo -> new Scene.ListInstances(1, 10, replyTo)));
      assertEquals(List.of(2), page.instances().stream().map(Instance::id).toList());
      assertEquals(
          1,
          Server.<Instance>value(server.reply(scene, replyTo -> new Scene.GetInstance(1, replyTo)))
              .id());
      StatusReply<Instance> none =
          server.reply(scene, replyTo -> new Scene.GetInstance(9, replyTo));
      assertEquals(SceneProblem.Reason.NOT_FOUND, problem(none).reason());
    }
  }

  @Test
  void shouldFinishACaptureWithoutFrames() {
    try (Server server = new Server(data)) {
      ActorRef<Scene.Command> scene = server.create("empty");
      StatusReply<SceneRender> render =
          server.reply(
              scene,
              replyTo ->
                  new Scene.Render(
                      SyntheticScene.camera(0), RenderOptions.of(Layer.COLOUR), replyTo));
      assertEquals(SceneProblem.Reason.NOT_READY, problem(render).reason());
      finish(server, scene);
      finish(server, scene);
      StatusReply<CaptureSession> late =
          server.reply(scene, replyTo -> new Scene.OpenCapture("robot", null, replyTo));
      assertEquals(SceneProblem.Reason.NOT_READY, problem(late).reason());
    }
  }

  @Test
  void shouldLeaveNothingBehindWhenItIsDeleted() {
    try (Server server = new Server(data)) {
      ActorRef<Scene.Command> scene = server.create("desk");
      server.stream(scene, 1, 4);
      TestProbe<InstanceFeed> watcher = watch(server, scene, 0);
      watcher.receiveMessage();
      watcher.awaitAssert(
          Actors.PATIENCE,
          () -> {
            assertTrue(server.usedMemory() > 0);
            return null;
          });
      Server.<Done>value(server.reply(replyTo -> new Scenes.Delete("desk", replyTo)));
      assertEquals(0, server.usedMemory());
      assertFalse(Files.exists(data.resolve("scenes/desk")));
      InstanceFeed last = watcher.receiveMessage();
      while (!(last instanceof InstanceFeed.Ended)) {
        last = watcher.receiveMessage();
      }
      StatusReply<ActorRef<Scene.Command>> gone =
          server.reply(replyTo -> new Scenes.Find("desk", replyTo));
      assertEquals(SceneProblem.Reason.NOT_FOUND, problem(gone).reason());
      assertEquals(0, server.status(server.create("desk")).frames());
    }
  }

  private static void loseTheDevice(Server server) {
    server.onDevice(
        slice -> {
          throw new DeviceLostException("a reset");
        });
  }

  @Test
  void shouldLearnASceneAgainWhenTheDeviceIsLostAndThereIsNoCheckpoint() {
    FailingBlobStore blobs = new FailingBlobStore(data.resolve("blobs"));
    blobs.full = true;
    try (Server server = new Server(data, 8, Server::sides, finder -> finder, blobs)) {
      ActorRef<Scene.Command> scene = server.create("desk");
      server.stream(scene, 1, 4);
      finish(server, scene);
      int before = server.registries.getFirst().distinctIdentities();
      loseTheDevice(server);
      TestProbe<Void> probe = server.kit.createTestProbe();
      probe.awaitAssert(
          Actors.PATIENCE,
          () -> {
            assertEquals(SceneState.FINISHING, server.status(scene).state());
            return null;
          });
      server.awaitState(scene, SceneState.FINISHED);
      assertEquals(4, server.status(scene).trainedFrames());
      assertEquals(
          2 * before,
          server.registries.getFirst().distinctIdentities(),
          "Gaussians of two models share no identity");
    }
  }

  @Test
  void shouldLetGoOfWhatTheTeacherSaidWhenItIsFinished() {
    try (Server server = new Server(data)) {
      ActorRef<Scene.Command> scene = server.create("desk");
      server.stream(scene, 1, 4);
      TestProbe<Void> probe = server.kit.createTestProbe();
      probe.awaitAssert(
          Actors.PATIENCE,
          () -> {
            assertTrue(server.maps.used() > 0);
            return null;
          });
      finish(server, scene);
      probe.awaitAssert(
          Actors.PATIENCE,
          () -> {
            assertEquals(0, server.maps.used());
            return null;
          });
    }
  }

  @Test
  void shouldBringAFinishedSceneBackWhenTheDeviceIsLost() {
    try (Server server = new Server(data)) {
      ActorRef<Scene.Command> scene = server.create("desk");
      server.stream(scene, 1, 4);
      finish(server, scene);
      SceneStatus before = server.status(scene);
      loseTheDevice(server);
      TestProbe<Void> probe = server.kit.createTestProbe();
      probe.awaitAssert(
          Actors.PATIENCE,
          () -> {
            SceneExport export = Server.<SceneExport>value(server.reply(scene, Scene.Export::new));
            assertEquals(before.gaussians(), export.gaussians().count());
            assertEquals(before.revision(), export.revision());
            assertEquals(60, export.iteration());
            return null;
          });
      server.awaitState(scene, SceneState.FINISHED);
      assertEquals(before.revision(), server.status(scene).revision());
    }
  }

  @Test
  void shouldCreateAClustererAnewThatFails() {
    AtomicInteger calls = new AtomicInteger();
    try (Server server =
        new Server(
            data,
            8,
            Server::sides,
            finder ->
                input -> {
                  if (calls.incrementAndGet() <= 3) {
                    throw new IllegalStateException("a degenerate cloud");
                  }
                  return finder.find(input);
                })) {
      ActorRef<Scene.Command> scene = server.create("desk");
      server.stream(scene, 1, 1);
      finish(server, scene);
      assertEquals(2, server.status(scene).instances());
      assertEquals(4, calls.get());
    }
  }

  @Test
  void shouldFailWithAReasonAndStillAnswerWhenAPartFailsTooOften() {
    try (Server server =
        new Server(
            data,
            8,
            Server::sides,
            finder ->
                input -> {
                  throw new IllegalStateException("never");
                })) {
      ActorRef<Scene.Command> scene = server.create("desk");
      server.stream(scene, 1, 2);
      Server.<SceneStatus>value(server.reply(scene, Scene.Finish::new));
      server.awaitState(scene, SceneState.FAILED);
      assertTrue(server.status(scene).failure().contains("clusterer"));
      Server.<SceneExport>value(server.reply(scene, Scene.Export::new));
    }
  }
}
