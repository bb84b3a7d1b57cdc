package io.splatlas.actors.distill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.gpu.Camera;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Cameras of 90 degrees across, an extent of 4 m. */
class ViewCoverageTest {
  private static final double EXTENT = 4;

  private final ViewCoverage coverage = new ViewCoverage();

  /** At a place, turned to the right by some degrees. */
  private static Camera camera(double x, double z, double degrees) {
    double cos = Math.cos(Math.toRadians(degrees));
    double sin = Math.sin(Math.toRadians(degrees));
    double[] pose = {cos, 0, sin, x, 0, 1, 0, 0, -sin, 0, cos, z, 0, 0, 0, 1};
    return Camera.fromCameraToWorld(80, 60, 40, 40, 40, 30, pose);
  }

  private double novelty(Camera camera, Camera... others) {
    return coverage.novelty(camera, List.of(others), EXTENT);
  }

  @Test
  void shouldFindEverythingNewAtFirst() {
    assertEquals(1, novelty(camera(0, 0, 0)));
  }

  @Test
  void shouldFindNothingNewInTheSameView() {
    coverage.see(camera(0, 0, 0));
    assertEquals(0, novelty(camera(0, 0, 0)));
    assertEquals(0, novelty(camera(0, 0, 0), camera(1, 1, 90)));
  }

  @Test
  void shouldFindMoreNewTheFurtherACameraTurns() {
    coverage.see(camera(0, 0, 0));
    double little = novelty(camera(0, 0, 10));
    double half = novelty(camera(0, 0, 45));
    assertTrue(little > 0 && little < half, little + " of ten degrees, " + half + " of 45");
    assertEquals(0.5, half, 0.15, "half of it was to be seen before");
    assertEquals(1, novelty(camera(0, 0, 180)));
  }

  @Test
  void shouldFindTheOtherSideNew() {
    coverage.see(camera(0, 0, 0));
    assertTrue(novelty(camera(0, 4, 180)) > 0.9, "the same space from behind");
  }

  @Test
  void shouldFindLittleNewBetweenTwoViews() {
    coverage.see(camera(0, 0, -30));
    double one = novelty(camera(0, 0, 0));
    double both = novelty(camera(0, 0, 0), camera(0, 0, 30));
    assertTrue(both < 0.05 && one > 0.2, one + " behind one, " + both + " between two");
  }

  @Test
  void shouldFindLittleNewAStepAside() {
    coverage.see(camera(0, 0, 0));
    double step = novelty(camera(0.1, 0, 0));
    assertTrue(step < 0.15, step + " of a step of a fortieth of the scene");
  }
}
