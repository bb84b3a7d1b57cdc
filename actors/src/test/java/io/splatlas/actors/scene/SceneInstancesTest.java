package io.splatlas.actors.scene;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.actors.cluster.Clusterer;
import io.splatlas.actors.cluster.ClusteringResult;
import io.splatlas.actors.history.Historian;
import io.splatlas.actors.history.HistoryState;
import io.splatlas.actors.history.InstanceHistory;
import io.splatlas.actors.history.InstancesChanged;
import io.splatlas.actors.instance.InstanceRegistry.Weight;
import io.splatlas.actors.model.InstanceFeed;
import io.splatlas.actors.telemetry.Telemetry;
import io.splatlas.actors.train.SceneModel;
import io.splatlas.gpu.GaussianBatch;
import io.splatlas.gpu.GaussianLayout;
import io.splatlas.gpu.GaussianSnapshot;
import io.splatlas.gpu.reference.ReferenceDevice;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clusterings that wait for a historian whose disk fails, with a registry that always changes. */
class SceneInstancesTest {
  private static final GaussianLayout LAYOUT = new GaussianLayout(0, 0);
  private static final int KEPT = 100;

  private final ActorTestKit kit = ActorTestKit.create();
  private final ReferenceDevice device = ReferenceDevice.create(1 << 20, "test");
  private final SceneModel model = new SceneModel(device.allocate(LAYOUT, 4));
  private final TestProbe<Historian.Command> historian = kit.createTestProbe();
  private final TestProbe<InstanceFeed> watcher = kit.createTestProbe();
  private final SceneSubscribers subscribers = new SceneSubscribers("desk", Telemetry.NONE, 1);
  private SidesRegistry registry = new SidesRegistry(KEPT);
  private final SceneInstances instances =
      new SceneInstances(
          "desk",
          HistoryState.EMPTY,
          this::freshRegistry,
          Telemetry.NONE,
          KEPT,
          subscribers,
          historian.getRef());
  private long frame;

  private SidesRegistry freshRegistry() {
    registry = new SidesRegistry(KEPT);
    return registry;
  }

  /** How much a clustering decides that comes so many seconds after the start. */
  private Weight weight(boolean last, int round, long seconds) {
    Clusterer.Clustered of = clustered(last);
    instances.update(
        new Clusterer.Clustered(
            model,
            of.snapshot(),
            of.result(),
            of.basedOnFrame(),
            Instant.EPOCH,
            Duration.ZERO,
            last,
            round),
        0,
        Instant.EPOCH.plusSeconds(seconds),
        0);
    return registry.weight();
  }

  @AfterEach
  void close() {
    kit.shutdownTestKit();
    device.close();
  }

  /** Of four Gaussians that the device says are of instances 1, 1, 2 and 2. */
  private Clusterer.Clustered clustered(boolean last, int... labels) {
    GaussianSnapshot snapshot =
        new GaussianSnapshot(
            GaussianBatch.zeros(LAYOUT, 4),
            new long[] {1, 2, 3, 4},
            new int[] {1, 1, 2, 2},
            new float[4]);
    return new Clusterer.Clustered(
        model,
        snapshot,
        result(labels),
        ++frame,
        Instant.EPOCH,
        Duration.ZERO,
        last,
        SceneRounds.NONE);
  }

  /** Without labels nothing is found, and nothing changes. */
  private static ClusteringResult result(int[] labels) {
    return labels.length == 0
        ? new ClusteringResult(
            new int[] {-1, -1, -1, -1}, new float[4], new boolean[0], new float[0])
        : new ClusteringResult(labels, new float[4], new boolean[2], new float[] {1, 1});
  }

  /** Takes in a clustering; answers the event that is to be made durable. */
  private InstancesChanged decide(boolean last, int... labels) {
    assertEquals(
        List.of(),
        instances.update(clustered(last, labels), 0, Instant.EPOCH.plusSeconds(frame), 0));
    return historian.expectMessageClass(Historian.Remember.class).event();
  }

  private InstancesChanged decide(boolean last) {
    return decide(last, 0, 0, 1, 1);
  }

  private static HistoryState with(InstancesChanged event) {
    InstanceHistory history = new InstanceHistory(HistoryState.EMPTY, KEPT);
    history.apply(event);
    return history.state();
  }

  private void watch() {
    assertTrue(
        subscribers.add(
            new Scene.Subscribe(0, true, watcher.getRef()),
            instances.history(),
            instances.frame()));
    watcher.expectMessageClass(InstanceFeed.Snapshot.class);
  }

  @Test
  void shouldTellNobodyBeforeItIsDurable() {
    watch();
    InstancesChanged event = decide(false);
    assertEquals(0, instances.revision());
    SceneInstances.Told told = instances.recorded(event).getFirst();
    assertEquals(2, told.revision());
    assertArrayEquals(new int[] {1, 1, 2, 2}, told.ids());
    assertEquals(new InstanceFeed.Changes(event.changes()), watcher.receiveMessage());
  }

