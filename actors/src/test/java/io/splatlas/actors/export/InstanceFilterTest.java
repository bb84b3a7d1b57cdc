package io.splatlas.actors.export;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.splatlas.actors.model.Instance;
import io.splatlas.actors.model.SceneExport;
import io.splatlas.actors.model.SceneProblem;
import io.splatlas.gpu.GaussianBatch;
import io.splatlas.gpu.GaussianLayout;
import io.splatlas.gpu.GaussianSnapshot;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class InstanceFilterTest {
  private static final int[] IDS = {0, 5, 6, 5, 0};

  private static SceneExport whole() {
    GaussianBatch batch = GaussianBatch.zeros(new GaussianLayout(0, 1), IDS.length);
    long[] identities = new long[IDS.length];
    for (int i = 0; i < IDS.length; i++) {
      batch.planes()[GaussianLayout.POSITION][i] = i;
      identities[i] = 100L + i;
    }
    GaussianSnapshot all = new GaussianSnapshot(batch, identities, IDS, new float[IDS.length]);
    return new SceneExport("desk", all, List.of(instance(5), instance(6)), 3, 9);
  }

  private static Instance instance(int id) {
    return new Instance(
        id,
        Instance.Kind.OBJECT,
        Instance.Status.ALIVE,
        2,
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

  private static float[] first(SceneExport export) {
    return export.gaussians().gaussians().planes()[GaussianLayout.POSITION];
  }

  @Test
  void shouldKeepOneObjectAlone() {
    SceneExport alone = InstanceFilter.apply(whole(), 5, true);
    assertArrayEquals(new float[] {1, 3}, first(alone));
    assertArrayEquals(new long[] {101, 103}, alone.gaussians().identities());
    assertEquals(List.of(5), alone.instances().stream().map(Instance::id).toList());
  }

  @Test
  void shouldLeaveOneObjectOut() {
    SceneExport rest = InstanceFilter.apply(whole(), 5, false);
    assertArrayEquals(new float[] {0, 2, 4}, first(rest));
    assertArrayEquals(new int[] {0, 6, 0}, rest.gaussians().instances());
    assertEquals(List.of(6), rest.instances().stream().map(Instance::id).toList());
  }

  @Test
  void shouldRefuseAnInstanceThatDoesNotLive() {
    for (boolean keep : new boolean[] {true, false}) {
      SceneProblem problem =
          assertThrows(SceneProblem.class, () -> InstanceFilter.apply(whole(), 7, keep));
      assertEquals(SceneProblem.Reason.NOT_FOUND, problem.reason());
    }
  }
}
