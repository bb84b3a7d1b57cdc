package io.splatlas.actors.history;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.SupervisorStrategy;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.RecoveryCompleted;
import org.apache.pekko.persistence.typed.RecoveryFailed;
import org.apache.pekko.persistence.typed.SnapshotAdapter;
import org.apache.pekko.persistence.typed.SnapshotFailed;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.Effect;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;
import org.apache.pekko.persistence.typed.javadsl.RetentionCriteria;
import org.apache.pekko.persistence.typed.javadsl.SignalHandler;

/**
 * Makes what happens to a scene's instances durable, before anybody is told. Event-sourced by Pekko
 * Persistence: in files of the data folder by default, elsewhere by configuration ({@code
 * splatlas.history}).
 *
 * <p>Nothing durable is lost on restart: the history is read again and told to the parent anew.
 * Events that wait then are refused, since they follow ones that are not durable.
 */
public final class Historian
    extends EventSourcedBehavior<Historian.Command, InstancesChanged, InstanceHistory> {

  /** What a historian can be told. */
  public sealed interface Command {}

  /** Make this durable. */
  public record Remember(InstancesChanged event) implements Command {}

  /** What it tells its parent. */
  public sealed interface Event {}

  /** The history as it is on disk; the first event after every start and restart. */
  public record Recovered(HistoryState state) implements Event {}

  /** The history cannot be read; tried again, and told again, after a pause. */
  public record Unreadable(String reason) implements Event {}

  /** The event is durable. */
  public record Recorded(InstancesChanged event) implements Event {}

  /** The event does not follow what is durable and is forgotten. */
  public record Refused(InstancesChanged event) implements Event {}

  /**
   * What a historian works with.
   *
   * @param scene id
   * @param created when the scene was created: a later scene of the same id has its own history
   * @param folder of the journal, unless the configuration names another journal
   * @param kept changes kept for those who resume, at least 1
   */
  public record Setup(String scene, Instant created, Path folder, int kept) {}

  private static final int SNAPSHOT_EVERY = 50;
  private static final int SNAPSHOTS_KEPT = 2;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

  private final ActorContext<Command> context;
  private final Setup setup;
  private final ActorRef<Event> parent;
  private final Config config;

  private Historian(ActorContext<Command> context, Setup setup, ActorRef<Event> parent) {
    super(
        persistenceId(setup.scene(), setup.created()),
        SupervisorStrategy.restartWithBackoff(FIRST_PAUSE, LONGEST_PAUSE, 0.2));
    this.context = context;
    this.setup = setup;
    this.parent = parent;
    this.config = context.getSystem().settings().config().getConfig("splatlas.history");
  }

  /** A historian that tells {@code parent} first what is on disk, then of every event. */
  public static Behavior<Command> create(Setup setup, ActorRef<Event> parent) {
    return Behaviors.setup(context -> new Historian(context, setup, parent));
  }

  /** The persistence id of a scene's history. */
  public static PersistenceId persistenceId(String scene, Instant created) {
    return PersistenceId.ofUniqueId("instances|%s|%d".formatted(scene, created.toEpochMilli()));
  }

  @Override
  public String journalPluginId() {
    return config.getString("journal");
  }

  @Override
  public String snapshotPluginId() {
    return config.getString("snapshots");
  }

  @Override
  public Optional<Config> journalPluginConfig() {
    return Optional.of(folderOf("splatlas.journal"));
  }

  @Override
  public Optional<Config> snapshotPluginConfig() {
    return Optional.of(folderOf("splatlas.snapshots"));
  }

  private Config folderOf(String plugin) {
    return ConfigFactory.parseMap(
        Map.of(plugin + ".folder", setup.folder().toAbsolutePath().toString()));
  }

  @Override
  public InstanceHistory emptyState() {
    return new InstanceHistory(HistoryState.EMPTY, setup.kept());
  }

  @Override
  public CommandHandler<Command, InstancesChanged, InstanceHistory> commandHandler() {
    return newCommandHandlerBuilder()
        .forAnyState()
        .onCommand(Remember.class, this::remember)
        .build();
  }

  private Effect<InstancesChanged, InstanceHistory> remember(
      InstanceHistory state, Remember remember) {
    InstancesChanged event = remember.event();
    if (event.changes().getFirst().revision() != state.revision() + 1) {
      parent.tell(new Refused(event));
      return Effect().none();
    }
    return Effect().persist(event).thenRun(after -> parent.tell(new Recorded(event)));
  }

  /**
   * A copy is changed: Pekko begins again with the same empty state when it restarts this actor.
   */
  @Override
  public EventHandler<InstanceHistory, InstancesChanged> eventHandler() {
    return newEventHandlerBuilder()
        .forAnyState()
        .onAnyEvent(
            (state, event) -> {
              InstanceHistory next = new InstanceHistory(state.state(), setup.kept());
              next.apply(event);
              return next;
            });
  }

  @Override
  public SignalHandler<InstanceHistory> signalHandler() {
    return newSignalHandlerBuilder()
        .onSignal(RecoveryCompleted.instance(), state -> parent.tell(new Recovered(state.state())))
        .onSignal(
            RecoveryFailed.class,
            (state, failed) ->
                parent.tell(new Unreadable(String.valueOf(failed.getFailure().getMessage()))))
        .onSignal(
            SnapshotFailed.class,
            (state, failed) ->
                context
                    .getLog()
                    .warn(
                        "Scene {}: a snapshot of its history could not be written; the events are"
                            + " kept",
                        setup.scene(),
                        failed.getFailure()))
        .build();
  }

  @Override
  public RetentionCriteria retentionCriteria() {
    return RetentionCriteria.snapshotEvery(SNAPSHOT_EVERY, SNAPSHOTS_KEPT)
        .withDeleteEventsOnSnapshot();
  }

  @Override
  public SnapshotAdapter<InstanceHistory> snapshotAdapter() {
    return new SnapshotAdapter<>() {
      @Override
      public Object toJournal(InstanceHistory state) {
        return state.state();
      }

      @Override
      public InstanceHistory fromJournal(Object from) {
        return new InstanceHistory((HistoryState) from, setup.kept());
      }
    };
  }
}
