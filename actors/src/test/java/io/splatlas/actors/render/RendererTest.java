package io.splatlas.actors.render;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.splatlas.actors.Actors;
import io.splatlas.actors.SyntheticScene;
import io.splatlas.actors.model.SceneProblem;
import io.splatlas.actors.model.SceneRender;
import io.splatlas.actors.runtime.GpuJob;
import io.splatlas.actors.runtime.GpuRuntime;
import io.splatlas.actors.runtime.JobClass;
import io.splatlas.actors.runtime.JobOwner;
import io.splatlas.actors.train.SceneModel;
import io.splatlas.gpu.GaussianLayout;
import io.splatlas.gpu.GaussianSet;
import io.splatlas.gpu.Layer;
import io.splatlas.gpu.RenderOptions;
import java.time.Duration;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RendererTest {
  private static final GaussianLayout LAYOUT = new GaussianLayout(0, 0);

  private final ActorTestKit kit = Actors.kit();
  private final ActorRef<GpuRuntime.Command> runtime = Actors.device(kit);

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  private SceneModel model(boolean empty) {
    TestProbe<StatusReply<SceneModel>> probe = kit.createTestProbe();
    runtime.tell(
        new GpuRuntime.Submit<>(
            JobClass.TRAIN,
            new JobOwner("desk", "test"),
            GpuJob.once(
                slice -> {
                  GaussianSet set = slice.keep(slice.device().allocate(LAYOUT, 1_000));
                  if (!empty) {
                    slice.device().append(set, SyntheticScene.truth(LAYOUT));
                  }
                  return new SceneModel(set);
                }),
            Actors.PATIENCE,
            probe.getRef()));
    return probe.receiveMessage().getValue();
  }

  private TestProbe<StatusReply<SceneRender>> render(
      RenderLimits limits, ActorRef<GpuRuntime.Command> on, @Nullable SceneModel model, int times) {
    ActorRef<Renderer.Command> renderer = kit.spawn(Renderer.create("desk", limits, on));
    TestProbe<StatusReply<SceneRender>> probe = kit.createTestProbe();
    for (int i = 0; i < times; i++) {
      renderer.tell(
          new Renderer.Render(
              model,
              SyntheticScene.camera(5),
              RenderOptions.of(Layer.COLOUR, Layer.IDS),
              probe.getRef()));
    }
    return probe;
  }

  private static SceneProblem.Reason reason(StatusReply<SceneRender> reply) {
    return assertInstanceOf(SceneProblem.class, reply.getError()).reason();
  }

  @Test
  void shouldRenderTheLayersAskedFor() {
    SceneRender render =
        render(RenderLimits.DEFAULTS, runtime, model(false), 1).receiveMessage().getValue();
    assertNotNull(render.view().colour());
    assertNotNull(render.view().ids());
    assertEquals(SyntheticScene.WIDTH, render.view().width());
    assertEquals(0, render.iteration());
  }

  @Test
  void shouldSayThatAnEmptySceneIsNotReady() {
    assertEquals(
        SceneProblem.Reason.NOT_READY,
        reason(render(RenderLimits.DEFAULTS, runtime, null, 1).receiveMessage()));
    assertEquals(
        SceneProblem.Reason.NOT_READY,
        reason(render(RenderLimits.DEFAULTS, runtime, model(true), 1).receiveMessage()));
  }

  @Test
  void shouldRefuseImagesThatAreTooLarge() {
    RenderLimits small = new RenderLimits(8, 3L * 32 * 24, Duration.ofSeconds(5));
    assertEquals(
        SceneProblem.Reason.INVALID,
        reason(render(small, runtime, model(false), 1).receiveMessage()));
  }

  @Test
  void shouldKeepOnlyAFewRendersWaiting() {
    TestProbe<GpuRuntime.Command> busyRuntime = kit.createTestProbe();
    RenderLimits two = new RenderLimits(2, 1 << 20, Duration.ofSeconds(5));
    TestProbe<StatusReply<SceneRender>> answers =
        render(two, busyRuntime.getRef(), model(false), 3);
    assertEquals(SceneProblem.Reason.EXHAUSTED, reason(answers.receiveMessage()));
    assertInstanceOf(GpuRuntime.Submit.class, busyRuntime.receiveMessage());
    assertInstanceOf(GpuRuntime.Submit.class, busyRuntime.receiveMessage());
  }

  @Test
  void shouldAnswerWhenTheDeviceNeverDoes() {
    TestProbe<GpuRuntime.Command> silent = kit.createTestProbe();
    RenderLimits hasty = new RenderLimits(2, 1 << 20, Duration.ofMillis(50));
    assertEquals(
        SceneProblem.Reason.UNAVAILABLE,
        reason(render(hasty, silent.getRef(), model(false), 1).receiveMessage()));
  }
}
