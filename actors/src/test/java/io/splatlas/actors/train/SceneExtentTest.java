package io.splatlas.actors.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.splatlas.actors.SyntheticScene;
import io.splatlas.gpu.GaussianBatch;
import io.splatlas.gpu.GaussianLayout;
import org.junit.jupiter.api.Test;

class SceneExtentTest {
  private static final GaussianLayout LAYOUT = new GaussianLayout(0, 0);
  private final SceneExtent extent = new SceneExtent();

  @Test
  void shouldBeOneMetreBeforeAnythingIsKnown() {
    assertEquals(SceneExtent.UNKNOWN, extent.metres());
    extent.add(SyntheticScene.camera(0), GaussianBatch.zeros(LAYOUT, 0));
    assertEquals(SceneExtent.UNKNOWN, extent.metres());
  }

  @Test
  void shouldBeHalfTheDistanceToWhatTheFirstCameraSees() {
    extent.add(SyntheticScene.camera(5), GaussianBatch.zeros(LAYOUT, 3));
    assertEquals(1, extent.metres(), 1e-6);
  }

  @Test
  void shouldGrowWithThePathOfTheCamera() {
    double before = 0;
    for (int i = 0; i < 40; i++) {
      extent.add(SyntheticScene.camera(i), GaussianBatch.zeros(LAYOUT, 1));
      before = Math.max(before, extent.metres());
    }
    // 312 degrees of a circle of radius 2 about the origin.
    assertEquals(2.2, extent.metres(), 0.4);
  }
}
