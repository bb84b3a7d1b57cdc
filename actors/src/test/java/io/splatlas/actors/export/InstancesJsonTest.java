package io.splatlas.actors.export;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.splatlas.actors.model.Instance;
import io.splatlas.actors.model.SceneExport;
import io.splatlas.gpu.GaussianBatch;
import io.splatlas.gpu.GaussianLayout;
import io.splatlas.gpu.GaussianSnapshot;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class InstancesJsonTest {
  @Test
  void shouldWriteOneObjectPerInstance() {
    assertEquals(
        """
        {
          "scene": "desk",
          "revision": 12,
          "iteration": 300,
          "gaussians": 4,
          "instances": [
            {"id": 3, "kind": "object", "gaussians": 4, "centroid": [1.0, 2.0, null], \
        "box": {"min": [0.0, 1.0, 2.0], "max": [3.0, 4.0, 5.0]}, \
        "oriented_box": {"centre": [1.5, 2.5, 3.5], "rotation": [1.0, 0.0, 0.0, 0.0], \
        "size": [3.0, 3.0, 3.0]}, \
        "colour": [0.5, 0.25, 1.0], "confidence": 0.75},
            {"id": 8, "kind": "background", "gaussians": 4, "centroid": [1.0, 2.0, null], \
        "box": {"min": [0.0, 1.0, 2.0], "max": [3.0, 4.0, 5.0]}, \
        "oriented_box": {"centre": [1.5, 2.5, 3.5], "rotation": [1.0, 0.0, 0.0, 0.0], \
        "size": [3.0, 3.0, 3.0]}, \
        "colour": [0.5, 0.25, 1.0], "confidence": 0.75}
          ]
        }
        """,
        json("desk", instance(3, Instance.Kind.OBJECT), instance(8, Instance.Kind.BACKGROUND)));
  }

  @Test
  void shouldWriteASceneWithoutInstances() {
    assertEquals(
        """
        {
          "scene": "a\\"\\\\\\u000a",
          "revision": 12,
          "iteration": 300,
          "gaussians": 4,
          "instances": [
          ]
        }
        """,
        json("a\"\\\n"));
  }

  private static String json(String scene, Instance... instances) {
    GaussianBatch batch = GaussianBatch.zeros(new GaussianLayout(0, 0), 4);
    return new String(
        InstancesJson.write(
            new SceneExport(
                scene,
                new GaussianSnapshot(batch, new long[4], new int[4], new float[4]),
                List.of(instances),
                12,
                300)),
        StandardCharsets.UTF_8);
  }

  private static Instance instance(int id, Instance.Kind kind) {
    return new Instance(
        id,
        kind,
        Instance.Status.ALIVE,
        4,
        new float[] {1, 2, Float.NaN},
        new float[] {0, 1, 2, 3, 4, 5},
        new float[] {0.5f, 0.25f, 1},
        0.75f,
        1,
        2,
        0,
        0,
        Instant.EPOCH);
  }
}
