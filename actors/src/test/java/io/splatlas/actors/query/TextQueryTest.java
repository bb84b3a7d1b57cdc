package io.splatlas.actors.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.actors.Actors;
import io.splatlas.actors.SyntheticScene;
import io.splatlas.actors.distill.Language;
import io.splatlas.actors.distill.Teacher;
import io.splatlas.actors.image.TestImages;
import io.splatlas.actors.model.FeatureProjection;
import io.splatlas.actors.model.ImageQuestion;
import io.splatlas.actors.model.Instance;
import io.splatlas.actors.model.LabelQuestion;
import io.splatlas.actors.model.PosedFrame;
import io.splatlas.actors.model.SceneMatches;
import io.splatlas.actors.model.SceneNames;
import io.splatlas.actors.model.SceneProblem;
import io.splatlas.actors.model.SceneSelection;
import io.splatlas.actors.model.TextQuestion;
import io.splatlas.actors.render.RenderLimits;
import io.splatlas.actors.runtime.GpuJob;
import io.splatlas.actors.runtime.GpuRuntime;
import io.splatlas.actors.runtime.GpuSlice;
import io.splatlas.actors.runtime.JobClass;
import io.splatlas.actors.runtime.JobOwner;
import io.splatlas.actors.train.LoadedFrame;
import io.splatlas.actors.train.SceneModel;
import io.splatlas.gpu.GaussianLayout;
import io.splatlas.gpu.GaussianSet;
import io.splatlas.gpu.GaussianSnapshot;
import java.awt.image.BufferedImage;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A language of colours: the left blob (instance 1) is red, the right one (instance 2) green. */
class TextQueryTest {
  private static final GaussianLayout LAYOUT = new GaussianLayout(0, 3);

  private final ActorTestKit kit = Actors.kit();
  private final ActorRef<GpuRuntime.Command> runtime = Actors.device(kit);

  @AfterEach
  void stop() {
    kit.shutdownTestKit();
  }

  private static final class Colours implements Language {
    @Override
    public String name() {
      return "colours";
    }

    @Override
    public int dimensions() {
      return 3;
    }

    @Override
    public float[] embed(String text) {
      return switch (text) {
        case "red" -> new float[] {1, 0, 0};
        case "green" -> new float[] {0, 1, 0};
        default -> new float[] {0.57735f, 0.57735f, 0.57735f};
      };
    }
  }

  private SceneModel model(boolean lifted) {
    TestProbe<StatusReply<SceneModel>> probe = kit.createTestProbe();
    runtime.tell(
        new GpuRuntime.Submit<>(
            JobClass.TRAIN,
            new JobOwner("desk", "test"),
            GpuJob.once(slice -> build(slice, lifted)),
            Actors.PATIENCE,
            probe.getRef()));
    return probe.receiveMessage().getValue();
  }

  private static SceneModel build(GpuSlice slice, boolean lifted) {
    GaussianSet set = slice.keep(slice.device().allocate(LAYOUT, 1_000));
    SceneModel model = new SceneModel(set);
    slice.device().append(set, SyntheticScene.truth(LAYOUT));
    GaussianSnapshot all = slice.device().snapshot(set);
    int[] ids = new int[all.count()];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = 1 + i % 2;
    }
    slice.device().assignInstances(set, all.identities(), ids);
    model.labelled(7, List.of(instance(1), instance(2)));
    if (lifted) {
      Teacher teacher = SyntheticScene.colourTeacher();
      for (LoadedFrame frame : SyntheticScene.frames(3)) {
        slice
            .device()
            .lift(
                set,
                frame.image().camera(),
                teacher.describe(SyntheticScene.WIDTH, SyntheticScene.HEIGHT, frame.image().rgb()));
      }
      model.projected(FeatureProjection.identity(3));
    }
    return model;
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

  private StatusReply<SceneMatches> ask(
      SceneModel model, Optional<Language> language, TextQuestion question) {
    TestProbe<StatusReply<SceneMatches>> probe = kit.createTestProbe();
    kit.spawn(Querier.create("desk", RenderLimits.DEFAULTS, language, runtime))
        .tell(new Querier.Ask(model, question, probe.getRef()));
    return probe.receiveMessage();
  }

  private static List<Integer> ids(SceneMatches found) {
    return found.matches().stream().map(match -> match.instance().id()).toList();
  }

