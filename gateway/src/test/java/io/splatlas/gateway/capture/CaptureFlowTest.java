package io.splatlas.gateway.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.splatlas.actors.scene.Scenes;
import io.splatlas.gateway.access.SceneAsks;
import io.splatlas.gateway.fake.Frames;
import io.splatlas.gateway.fake.GatewayFixture;
import io.splatlas.gateway.fake.RecordingTelemetry;
import io.splatlas.proto.v1.CaptureRequest;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.Done;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.BoundedSourceQueue;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A robot that was sent away and comes at once. */
class CaptureFlowTest {
  private final ActorTestKit kit = ActorTestKit.create();
  private final TestProbe<Scenes.Command> scenes = kit.createTestProbe(Scenes.Command.class);
  private final Offenders offenders = new Offenders(() -> 0);

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  private Pair<BoundedSourceQueue<CaptureRequest>, CompletionStage<Done>> open(String robot) {
    CaptureSettings settings =
        new CaptureSettings(
            new SceneAsks(scenes.getRef(), kit.system().scheduler()),
            8,
            1_000,
            60,
            Duration.ofSeconds(10),
            Duration.ofSeconds(60),
            offenders,
            new RecordingTelemetry());
    var stream =
        Source.<CaptureRequest>queue(4)
            .via(new CaptureFlow(settings, "ann", Duration.ofSeconds(10)))
            .toMat(Sink.ignore(), Keep.both())
            .run(Materializer.createMaterializer(kit.system()));
    stream.first().offer(Frames.open("desk", robot));
    return stream;
  }

  @Test
  void shouldWaitUntilItMayComeAgainWhileOthersDoNot() {
    offenders.offended(new CapturingRobot("ann", "desk", "rover"));
    open("rover");
    scenes.expectNoMessage(Duration.ofMillis(50));
    open("other");
    scenes.expectMessageClass(Scenes.Find.class, GatewayFixture.PATIENCE);
    scenes.expectMessageClass(Scenes.Find.class, GatewayFixture.PATIENCE);
  }

  @Test
  void shouldGoWhenItHasNoPatienceOrTheServerGoesDown() throws Exception {
    offenders.offended(new CapturingRobot("ann", "desk", "rover"));
    var stream = open("rover");
    stream.first().complete();
    assertEquals(
        Done.getInstance(),
        stream
            .second()
            .toCompletableFuture()
            .get(GatewayFixture.PATIENCE.toSeconds(), TimeUnit.SECONDS));
    scenes.expectNoMessage(Duration.ofMillis(50));
  }
}
