package io.splatlas.actors.cluster;

import static io.splatlas.actors.cluster.SyntheticRoom.plain;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.actors.instance.InstanceRegistry;
import io.splatlas.actors.instance.RegistryPolicy;
import io.splatlas.actors.spatial.Parallel;
import io.splatlas.gpu.GaussianSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Finding the instances of a scene again and again must not rename any. */
class UnchangedSceneTest {
  private static final int TIMES = 20;
  private static final double FINE = 0.01;

  private final SyntheticRoom room = new SyntheticRoom(5, 0.15);
  private int looks;
  private final InstanceRegistry registry = InstanceRegistry.create(RegistryPolicy.DEFAULTS);

  private InstanceRegistry.Update recluster(GaussianSnapshot snapshot, boolean decisive) {
    ClusteringResult found =
        new UnionSpaceFinder(ClusteringSettings.DEFAULTS, Parallel.sequential())
            .find(new ClusteringInput(snapshot, room.input(1).cameras()));
    return registry.update(
        found,
        snapshot,
        new InstanceRegistry.Basis(
            Instant.EPOCH,
            Instant.EPOCH,
            1,
            decisive ? InstanceRegistry.Weight.DECISIVE : InstanceRegistry.Weight.LOOK,
            Duration.ofSeconds(3L * ++looks),
            Map.of()));
  }

  private static GaussianSnapshot with(GaussianSnapshot snapshot, int[] instances) {
    return new GaussianSnapshot(
        snapshot.gaussians(), snapshot.identities(), instances, snapshot.liftingWeights());
  }

  @Test
  void shouldChangeNoIdInTwentyReclusterings() {
    room.object();
    room.patch(
        new double[] {0, 0, 0},
        new double[] {1.2, 0, 0},
        new double[] {0, 0.8, 0},
        FINE,
        plain(0.6, 0.45, 0.3));
    for (int thing = 0; thing < 5; thing++) {
      room.object();
      room.ball(
          new double[] {0.2 + 0.2 * thing, 0.4, 0.06},
          0.05,
          FINE,
          plain(0.2 * thing, 0.5, 1 - 0.2 * thing));
    }
    GaussianSnapshot scene = room.input(1).snapshot();
    assertEquals(List.of(), recluster(scene, false).changes(), "nothing is believed at once");
    InstanceRegistry.Update first = recluster(scene, false);
    assertTrue(registry.snapshot().instances().size() >= 6, "table and balls are found");

    int[] ids = first.instances();
    for (int time = 1; time <= TIMES; time++) {
      InstanceRegistry.Update again = recluster(with(scene, ids), time == TIMES);
      assertEquals(List.of(), again.changes(), "clustering " + time);
      assertArrayEquals(first.instances(), again.instances(), "clustering " + time);
      ids = again.instances();
    }
  }
}
