package io.splatlas.actors.scene;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.splatlas.actors.cluster.ClusteringResult;
import io.splatlas.actors.instance.InstanceRegistry;
import io.splatlas.actors.instance.RegistryPolicy;
import io.splatlas.gpu.GaussianBatch;
import io.splatlas.gpu.GaussianLayout;
import io.splatlas.gpu.GaussianSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class DecidedIdsTest {
  private final DecidedIds decided = new DecidedIds();

  private static GaussianSnapshot snapshot(long[] identities, int[] instances) {
    return new GaussianSnapshot(
        GaussianBatch.zeros(new GaussianLayout(0, 0), instances.length),
        identities,
        instances,
        new float[instances.length]);
  }

  @Test
  void shouldShowWhatWasDecidedWhateverTheDeviceStillSays() {
    decided.decided(new long[] {7, 3, 5}, new int[] {1, 2, 0});
    GaussianSnapshot seen = decided.on(snapshot(new long[] {3, 5, 7, 9}, new int[] {0, 4, 0, 6}));
    assertArrayEquals(new int[] {2, 0, 1, 6}, seen.instances());
  }

  @Test
  void shouldLeaveIdsAsTheyAreOnceForgotten() {
    decided.decided(new long[] {3}, new int[] {2});
    decided.forget();
    assertArrayEquals(
        new int[] {4}, decided.on(snapshot(new long[] {3}, new int[] {4})).instances());
  }

  /** Clusterings that come faster than ids reach the device. */
  @Test
  void shouldKeepARegistryFromNamingThingsTwice() {
    InstanceRegistry registry = InstanceRegistry.create(RegistryPolicy.DEFAULTS);
    int[] labels = {0, 0, 0, 1, 1, 1};
    ClusteringResult clusters =
        new ClusteringResult(
            labels, new float[] {1, 1, 1, 1, 1, 1}, new boolean[2], new float[] {1, 1});
    long[] identities = LongStream.rangeClosed(1, labels.length).toArray();
    for (int clustering = 1; clustering < 20; clustering++) {
      GaussianSnapshot stale = snapshot(identities, new int[labels.length]);
      InstanceRegistry.Basis basis =
          new InstanceRegistry.Basis(
              Instant.EPOCH,
              Instant.EPOCH,
              clustering,
              InstanceRegistry.Weight.LOOK,
              Duration.ofSeconds(3L * clustering),
              Map.of());
      int[] ids = registry.update(clusters, decided.on(stale), basis).instances();
      decided.decided(identities, ids);
    }
    assertEquals(
        List.of(1, 2),
        registry.snapshot().instances().stream().map(instance -> instance.id()).toList());
  }
}
