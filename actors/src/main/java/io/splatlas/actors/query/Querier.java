package io.splatlas.actors.query;

import io.splatlas.actors.distill.Language;
import io.splatlas.actors.distill.Teacher;
import io.splatlas.actors.model.ImageQuestion;
import io.splatlas.actors.model.LabelQuestion;
import io.splatlas.actors.model.Pick;
import io.splatlas.actors.model.SceneMatches;
import io.splatlas.actors.model.SceneNames;
import io.splatlas.actors.model.SceneProblem;
import io.splatlas.actors.model.SceneSelection;
import io.splatlas.actors.model.TextQuestion;
import io.splatlas.actors.render.RenderLimits;
import io.splatlas.actors.runtime.Aside;
import io.splatlas.actors.runtime.GpuJob;
import io.splatlas.actors.runtime.GpuRuntime;
import io.splatlas.actors.runtime.JobClass;
import io.splatlas.actors.runtime.JobOwner;
import io.splatlas.actors.train.SceneModel;
import io.splatlas.gpu.Camera;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;

/**
 * Answers questions about one scene as jobs of the device. A few may wait, more are refused; what
 * has not been answered by its deadline is refused too.
 *
 * <p>Lost on restart: the count of waiting questions only; those under way go unanswered and time
 * out at their askers.
 */
public final class Querier extends AbstractBehavior<Querier.Command> {

  /** What a querier can be told. */
  public sealed interface Command permits Select, Ask, AskImage, Label, Internal {}

  /**
   * Selects instances. Fails with a {@code SceneProblem}: EXHAUSTED when too many questions wait,
   * INVALID when a view is too large, NOT_READY while there are no Gaussians, UNAVAILABLE when it
   * takes too long or the scene is being restored.
   *
   * @param model of the scene, null before there is one
   * @param maskView where a mask is wanted from, null for none
   */
  public record Select(
      @Nullable SceneModel model,
      Pick pick,
      @Nullable Camera maskView,
      ActorRef<StatusReply<SceneSelection>> replyTo)
      implements Command {}

  /**
   * Looks for what a text describes. Fails as {@link Select} does; NO_LANGUAGE without a language
   * model, NOT_READY also before anything was described and while there are no instances.
   *
   * @param model of the scene, null before there is one
   */
  public record Ask(
      @Nullable SceneModel model,
      TextQuestion question,
      ActorRef<StatusReply<SceneMatches>> replyTo)
      implements Command {}

  /**
   * Looks for what a picture shows. Fails as {@link Select} does; INVALID when it cannot be
   * decoded, NOT_READY also before anything was described.
   *
   * @param model of the scene, null before there is one
   */
  public record AskImage(
      @Nullable SceneModel model,
      ImageQuestion question,
      ActorRef<StatusReply<SceneMatches>> replyTo)
      implements Command {}

  /**
   * Names instances by a vocabulary. Fails as {@link Ask} does.
   *
   * @param model of the scene, null before there is one
   */
  public record Label(
      @Nullable SceneModel model, LabelQuestion question, ActorRef<StatusReply<SceneNames>> replyTo)
      implements Command {}

  private sealed interface Internal extends Command {}

  private record Embedded(Ask ask, SceneModel model, EmbeddedText text) implements Internal {}

  private record NotEmbedded(Ask ask, Throwable failure) implements Internal {}

  private record Described(AskImage ask, SceneModel model, float[] said) implements Internal {}

  private record LabelsEmbedded(Label label, SceneModel model, List<EmbeddedText> texts)
      implements Internal {}

  /** Something was wrong before the device was asked. */
  private record Unanswerable(SceneProblem problem, Throwable failure, Consumer<SceneProblem> reply)
      implements Internal {}

  private record Answered(Runnable reply) implements Internal {}

  private static final String NO_LANGUAGE =
      "no language model is installed: install one with 'splatlas models pull clip-vit-b16', or"
          + " 'splatlas models add DIR' from a disk, then restart the server";

  /** Texts whose embeddings are kept: about 10 KiB each. */
  private static final int EMBEDDINGS = 64;

  /** Pictures whose embeddings are kept, with the pictures. */
  private static final int PICTURES = 8;

  private final JobOwner owner;
  private final RenderLimits limits;
  private final @Nullable Language language;
  private final @Nullable Teacher teacher;
  private final ActorRef<GpuRuntime.Command> runtime;
  private final Aside<Command> embedding;
  private final EmbeddingCache<String, EmbeddedText> texts = new EmbeddingCache<>(EMBEDDINGS);
  private final EmbeddingCache<ByteBuffer, float[]> pictures = new EmbeddingCache<>(PICTURES);
  private float @Nullable [][] canonical;
  private int waiting;

