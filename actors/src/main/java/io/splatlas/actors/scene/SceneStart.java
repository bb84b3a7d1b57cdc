package io.splatlas.actors.scene;

import io.splatlas.actors.history.Historian;
import io.splatlas.actors.history.HistoryState;
import io.splatlas.actors.runtime.Aside;
import io.splatlas.actors.runtime.GpuRuntime;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.StashBuffer;
import org.apache.pekko.pattern.StatusReply;

/**
 * How a scene comes up: reads its manifest, then the history of its instances; what it is asked
 * meanwhile waits.
 */
final class SceneStart {
  private static final int STASHED = 1_000;

  /**
   * What a scene begins with.
   *
   * @param history as it is on disk, empty when it cannot be read
   * @param unreadable why the history cannot be read, empty when it was
   */
  record Recovered(
      SceneManifest manifest,
      ActorRef<Historian.Command> historian,
      HistoryState history,
      String unreadable) {}

  private final ActorContext<Scene.Command> context;
  private final StashBuffer<Scene.Command> stash;
  private final String id;
  private final SceneStore store;
  private final SceneServices services;
  private final ActorRef<GpuRuntime.Command> runtime;

  private SceneStart(
      ActorContext<Scene.Command> context,
      StashBuffer<Scene.Command> stash,
      String id,
      SceneStore store,
      SceneServices services,
      ActorRef<GpuRuntime.Command> runtime) {
    this.context = context;
    this.stash = stash;
    this.id = id;
    this.store = store;
    this.services = services;
    this.runtime = runtime;
  }

  static Behavior<Scene.Command> create(
      String id, SceneStore store, SceneServices services, ActorRef<GpuRuntime.Command> runtime) {
    return Behaviors.withStash(
        STASHED,
        stash ->
            Behaviors.setup(
                context ->
                    new SceneStart(context, stash, id, store, services, runtime).readManifest()));
  }

  private Behavior<Scene.Command> readManifest() {
    Aside.<Scene.Command>on("splatlas.io-dispatcher", context)
        .run(() -> new SceneMessages.ManifestRead(store.read()), SceneMessages.ManifestBroken::new);
    return Behaviors.receive(Scene.Command.class)
        .onMessage(SceneMessages.ManifestRead.class, read -> readHistory(read.manifest()))
        .onMessage(
            SceneMessages.ManifestBroken.class,
            broken -> {
              throw new IllegalStateException("scene " + id + " cannot be read", broken.failure());
            })
        .onMessage(SceneMessages.Delete.class, delete -> Behaviors.stopped())
        .onMessage(SceneMessages.Rest.class, SceneStart::nothingLearnt)
        .onAnyMessage(this::keep)
        .build();
  }

  private Behavior<Scene.Command> readHistory(SceneManifest manifest) {
    Historian.Setup setup =
        new Historian.Setup(
            manifest.id(),
            manifest.created(),
            services.durability().journal(),
            services.durability().keptChanges());
    ActorRef<Historian.Event> events =
        context.messageAdapter(Historian.Event.class, SceneMessages.HistorianTold::new);
    ActorRef<Historian.Command> historian =
        context.spawn(Historian.create(setup, events), "historian");
    return Behaviors.receive(Scene.Command.class)
        .onMessage(
            SceneMessages.HistorianTold.class, told -> begin(manifest, historian, told.event()))
        .onMessage(SceneMessages.Delete.class, delete -> Behaviors.stopped())
        .onMessage(SceneMessages.Rest.class, SceneStart::nothingLearnt)
        .onAnyMessage(this::keep)
        .build();
  }

  private Behavior<Scene.Command> begin(
      SceneManifest manifest, ActorRef<Historian.Command> historian, Historian.Event event) {
    Recovered recovered =
        switch (event) {
          case Historian.Recovered read -> new Recovered(manifest, historian, read.state(), "");
          case Historian.Unreadable broken ->
              new Recovered(manifest, historian, HistoryState.EMPTY, broken.reason());
          case Historian.Recorded recorded -> throw new IllegalStateException("nothing was told");
          case Historian.Refused refused -> throw new IllegalStateException("nothing was told");
        };
    return stash.unstashAll(
        Behaviors.withTimers(
            timers -> Scene.begin(context, timers, recovered, store, services, runtime)));
  }

  private static Behavior<Scene.Command> nothingLearnt(SceneMessages.Rest rest) {
    rest.replyTo().tell(StatusReply.success(Done.getInstance()));
    return Behaviors.same();
  }

  private Behavior<Scene.Command> keep(Scene.Command message) {
    stash.stash(message);
    return Behaviors.same();
  }
}
