package io.splatlas.gateway.query;

import static io.splatlas.gateway.fake.GatewayFixture.PATIENCE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.actors.model.SceneMatches;
import io.splatlas.actors.model.SceneOptions;
import io.splatlas.actors.model.TextQuestion;
import io.splatlas.actors.scene.Scene;
import io.splatlas.actors.scene.Scenes;
import io.splatlas.gateway.access.SceneAsks;
import io.splatlas.gateway.fake.FakeScenes;
import io.splatlas.gateway.fake.Instances;
import io.splatlas.proto.v1.WatchMatchesResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.pattern.StatusReply;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.SinkQueueWithCancel;
import org.apache.pekko.stream.javadsl.Source;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Looks as often as it is let, at a scene that has changed at every look. */
class StandingQueryTest {
  private static final String SCENE = "desk";

  private final ActorTestKit kit = ActorTestKit.create();
  private final FakeScenes scenes = new FakeScenes();
  private final SceneAsks asks =
      new SceneAsks(kit.spawn(scenes.behaviour()), kit.system().scheduler());
  private final TestProbe<String> questions = kit.createTestProbe(String.class);
  private final Turns turns = new Turns(1);

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  @Test
  void shouldNotAskForWhoDoesNotRead() throws Exception {
    SinkQueueWithCancel<WatchMatchesResponse> client = client();
    assertEquals(1, pull(client).orElseThrow().getSnapshot().getMatchesCount());
    int ahead = 0;
    while (asked()) {
      ahead++;
      assertTrue(ahead < 10, "the scene is asked on and on");
    }
    assertTrue(ahead > 0);
    assertTrue(pull(client).orElseThrow().hasChange());
    assertTrue(asked(), "who reads is told more");
  }

  @Test
  void shouldAskOnlyWhenItsTurnHasCome() throws Exception {
    assertTrue(turns.take(SCENE));
    SinkQueueWithCancel<WatchMatchesResponse> client = client();
    questions.expectNoMessage(Duration.ofMillis(50));
    turns.giveBack(SCENE);
    assertTrue(pull(client).orElseThrow().hasSnapshot());
  }

  @Test
  void shouldEndWhenTheSceneIsDeleted() throws Exception {
    SinkQueueWithCancel<WatchMatchesResponse> client = client();
    assertTrue(pull(client).isPresent());
    asks.<Done>scenes(replyTo -> new Scenes.Delete(SCENE, replyTo), PATIENCE)
        .toCompletableFuture()
        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    int read = 0;
    while (pull(client).isPresent()) {
      assertTrue(++read < 10, "news of a scene that is no more");
    }
    assertTrue(turns.take(SCENE), "the turn was given back");
  }

  private boolean asked() {
    try {
      questions.receiveMessage(Duration.ofMillis(200));
      return true;
    } catch (AssertionError none) {
      return false;
    }
  }

  private SinkQueueWithCancel<WatchMatchesResponse> client() {
    scenes.put(SCENE, kit.spawn(changing()));
    TextQuestion mug = new TextQuestion("a mug", 0, 0, null);
    StandingQuestion question =
        new StandingQuestion(
            replyTo -> new Scene.QueryText(mug, replyTo), SceneMatches.Match::relevancy, 0.5);
    return StandingQuery.news(
            Source.repeat("look"), () -> new StandingQuery(asks, SCENE, question, turns, PATIENCE))
        .runWith(
            Sink.<WatchMatchesResponse>queue().addAttributes(Attributes.inputBuffer(1, 1)),
            kit.system());
  }

  private static Optional<WatchMatchesResponse> pull(
      SinkQueueWithCancel<WatchMatchesResponse> client) throws Exception {
    return client.pull().toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  /** A scene of one instance that fits the question by turns more and less. */
  private Behavior<Scene.Command> changing() {
    AtomicInteger revision = new AtomicInteger();
    return Behaviors.receive(Scene.Command.class)
        .onMessage(
            Scene.GetStatus.class,
            ask -> {
              ask.replyTo()
                  .tell(
                      StatusReply.success(
                          FakeScenes.status(
                              SCENE, SceneOptions.DEFAULTS, revision.incrementAndGet())));
              return Behaviors.same();
            })
        .onMessage(
            Scene.QueryText.class,
            ask -> {
              questions.getRef().tell(ask.question().text());
              ask.replyTo().tell(StatusReply.success(answer(revision.incrementAndGet())));
              return Behaviors.same();
            })
        .build();
  }

  private static SceneMatches answer(int revision) {
    SceneMatches.Match match = new SceneMatches.Match(Instances.alive(5, revision), 0.9f, 0.25f);
    return new SceneMatches(List.of(match), null, "small", 1, revision, revision);
  }
}