  @Test
  void shouldTellWhatTurnsOutToBeDurableOnce() {
    watch();
    InstancesChanged event = decide(false);
    instances.recovered(with(event));
    assertEquals(2, instances.revision());
    for (int i = 0; i < 2; i++) {
      assertEquals(
          new InstanceFeed.Changes(List.of(event.changes().get(i))), watcher.receiveMessage());
    }
    instances.refused(event);
    InstancesChanged next = decide(false);
    assertEquals(3, next.changes().getFirst().revision());
    instances.recorded(next);
    assertEquals(new InstanceFeed.Changes(next.changes()), watcher.receiveMessage());
  }

  @Test
  void shouldSayThatAClusteringThatIsWaitedForIsForgottenAndOnlyOnce() {
    decide(true);
    assertFalse(instances.hasForgottenAwaited());
    instances.recovered(HistoryState.EMPTY);
    assertTrue(instances.hasForgottenAwaited());
    assertFalse(instances.hasForgottenAwaited());
  }

  /** The disk failed for the first event, which is durable all the same; the second follows it. */
  @Test
  void shouldSaySoTooWhenAnEventOfBeforeAFailureIsInItsWay() {
    InstancesChanged first = decide(false);
    InstancesChanged second = decide(false);
    instances.recovered(with(first));
    InstancesChanged last = decide(true);
    assertEquals(List.of(), instances.recorded(second));
    assertEquals(4, instances.revision());
    instances.refused(last);
    assertTrue(instances.hasForgottenAwaited());
  }

  @Test
  void shouldNotForgetWhatWaitsWhenAnEventIsRefusedThatWasForgottenBefore() {
    InstancesChanged first = decide(false);
    InstancesChanged second = decide(false);
    instances.recovered(HistoryState.EMPTY);
    InstancesChanged again = decide(true);
    instances.refused(first);
    instances.refused(second);
    assertFalse(instances.hasForgottenAwaited());
    assertEquals(1, instances.recorded(again).size());
    assertEquals(2, instances.revision());
  }

  @Test
  void shouldKnowUpToWhichFrameItHasToldThoughNothingChanged() {
    assertEquals(0, instances.frame());
    InstancesChanged event = decide(false);
    instances.update(clustered(false), 0, Instant.EPOCH, 0);
    assertEquals(0, instances.frame(), "not before it is durable");
    assertEquals(2, instances.recorded(event).size());
    assertEquals(2, instances.frame());
    assertEquals(1, instances.update(clustered(false), 0, Instant.EPOCH, 0).size());
    assertEquals(3, instances.frame());
    instances.recovered(with(event));
    assertEquals(3, instances.frame());
  }

  @Test
  void shouldLookAtNewGroundAndAtAllOfItInTheEnd() {
    instances.sawNewGround(1);
    assertEquals(Weight.LOOK, weight(false, SceneRounds.NONE, 0));
    assertEquals(Weight.GLANCE, weight(false, SceneRounds.NONE, 1));
    assertEquals(Weight.FAMILIAR, weight(false, SceneRounds.NONE, 3));
    instances.sawNewGround(2);
    assertEquals(Weight.LOOK, weight(false, SceneRounds.NONE, 6));
    assertEquals(Weight.LOOK, weight(false, 0, 9), "somebody waits for it");
    instances.finish();
    assertEquals(Weight.LOOK, weight(false, SceneRounds.NONE, 12));
    assertEquals(Weight.DECISIVE, weight(true, SceneRounds.NONE, 13));
  }

  @Test
  void shouldSayWhenTheLivingWereInViewLast() {
    instances.recorded(decide(false));
    Instant noon = Instant.EPOCH.plusSeconds(100);
    instances.shown(Set.of(1, 9), noon);
    instances.shown(Set.of(1, 2), noon.minusSeconds(1));
    weight(false, SceneRounds.NONE, 5);
    assertEquals(Map.of(1, noon, 2, noon.minusSeconds(1)), registry.inView());
  }

  /** After a restart frames are taken up again that instances were told of. */
  @Test
  void shouldTakeTheGroundOfFramesThatWereToldOfForKnown() {
    InstancesChanged event = decide(false);
    instances.recorded(event);
    instances.sawNewGround(event.frame());
    assertEquals(Weight.FAMILIAR, weight(false, SceneRounds.NONE, 10));
    instances.sawNewGround(event.frame() + 1);
    assertEquals(Weight.LOOK, weight(false, SceneRounds.NONE, 20));
  }

  /** Snapshots show what the device had before the first of them was decided. */
  @Test
  void shouldCountAGaussianOnceThatIsGivenToAnotherInstance() {
    List<InstancesChanged> events =
        List.of(decide(false), decide(false, 1, 0, 1, 1), decide(false, 1, 0, 1, 1));
    assertEquals(
        List.of(0, 1, 0),
        events.stream().map(event -> instances.recorded(event).getFirst().switches()).toList());
  }
}
