package io.splatlas.actors.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.actors.Actors;
import io.splatlas.actors.SyntheticScene;
import io.splatlas.actors.model.Instance;
import io.splatlas.actors.model.Pick;
import io.splatlas.actors.model.SceneProblem;
import io.splatlas.actors.model.SceneSelection;
import io.splatlas.actors.render.RenderLimits;
import io.splatlas.actors.runtime.GpuJob;
import io.splatlas.actors.runtime.GpuRuntime;
import io.splatlas.actors.runtime.JobClass;
import io.splatlas.actors.runtime.JobOwner;
import io.splatlas.actors.train.SceneModel;
import io.splatlas.gpu.Camera;
import io.splatlas.gpu.GaussianLayout;
import io.splatlas.gpu.GaussianSet;
import io.splatlas.gpu.GaussianSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The left blob is instance 1, the right one instance 2; view 5 looks along z from z = -2. */
class QuerierTest {
  private static final GaussianLayout LAYOUT = new GaussianLayout(0, 0);
  private static final Camera VIEW = SyntheticScene.camera(5);

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
                  SceneModel model = new SceneModel(set);
                  if (!empty) {
                    slice.device().append(set, SyntheticScene.truth(LAYOUT));
                    GaussianSnapshot all = slice.device().snapshot(set);
                    int[] ids = new int[all.count()];
                    for (int i = 0; i < ids.length; i++) {
                      ids[i] = 1 + i % 2;
                    }
                    slice.device().assignInstances(set, all.identities(), ids);
                    model.labelled(7, List.of(instance(1), instance(2)));
                  }
                  return model;
                }),
            Actors.PATIENCE,
            probe.getRef()));
    return probe.receiveMessage().getValue();
  }

  private static Instance instance(int id) {
    return new Instance(
        id,
        Instance.Kind.OBJECT,
        Instance.Status.ALIVE,
        60,
        new float[3],
        new float[6],
        new float[3],
        1,
        1,
        1,
        0,
        0,
        Instant.EPOCH);
  }

  private StatusReply<SceneSelection> ask(
      @Nullable SceneModel model, Pick pick, @Nullable Camera maskView) {
    TestProbe<StatusReply<SceneSelection>> probe = kit.createTestProbe();
    kit.spawn(Querier.create("desk", RenderLimits.DEFAULTS, Optional.empty(), runtime))
        .tell(new Querier.Select(model, pick, maskView, probe.getRef()));
    return probe.receiveMessage();
  }

  private static List<Integer> ids(SceneSelection selection) {
    return selection.hits().stream().map(hit -> hit.instance().id()).toList();
  }

  private static SceneProblem.Reason reason(StatusReply<SceneSelection> reply) {
    return assertInstanceOf(SceneProblem.class, reply.getError()).reason();
  }

  /** At 2 m a blob 0.4 m off the axis is 6 pixels from the middle. */
  @Test
  void shouldSelectWhatIsSeenAtAPixelAndMaskIt() {
    SceneSelection left = ask(model(false), new Pick.Pixel(VIEW, 10, 12), VIEW).getValue();
    assertEquals(List.of(1), ids(left));
    assertEquals(60, left.hits().getFirst().gaussians());
    assertEquals(7, left.revision());
    double[] point = left.point();
    assertNotNull(point);
    assertEquals(-0.4, point[0], 0.15);
    assertEquals(0, point[2], 0.3);
    SceneSelection.Mask mask = left.mask();
    assertNotNull(mask);
    assertEquals((byte) 255, mask.values()[12 * mask.width() + 10]);
    assertEquals(0, mask.values()[12 * mask.width() + 22], "the other blob is not selected");
    assertEquals(0, mask.values()[0]);
  }

  @Test
  void shouldSelectNothingWhereNothingIs() {
    SceneSelection corner = ask(model(false), new Pick.Pixel(VIEW, 0, 0), VIEW).getValue();
    assertEquals(List.of(), ids(corner));
    assertNull(corner.point());
  }

  @Test
  void shouldSelectWhatARayMeetsFirstFromAnywhere() {
    SceneModel model = model(false);
    double[][] rays = {
      {-0.4, 0, -3, 0, 0, 5}, {-3, 0, 0, 0.1, 0, 0}, {-0.4, 2, 0, 0, -1, 0}, {-0.4, -2, 0, 0, 1, 0}
    };
    for (double[] ray : rays) {
      Pick pick =
          new Pick.Ray(
              new double[] {ray[0], ray[1], ray[2]}, new double[] {ray[3], ray[4], ray[5]});
      assertEquals(List.of(1), ids(ask(model, pick, null).getValue()));
    }
    Pick back = new Pick.Ray(new double[] {3, 0, 0}, new double[] {-1, 0, 0});
    assertEquals(List.of(2), ids(ask(model, back, null).getValue()));
    Pick away = new Pick.Ray(new double[] {3, 0, 0}, new double[] {1, 0, 0});
    assertEquals(List.of(), ids(ask(model, away, null).getValue()));
  }

  @Test
  void shouldSelectByBoxThoseWithEnoughInside() {
    SceneModel model = model(false);
    double[] low = {-2, -2, -2};
    double[] high = {2, 2, 2};
    assertEquals(List.of(1, 2), ids(ask(model, new Pick.Region(low, high, 1), null).getValue()));
    double[] half = {-0.4, -2, -2};
    SceneSelection some = ask(model, new Pick.Region(half, high, 0), null).getValue();
    assertEquals(List.of(2, 1), ids(some), "most Gaussians inside first");
    assertTrue(some.hits().getLast().gaussians() < 60);
    assertEquals(List.of(2), ids(ask(model, new Pick.Region(half, high, 0.9), null).getValue()));
    assertEquals(List.of(), ids(ask(model, new Pick.Region(high, high, 0), null).getValue()));
  }

  @Test
  void shouldSayThatAnEmptySceneIsNotReady() {
    Pick pick = new Pick.Pixel(VIEW, 1, 1);
    assertEquals(SceneProblem.Reason.NOT_READY, reason(ask(null, pick, null)));
    assertEquals(SceneProblem.Reason.NOT_READY, reason(ask(model(true), pick, null)));
  }

  @Test
  void shouldKeepOnlyAFewQuestionsWaitingAndAnswerAllInTheEnd() {
    TestProbe<GpuRuntime.Command> silent = kit.createTestProbe();
    TestProbe<StatusReply<SceneSelection>> probe = kit.createTestProbe();
    ActorRef<Querier.Command> querier =
        kit.spawn(
            Querier.create(
                "desk",
                new RenderLimits(1, 1 << 20, Duration.ofMillis(50)),
                Optional.empty(),
                silent.getRef()));
    SceneModel model = model(false);
    Pick pick = new Pick.Pixel(VIEW, 1, 1);
    querier.tell(new Querier.Select(model, pick, null, probe.getRef()));
    querier.tell(new Querier.Select(model, pick, null, probe.getRef()));
    assertEquals(SceneProblem.Reason.EXHAUSTED, reason(probe.receiveMessage()));
    assertEquals(SceneProblem.Reason.UNAVAILABLE, reason(probe.receiveMessage()));
  }

  @Test
  void shouldRefuseAViewThatIsTooLarge() {
    Camera large =
        new Camera(8192, 8192, 1, 1, 1, 1, new double[] {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0});
    assertEquals(
        SceneProblem.Reason.INVALID, reason(ask(model(false), new Pick.Pixel(VIEW, 1, 1), large)));
  }
}