  private Querier(
      ActorContext<Command> context,
      String scene,
      RenderLimits limits,
      @Nullable Language language,
      @Nullable Teacher teacher,
      ActorRef<GpuRuntime.Command> runtime) {
    super(context);
    this.teacher = teacher;
    this.owner = new JobOwner(scene, "querier");
    this.limits = limits;
    this.language = language;
    this.runtime = runtime;
    this.embedding = Aside.on("splatlas.query-dispatcher", context);
  }

  /**
   * A querier of one scene.
   *
   * @param limits of waiting questions, of views and of time
   * @param language of the scene's teacher, empty when it knows no words
   */
  public static Behavior<Command> create(
      String scene,
      RenderLimits limits,
      Optional<Language> language,
      ActorRef<GpuRuntime.Command> runtime) {
    return Behaviors.setup(
        context -> new Querier(context, scene, limits, language.orElse(null), null, runtime));
  }

  /**
   * A querier of one scene that also knows pictures.
   *
   * @param teacher of the scene
   */
  public static Behavior<Command> create(
      String scene, RenderLimits limits, Teacher teacher, ActorRef<GpuRuntime.Command> runtime) {
    return Behaviors.setup(
        context ->
            new Querier(context, scene, limits, teacher.language().orElse(null), teacher, runtime));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Select.class, this::onSelect)
        .onMessage(Ask.class, this::onAsk)
        .onMessage(AskImage.class, this::onAskImage)
        .onMessage(Label.class, this::onLabel)
        .onMessage(Described.class, this::onDescribed)
        .onMessage(LabelsEmbedded.class, this::onLabelsEmbedded)
        .onMessage(Unanswerable.class, this::onUnanswerable)
        .onMessage(Embedded.class, this::onEmbedded)
        .onMessage(NotEmbedded.class, this::onNotEmbedded)
        .onMessage(Answered.class, this::onAnswered)
        .build();
  }

  private Behavior<Command> onSelect(Select select) {
    SceneModel model = select.model();
    SceneProblem problem = problem(model, select.maskView());
    if (problem == null && select.pick() instanceof Pick.Pixel pixel) {
      problem = problem(model, pixel.camera());
    }
    if (problem != null || model == null) {
      select.replyTo().tell(StatusReply.error(known(problem)));
      return this;
    }
    waiting++;
    submit(
        SceneSelection.class,
        select.pick() instanceof Pick.Region ? JobClass.SNAPSHOT : JobClass.INTERACTIVE,
        SelectionJob.of(model, select.pick(), select.maskView()),
        select.replyTo());
    return this;
  }

  private Behavior<Command> onAsk(Ask ask) {
    SceneModel model = ask.model();
    Language words = language;
    SceneProblem problem =
        words == null
            ? new SceneProblem(SceneProblem.Reason.NO_LANGUAGE, NO_LANGUAGE)
            : problem(model, ask.question().view());
    if (problem != null || model == null || words == null) {
      ask.replyTo().tell(StatusReply.error(known(problem)));
      return this;
    }
    waiting++;
    float[][] phrases = canonical;
    embedding.run(
        () ->
            new Embedded(
                ask,
                model,
                texts.get(
                    ask.question().text(),
                    () ->
                        EmbeddedText.of(
                            ask.question().text(),
                            phrases == null ? EmbeddedText.canonical(words) : phrases,
                            words))),
        failure -> new NotEmbedded(ask, failure));
    return this;
  }

  private Behavior<Command> onAskImage(AskImage ask) {
    SceneModel model = ask.model();
    Teacher present = teacher;
    SceneProblem problem = problem(model, ask.question().view());
    if (problem != null || model == null || present == null) {
      ask.replyTo().tell(StatusReply.error(known(problem)));
      return this;
    }
    waiting++;
    embedding.run(
        () ->
            new Described(
                ask,
                model,
                pictures.get(
                    ByteBuffer.wrap(ask.question().image()),
                    () -> SaidOfPicture.of(present, ask.question()))),
        failure ->
            unanswerable(failure, problemNow -> ask.replyTo().tell(StatusReply.error(problemNow))));
    return this;
  }

  private Behavior<Command> onDescribed(Described described) {
    String name = teacher == null ? "" : teacher.name();
    submit(
        SceneMatches.class,
        JobClass.SNAPSHOT,
        ImageJob.of(described.model(), described.ask().question(), described.said(), name),
        described.ask().replyTo());
    return this;
  }

  private Behavior<Command> onLabel(Label label) {
    SceneModel model = label.model();
    Language words = language;
    SceneProblem problem =
        words == null
            ? new SceneProblem(SceneProblem.Reason.NO_LANGUAGE, NO_LANGUAGE)
            : problem(model, null);
    if (problem != null || model == null || words == null) {
      label.replyTo().tell(StatusReply.error(known(problem)));
      return this;
    }
    waiting++;
    embedding.run(
        () -> {
          float[][] phrases = EmbeddedText.canonical(words);
          return new LabelsEmbedded(
              label,
              model,
              label.question().labels().stream()
                  .map(text -> EmbeddedText.of(text, phrases, words))
                  .toList());
        },
        failure ->
            unanswerable(
                failure, problemNow -> label.replyTo().tell(StatusReply.error(problemNow))));
    return this;
  }

  private Behavior<Command> onLabelsEmbedded(LabelsEmbedded embedded) {
    submit(
        SceneNames.class,
        JobClass.SNAPSHOT,
        LabelJob.of(embedded.model(), embedded.texts(), language == null ? "" : language.name()),
        embedded.label().replyTo());
    return this;
  }

  private static Unanswerable unanswerable(Throwable failure, Consumer<SceneProblem> reply) {
    return new Unanswerable(known(failure), failure, reply);
  }

  private Behavior<Command> onUnanswerable(Unanswerable refused) {
    waiting--;
    if (!(refused.failure() instanceof SceneProblem)) {
      getContext().getLog().error("{}: a question cannot be embedded", owner, refused.failure());
    }
    refused.reply().accept(refused.problem());
    return this;
  }

  private Behavior<Command> onEmbedded(Embedded embedded) {
    canonical = embedded.text().canonical();
    String name = language == null ? "" : language.name();
    submit(
        SceneMatches.class,
        JobClass.SNAPSHOT,
        TextJob.of(embedded.model(), embedded.ask().question(), embedded.text(), name),
        embedded.ask().replyTo());
    return this;
  }

  private Behavior<Command> onNotEmbedded(NotEmbedded failed) {
    waiting--;
    getContext().getLog().error("{}: a text cannot be embedded", owner, failed.failure());
    failed
        .ask()
        .replyTo()
        .tell(
            StatusReply.error(
                new SceneProblem(
                    SceneProblem.Reason.UNAVAILABLE,
                    "the language model could not read the text; the server's log says more")));
    return this;
  }

  /** What speaks against a question, null when nothing does. */
  private @Nullable SceneProblem problem(@Nullable SceneModel model, @Nullable Camera view) {
    if (model == null) {
      return new SceneProblem(SceneProblem.Reason.NOT_READY, "the scene has no Gaussians yet");
    }
    if (waiting >= limits.waiting()) {
      return new SceneProblem(
          SceneProblem.Reason.EXHAUSTED,
          waiting + " questions about this scene already wait; ask again when one is answered");
    }
    if (view != null && (long) view.width() * view.height() * 3 > limits.values()) {
      return new SceneProblem(
          SceneProblem.Reason.INVALID,
          "a view of %dx%d is too large; ask for a smaller one"
              .formatted(view.width(), view.height()));
    }
    return null;
  }

  private <T> void submit(
      Class<T> type, JobClass urgency, GpuJob<T> job, ActorRef<StatusReply<T>> replyTo) {
    getContext()
        .askWithStatus(
            type,
            runtime,
            limits.deadline().multipliedBy(2),
            answerTo -> new GpuRuntime.Submit<>(urgency, owner, job, limits.deadline(), answerTo),
            (answer, failure) ->
                new Answered(
                    () ->
                        replyTo.tell(
                            failure == null
                                ? StatusReply.success(answer)
                                : StatusReply.error(known(failure)))));
  }

  private Behavior<Command> onAnswered(Answered answered) {
    waiting--;
    answered.reply().run();
    return this;
  }

  private static SceneProblem known(@Nullable Throwable failure) {
    if (failure instanceof SceneProblem known) {
      return known;
    }
    if (failure instanceof IllegalArgumentException invalid) {
      return new SceneProblem(SceneProblem.Reason.INVALID, String.valueOf(invalid.getMessage()));
    }
    return new SceneProblem(
        SceneProblem.Reason.UNAVAILABLE, "the scene could not be asked; try again");
  }
}