  @Test
  void shouldFindWhatATextDescribesAndShowWhere() {
    SceneModel model = model(true);
    Optional<Language> colours = Optional.of(new Colours());
    SceneMatches red =
        ask(model, colours, new TextQuestion("red", 0.5, 0, SyntheticScene.camera(5))).getValue();
    assertEquals(List.of(1), ids(red));
    assertEquals(2, red.compared());
    assertEquals("colours", red.language());
    SceneSelection.Mask map = red.map();
    assertNotNull(map);
    int left = map.values()[12 * map.width() + 10] & 0xff;
    int right = map.values()[12 * map.width() + 22] & 0xff;
    assertTrue(left > 128 && right < 128, left + " on the left, " + right + " on the right");
    assertEquals(0, map.values()[0], "nothing is seen in the corner");
    assertEquals(
        List.of(2, 1), ids(ask(model, colours, new TextQuestion("green", 0, 0, null)).getValue()));
    assertEquals(
        List.of(2), ids(ask(model, colours, new TextQuestion("green", 0, 1, null)).getValue()));
    assertEquals(
        List.of(), ids(ask(model, colours, new TextQuestion("grey", 0.6, 0, null)).getValue()));
  }

  @Test
  void shouldFindWhatAPictureShowsWithoutWords() {
    BufferedImage red = new BufferedImage(8, 6, BufferedImage.TYPE_INT_RGB);
    for (int p = 0; p < 48; p++) {
      red.setRGB(p % 8, p / 8, 0xd02020);
    }
    ImageQuestion question =
        new ImageQuestion(
            PosedFrame.Encoding.PNG,
            TestImages.encode(red, "png"),
            8,
            6,
            0.5,
            0,
            SyntheticScene.camera(5));
    SceneMatches found = askImage(question).getValue();
    assertEquals(List.of(1), ids(found));
    assertEquals("colours", found.language());
    assertEquals(2, found.compared());
    assertTrue(found.matches().getFirst().relevancy() > 0.9);
    SceneSelection.Mask map = found.map();
    assertNotNull(map);
    int left = map.values()[12 * map.width() + 10] & 0xff;
    int right = map.values()[12 * map.width() + 22] & 0xff;
    assertTrue(left > 178 && right == 0, left + " on the left, " + right + " on the right");
    ImageQuestion broken =
        new ImageQuestion(PosedFrame.Encoding.PNG, new byte[] {1}, 8, 6, 0.5, 0, null);
    assertEquals(
        SceneProblem.Reason.INVALID,
        assertInstanceOf(SceneProblem.class, askImage(broken).getError()).reason());
  }

  private StatusReply<SceneMatches> askImage(ImageQuestion question) {
    TestProbe<StatusReply<SceneMatches>> probe = kit.createTestProbe();
    kit.spawn(
            Querier.create("desk", RenderLimits.DEFAULTS, SyntheticScene.colourTeacher(), runtime))
        .tell(new Querier.AskImage(model(true), question, probe.getRef()));
    return probe.receiveMessage();
  }

  @Test
  void shouldNameInstancesByAVocabulary() {
    SceneNames names = label(model(true)).getValue();
    assertEquals(List.of(1, 0), names.named().stream().map(SceneNames.Named::label).toList());
    assertTrue(names.named().getFirst().share() > 0.5);
    assertTrue(names.named().getFirst().relevancy() > 0.5);
  }

  private StatusReply<SceneNames> label(SceneModel model) {
    TestProbe<StatusReply<SceneNames>> probe = kit.createTestProbe();
    kit.spawn(Querier.create("desk", RenderLimits.DEFAULTS, Optional.of(new Colours()), runtime))
        .tell(new Querier.Label(model, new LabelQuestion(List.of("green", "red")), probe.getRef()));
    return probe.receiveMessage();
  }

  @Test
  void shouldNameNothingBeforeThereAreInstances() {
    SceneModel model = model(true);
    model.labelled(8, List.of());
    SceneProblem early = assertInstanceOf(SceneProblem.class, label(model).getError());
    assertEquals(SceneProblem.Reason.NOT_READY, early.reason());
  }

  @Test
  void shouldSayWhatIsMissing() {
    TextQuestion question = new TextQuestion("red", 0.5, 0, null);
    SceneProblem wordless =
        assertInstanceOf(
            SceneProblem.class, ask(model(true), Optional.empty(), question).getError());
    assertEquals(SceneProblem.Reason.NO_LANGUAGE, wordless.reason());
    assertTrue(String.valueOf(wordless.getMessage()).contains("splatlas models add"));
    SceneProblem early =
        assertInstanceOf(
            SceneProblem.class, ask(model(false), Optional.of(new Colours()), question).getError());
    assertEquals(SceneProblem.Reason.NOT_READY, early.reason());
  }
}
