package io.splatlas.actors.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.splatlas.actors.Actors;
import io.splatlas.actors.disk.FaultyDisk;
import io.splatlas.actors.history.Historian;
import io.splatlas.actors.history.HistorySamples;
import io.splatlas.actors.model.CaptureSession;
import io.splatlas.actors.model.FrameAnswer;
import io.splatlas.actors.scene.Scenes;
import io.splatlas.actors.telemetry.Telemetry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.pattern.StatusReply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Frames of more scenes wait for the disk than there are threads that write frames. */
class SlowDiskTest {
  private static final int SCENES = 6;

  /** Of {@code io-dispatcher}. */
  private static final int THREADS = 4;

  private static final CaptureOptions OPTIONS =
      new CaptureOptions(8, 64, 1 << 20, 1 << 20, "", "splatlas.io-dispatcher");

  private final ActorTestKit kit = Actors.kit();
  private final FaultyDisk disk = new FaultyDisk();
  private final TestProbe<FrameAnswer> answers = kit.createTestProbe();

  @TempDir Path folder;

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  private void holdFrames() {
    List<Runnable> frames = new ArrayList<>();
    for (int i = 0; i < SCENES; i++) {
      frames.add(openScene("scene-" + i));
    }
    disk.hold();
    frames.forEach(Runnable::run);
    for (int i = 0; i < THREADS; i++) {
      disk.awaitHeld();
    }
  }

  /** Opened, which takes a thread that writes frames; the outcome hands in a frame. */
  private Runnable openScene(String name) {
    Path log = folder.resolve(name);
    ActorRef<Capture.Command> capture =
        kit.spawn(
            Capture.create(
                new CaptureSetup(name, OPTIONS, FrameBudget.unlimited(), Telemetry.NONE),
                () -> FrameLog.open(log, OPTIONS.segmentBytes(), disk),
                kit.<CaptureEvent>createTestProbe().getRef()));
    TestProbe<StatusReply<CaptureSession>> opened = kit.createTestProbe();
    capture.tell(new Capture.Open("r", TestFrames.CAMERA, opened.getRef()));
    long session = opened.receiveMessage().getValue().session();
    return () ->
        capture.tell(new Capture.Submit("r", session, TestFrames.good(1), answers.getRef()));
  }

  @Test
  void shouldHoldUpNeitherWhatIsToldNorTheListOfScenesNorCheckpoints() throws Exception {
    TestProbe<Historian.Event> told = kit.createTestProbe();
    ActorRef<Historian.Command> historian =
        kit.spawn(
            Historian.create(
                new Historian.Setup("desk", Instant.EPOCH, folder.resolve("journal"), 20),
                told.getRef()));
    told.expectMessageClass(Historian.Recovered.class);
    holdFrames();
    historian.tell(new Historian.Remember(HistorySamples.event(1)));
    told.expectMessageClass(Historian.Recorded.class);
    TestProbe<String> listed = kit.createTestProbe();
    kit.<String>spawn(
            Behaviors.receiveMessage(
                question -> {
                  listed.getRef().tell(question);
                  return Behaviors.same();
                }),
            "list",
            Scenes.PROPS)
        .tell("which scenes?");
    assertEquals("which scenes?", listed.receiveMessage());
    assertEquals(
        "written",
        CompletableFuture.supplyAsync(
                () -> "written",
                kit.system()
                    .dispatchers()
                    .lookup(DispatcherSelector.fromConfig("splatlas.checkpoint-dispatcher")))
            .get(Actors.PATIENCE.toSeconds(), TimeUnit.SECONDS));
    answers.expectNoMessage(Duration.ofMillis(50));
    disk.release();
    for (int i = 0; i < SCENES; i++) {
      assertInstanceOf(FrameAnswer.Acknowledged.class, answers.receiveMessage());
    }
  }
}
