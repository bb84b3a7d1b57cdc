package io.splatlas.actors.scene;

import io.splatlas.actors.model.SceneOptions;
import io.splatlas.actors.model.SceneOwner;
import io.splatlas.actors.model.SceneProblem;
import io.splatlas.actors.model.SceneState;
import io.splatlas.actors.model.SceneStatus;
import io.splatlas.actors.runtime.GpuRuntime;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.DispatcherSelector;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * All scenes of this server: creates, finds, lists, deletes and, after a restart, recovers them
 * from their folders. Reads and writes small files: spawn it with {@link #PROPS}.
 *
 * <p>Nothing is lost on restart: scenes are found again in their folders, and they restart with it.
 */
public final class Scenes extends AbstractBehavior<Scenes.Command> {

  /** What can be asked. Failures are {@code SceneProblem}s. */
  public sealed interface Command permits Request, InternalCommand {}

  /** What others may ask. */
  public sealed interface Request extends Command {}

  /**
   * Creates a scene, or answers the existing one if its options are the same. An empty id lets the
   * server choose.
   *
   * @param owner counted against, and kept with the scene
   */
  public record Create(
      String id, SceneOptions options, SceneOwner owner, ActorRef<StatusReply<SceneStatus>> replyTo)
      implements Request {

    /** Of nobody in particular. */
    public Create(String id, SceneOptions options, ActorRef<StatusReply<SceneStatus>> replyTo) {
      this(id, options, SceneOwner.NOBODY, replyTo);
    }
  }

  /** Finds a scene's actor. */
  public record Find(String id, ActorRef<StatusReply<ActorRef<Scene.Command>>> replyTo)
      implements Request {}

  /** Lists scenes by id, those behind {@code afterId}, at most {@code limit}. */
  public record ListScenes(
      String afterId, int limit, ActorRef<StatusReply<List<SceneStatus>>> replyTo)
      implements Request {}

  /** Deletes a scene with all it stored. */
  public record Delete(String id, ActorRef<StatusReply<Done>> replyTo) implements Request {}

  /**
   * The server goes down: all scenes put what they learnt into checkpoints and learn no more.
   * Answers when they have, those that fail or take longer than {@code limit} left out.
   */
  public record Rest(Duration limit, ActorRef<Done> replyTo) implements Request {}

  /** Internal messages. */
  non-sealed interface InternalCommand extends Command {}

  private record Ended(String id) implements InternalCommand {}

  private record Released(String id) implements InternalCommand {}

  private record Rested(ActorRef<Done> replyTo) implements InternalCommand {}

  private record Listed(
      ActorRef<StatusReply<List<SceneStatus>>> replyTo, StatusReply<List<SceneStatus>> answer)
      implements InternalCommand {}

  /** A scene that is served. */
  private record Entry(ActorRef<Scene.Command> actor, SceneOptions options, String owner) {}

  /** How to spawn it: on the dispatcher that may wait for the disk. */
  public static final Props PROPS = DispatcherSelector.fromConfig("splatlas.registry-dispatcher");

  private static final Duration RELEASE_DEADLINE = Duration.ofMinutes(1);

  private final SceneFolders folders;
  private final SceneLimits limits;
  private final SceneServices services;
  private final ActorRef<GpuRuntime.Command> runtime;
  private final NavigableMap<String, Entry> scenes = new TreeMap<>();
  private final Map<String, List<ActorRef<StatusReply<Done>>>> deleting = new HashMap<>();

  private Scenes(
      ActorContext<Command> context,
      SceneFolders folders,
      SceneLimits limits,
      SceneServices services,
      ActorRef<GpuRuntime.Command> runtime) {
    super(context);
    this.folders = folders;
    this.limits = limits;
    this.services = services;
    this.runtime = runtime;
  }

  /**
   * All scenes in a folder, one folder a scene; it is created when absent.
   *
   * @param runtime of the device that all share
   */
  public static Behavior<Command> create(
      Path folder,
      SceneLimits limits,
      SceneServices services,
      ActorRef<GpuRuntime.Command> runtime) {
    return Behaviors.setup(
        context -> {
          SceneFolders folders = new SceneFolders(folder, services.durability());
          Scenes scenes = new Scenes(context, folders, limits, services, runtime);
          scenes.recover();
          return scenes;
        });
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Create.class, this::onCreate)
        .onMessage(Find.class, this::onFind)
        .onMessage(ListScenes.class, this::onListScenes)
        .onMessage(Delete.class, this::onDelete)
        .onMessage(Rest.class, this::onRest)
        .onMessage(Rested.class, this::onRested)
        .onMessage(Ended.class, this::onEnded)
        .onMessage(Released.class, this::onReleased)
        .onMessage(Listed.class, this::onListed)
        .build();
  }

  private void recover() {
    folders.recover().forEach(this::start);
    if (!scenes.isEmpty()) {
      getContext().getLog().info("Recovered {} scenes: {}", scenes.size(), scenes.keySet());
    }
  }

  private Entry start(SceneManifest manifest) {
    String id = manifest.id();
    Behavior<Scene.Command> scene =
        Behaviors.supervise(Scene.create(id, folders.store(id), services, runtime))
            .onFailure(
                SupervisorStrategy.restartWithBackoff(
                    Duration.ofMillis(200), Duration.ofSeconds(30), 0.2));
    ActorRef<Scene.Command> actor = getContext().spawn(scene, id);
    getContext().watchWith(actor, new Ended(id));
    Entry entry = new Entry(actor, manifest.options(), manifest.owner());
    scenes.put(id, entry);
    return entry;
  }

  private Behavior<Command> onCreate(Create create) {
    String id = create.id().isEmpty() ? newId() : create.id();
    Entry existing = scenes.get(id);
    if (existing != null) {
      answerExisting(create, existing);
      return this;
    }
    refusal(id, create.owner())
        .ifPresentOrElse(
            why -> create.replyTo().tell(StatusReply.error(why)), () -> createNew(id, create));
    return this;
  }

  private Optional<SceneProblem> refusal(String id, SceneOwner owner) {
    if (!SceneFolders.isId(id)) {
      return Optional.of(new SceneProblem(SceneProblem.Reason.INVALID, invalidId(id)));
    }
    if (deleting.containsKey(id)) {
      return Optional.of(
          new SceneProblem(
              SceneProblem.Reason.UNAVAILABLE,
              "scene %s is being deleted; try again".formatted(id)));
    }
    if (scenes.size() + deleting.size() >= limits.scenes()) {
      return Optional.of(
          new SceneProblem(
              SceneProblem.Reason.EXHAUSTED,
              "this server holds at most %d scenes; delete one first".formatted(limits.scenes())));
    }
    if (!owner.name().isEmpty() && countOf(owner) >= owner.mostScenes()) {
      return Optional.of(
          new SceneProblem(
              SceneProblem.Reason.QUOTA,
              "%s has created %d scenes, as many as one principal may; delete one first"
                  .formatted(owner.name(), owner.mostScenes())));
    }
    return Optional.empty();
  }

  private long countOf(SceneOwner owner) {
    return scenes.values().stream().filter(scene -> scene.owner().equals(owner.name())).count();
  }

  private static String invalidId(String id) {
    return "a scene id has 1 to 64 characters of a-z, 0-9, '-' and '_' and starts with a letter or"
        + " digit, got '%s'".formatted(id);
  }

  private String newId() {
    return "scene-" + UUID.randomUUID().toString().substring(0, 8);
  }

  private static void answerExisting(Create create, Entry existing) {
    if (existing.options().equals(create.options())) {
      existing.actor().tell(new Scene.GetStatus(create.replyTo()));
    } else {
      create
          .replyTo()
          .tell(
              problem(
                  SceneProblem.Reason.ALREADY_EXISTS,
                  "scene %s exists with other options: %s"
                      .formatted(create.id(), existing.options())));
    }
  }

  private void createNew(String id, Create create) {
    SceneManifest manifest =
        new SceneManifest(
            id,
            create.options(),
            services.clock().instant().truncatedTo(ChronoUnit.MILLIS),
            SceneState.CAPTURING,
            "",
            create.owner().name());
    try {
      folders.begin(manifest);
      start(manifest).actor().tell(new Scene.GetStatus(create.replyTo()));
    } catch (IOException failure) {
      getContext().getLog().error("Scene {} cannot be created", id, failure);
      create
          .replyTo()
          .tell(
              problem(
                  SceneProblem.Reason.UNAVAILABLE,
                  "scene %s could not be stored; the server's log says why".formatted(id)));
    }
  }

  private Behavior<Command> onFind(Find find) {
    Entry entry = scenes.get(find.id());
    find.replyTo().tell(entry == null ? notFound(find.id()) : StatusReply.success(entry.actor()));
    return this;
  }

  private Behavior<Command> onListScenes(ListScenes list) {
    List<CompletableFuture<SceneStatus>> answers = new ArrayList<>();
    scenes.tailMap(list.afterId(), false).values().stream()
        .limit(Math.max(0, list.limit()))
        .forEach(entry -> answers.add(status(entry).toCompletableFuture()));
    CompletableFuture<Void> all =
        CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new));
    getContext()
        .pipeToSelf(
            all.thenApply(done -> answers.stream().map(CompletableFuture::join).toList()),
            (statuses, failure) -> new Listed(list.replyTo(), listing(statuses, failure)));
    return this;
  }

  private CompletionStage<SceneStatus> status(Entry entry) {
    return AskPattern.askWithStatus(
        entry.actor(), Scene.GetStatus::new, limits.answer(), getContext().getSystem().scheduler());
  }

  private static StatusReply<List<SceneStatus>> listing(
      List<SceneStatus> statuses, @Nullable Throwable failure) {
    return failure == null
        ? StatusReply.success(statuses)
        : problem(SceneProblem.Reason.UNAVAILABLE, "a scene did not answer in time; list again");
  }

  private Behavior<Command> onListed(Listed listed) {
    listed.replyTo().tell(listed.answer());
    return this;
  }

  private Behavior<Command> onDelete(Delete delete) {
    Entry entry = scenes.remove(delete.id());
    if (entry != null) {
      deleting.computeIfAbsent(delete.id(), id -> new ArrayList<>()).add(delete.replyTo());
      entry.actor().tell(new SceneMessages.Delete());
    } else if (deleting.containsKey(delete.id())) {
      deleting.computeIfAbsent(delete.id(), id -> new ArrayList<>()).add(delete.replyTo());
    } else {
      delete.replyTo().tell(notFound(delete.id()));
    }
    return this;
  }

  private Behavior<Command> onRest(Rest rest) {
    List<CompletableFuture<Done>> answers =
        scenes.entrySet().stream()
            .map(scene -> rest(scene.getKey(), scene.getValue(), rest.limit()))
            .toList();
    getContext()
        .pipeToSelf(
            CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new)),
            (done, failure) -> new Rested(rest.replyTo()));
    return this;
  }

  private CompletableFuture<Done> rest(String id, Entry entry, Duration limit) {
    Logger log = getContext().getLog();
    return AskPattern.<Scene.Command, Done>askWithStatus(
            entry.actor(), SceneMessages.Rest::new, limit, getContext().getSystem().scheduler())
        .toCompletableFuture()
        .exceptionally(
            late -> {
              log.warn("Scene {} goes down without a last checkpoint", id, late);
              return Done.getInstance();
            });
  }

  private Behavior<Command> onRested(Rested rested) {
    rested.replyTo().tell(Done.getInstance());
    return this;
  }

  /** A scene and all its children have ended: what they hold on the device goes next. */
  private Behavior<Command> onEnded(Ended ended) {
    scenes.remove(ended.id());
    getContext()
        .ask(
            Done.class,
            runtime,
            RELEASE_DEADLINE,
            replyTo -> new GpuRuntime.ReleaseScene(ended.id(), replyTo),
            (done, failure) -> new Released(ended.id()));
    return this;
  }

  private Behavior<Command> onReleased(Released released) {
    List<ActorRef<StatusReply<Done>>> waiting = deleting.remove(released.id());
    if (waiting != null) {
      StatusReply<Done> answer = deleteFolder(released.id());
      waiting.forEach(replyTo -> replyTo.tell(answer));
    }
    return this;
  }

  private StatusReply<Done> deleteFolder(String id) {
    try {
      folders.delete(id);
      return StatusReply.success(Done.getInstance());
    } catch (IOException failure) {
      getContext().getLog().error("The folder of scene {} cannot be deleted", id, failure);
      return problem(
          SceneProblem.Reason.UNAVAILABLE,
          "scene %s is gone, but its folder could not be deleted whole".formatted(id));
    }
  }

  private static <T> StatusReply<T> notFound(String id) {
    return problem(SceneProblem.Reason.NOT_FOUND, "there is no scene '%s'".formatted(id));
  }

  private static <T> StatusReply<T> problem(SceneProblem.Reason reason, String message) {
    return StatusReply.error(new SceneProblem(reason, message));
  }
}
