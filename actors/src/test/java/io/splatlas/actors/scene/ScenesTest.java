package io.splatlas.actors.scene;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.actors.model.SceneOptions;
import io.splatlas.actors.model.SceneOwner;
import io.splatlas.actors.model.SceneProblem;
import io.splatlas.actors.model.SceneState;
import io.splatlas.actors.model.SceneStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScenesTest {
  @TempDir private Path data = Path.of("");

  private static SceneProblem.Reason reason(StatusReply<?> reply) {
    return assertInstanceOf(SceneProblem.class, reply.getError()).reason();
  }

  private static StatusReply<SceneStatus> create(Server server, String id, SceneOptions options) {
    return server.reply(replyTo -> new Scenes.Create(id, options, replyTo));
  }

  private static List<String> ids(Server server, String afterId, int limit) {
    return Server.<List<SceneStatus>>value(
            server.reply(replyTo -> new Scenes.ListScenes(afterId, limit, replyTo)))
        .stream()
        .map(SceneStatus::id)
        .toList();
  }

  @Test
  void shouldAnswerTheSameSceneWhenItIsCreatedTwiceAndRefuseOtherOptions() {
    try (Server server = new Server(data)) {
      SceneStatus first = Server.value(create(server, "desk", Server.OPTIONS));
      SceneStatus second = Server.value(create(server, "desk", Server.OPTIONS));
      assertEquals(first.created(), second.created());
      SceneOptions others = new SceneOptions(2_000, 0, 60, 1, true);
      assertEquals(SceneProblem.Reason.ALREADY_EXISTS, reason(create(server, "desk", others)));
    }
  }

  @Test
  void shouldMakeAnIdWhenNoneIsGivenAndRefuseABadOne() {
    try (Server server = new Server(data)) {
      SceneStatus made = Server.value(create(server, "", Server.OPTIONS));
      assertTrue(made.id().startsWith("scene-"));
      for (String bad : List.of("Desk", "../x", "-a", "a".repeat(65))) {
        assertEquals(SceneProblem.Reason.INVALID, reason(create(server, bad, Server.OPTIONS)));
      }
    }
  }

  @Test
  void shouldHoldNoMoreScenesThanItMay() {
    try (Server server = new Server(data, 2, Server::sides, finder -> finder)) {
      server.create("a");
      server.create("b");
      assertEquals(SceneProblem.Reason.EXHAUSTED, reason(create(server, "c", Server.OPTIONS)));
      Server.<Done>value(server.reply(replyTo -> new Scenes.Delete("a", replyTo)));
      server.create("c");
      StatusReply<Done> again = server.reply(replyTo -> new Scenes.Delete("a", replyTo));
      assertEquals(SceneProblem.Reason.NOT_FOUND, reason(again));
    }
  }

  private static StatusReply<SceneStatus> createOf(Server server, String owner, String id) {
    return server.reply(
        replyTo -> new Scenes.Create(id, Server.OPTIONS, new SceneOwner(owner, 2), replyTo));
  }

  @Test
  void shouldHoldNoMoreScenesOfOneOwnerThanItMayAlsoAfterARestart() {
    try (Server server = new Server(data)) {
      Server.<SceneStatus>value(createOf(server, "ann", "a"));
      Server.<SceneStatus>value(createOf(server, "ann", "b"));
      Server.<SceneStatus>value(createOf(server, "ann", "a"));
      assertEquals(SceneProblem.Reason.QUOTA, reason(createOf(server, "ann", "c")));
      Server.<SceneStatus>value(createOf(server, "bob", "c"));
      server.create("d");
    }
    try (Server server = new Server(data)) {
      assertEquals(SceneProblem.Reason.QUOTA, reason(createOf(server, "ann", "e")));
      Server.<Done>value(server.reply(replyTo -> new Scenes.Delete("a", replyTo)));
      Server.<SceneStatus>value(createOf(server, "ann", "e"));
    }
  }

  @Test
  void shouldListScenesInPages() {
    try (Server server = new Server(data)) {
      List.of("c", "a", "d", "b").forEach(server::create);
      assertEquals(List.of("a", "b"), ids(server, "", 2));
      assertEquals(List.of("c", "d"), ids(server, "b", 2));
      assertEquals(List.of(), ids(server, "d", 2));
    }
  }

  @Test
  void shouldRecoverScenesWithTheirFramesAfterARestart() throws IOException {
    try (Server server = new Server(data)) {
      ActorRef<Scene.Command> open = server.create("open");
      server.stream(open, 1, 3);
      ActorRef<Scene.Command> finished = server.create("finished");
      server.stream(finished, 1, 4);
      Server.<SceneStatus>value(server.reply(finished, Scene.Finish::new));
    }
    Files.createDirectories(data.resolve("scenes/half"));
    Files.createDirectories(data.resolve("scenes/broken"));
    Files.writeString(data.resolve("scenes/broken/scene.properties"), "format=99");
    try (Server server = new Server(data)) {
      assertEquals(List.of("finished", "open"), ids(server, "", 10));
      server.awaitState(server.find("finished"), SceneState.FINISHED);
      SceneStatus finished = server.status(server.find("finished"));
      assertEquals(4, finished.trainedFrames());
      assertEquals(60, finished.iterations());
      ActorRef<Scene.Command> open = server.find("open");
      assertEquals(SceneState.CAPTURING, server.status(open).state());
      server.stream(open, 4, 5);
      Server.<SceneStatus>value(server.reply(open, Scene.Finish::new));
      server.awaitState(open, SceneState.FINISHED);
      assertEquals(5, server.status(open).trainedFrames());
    }
  }
}
