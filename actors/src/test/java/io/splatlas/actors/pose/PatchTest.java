package io.splatlas.actors.pose;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.actors.geometry.ViewGeometry;
import io.splatlas.actors.image.TrainingImage;
import io.splatlas.actors.seed.SyntheticScene;
import io.splatlas.gpu.Camera;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class PatchTest {
  private static final double[] UPRIGHT = {1, 0, 0, 1};
  private static final Camera LEFT = SyntheticScene.camera(160, 120, 0, 0, 0);
  private static final Camera RIGHT = SyntheticScene.camera(160, 120, 0.2, 0.05, 0.04);

  private static GreyImage photograph(Camera camera) {
    return new GreyImage(SyntheticScene.view(camera));
  }

  /** Grey of another brightness and contrast. */
  private static GreyImage darker(Camera camera) {
    TrainingImage image = SyntheticScene.view(camera);
    byte[] rgb = image.rgb().clone();
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (20 + (rgb[i] & 0xff) / 2);
    }
    return new GreyImage(image.withColours(rgb));
  }

  /** Where a point of the left photograph lies in the right one. */
  private static double[] expected(double u, double v, double[] warp) {
    double[] world = new double[3];
    double[] seen = new double[3];
    ViewGeometry left = new ViewGeometry(LEFT);
    left.backProject(u, v, SyntheticScene.FACE, world);
    new ViewGeometry(RIGHT).project(world[0], world[1], world[2], seen);
    assertTrue(
        Patch.warp(left, new ViewGeometry(RIGHT), u, v, SyntheticScene.FACE, warp), "visible");
    return Arrays.copyOf(seen, 2);
  }

  @Test
  void shouldFindAPlaceAgainToATenthOfAPixelWhateverTheExposure() {
    GreyImage left = photograph(LEFT);
    GreyImage right = darker(RIGHT);
    double[] warp = new double[4];
    int found = 0;
    for (double u = 70; u <= 90; u += 5) {
      for (double v = 50; v <= 70; v += 5) {
        double[] truth = expected(u, v, warp);
        double[] point = {truth[0] + 1.2, truth[1] - 0.9};
        if (new Patch(left, u, v).find(right, warp, point, 2.5)) {
          assertArrayEquals(truth, point, 0.1);
          found++;
        }
      }
    }
    assertTrue(found >= 15, found + " of 25");
  }

  @Test
  void shouldNotFindWhatIsNotThere() {
    Patch patch = new Patch(photograph(LEFT), 80, 60);
    double[] point = {30, 30};
    assertTrue(patch.isUsable());
    assertFalse(patch.find(photograph(LEFT), UPRIGHT, point, 2.5));
    assertArrayEquals(new double[] {30, 30}, point);
  }

  @Test
  void shouldRefuseWhatReachesOutOfThePhotograph() {
    GreyImage image = photograph(LEFT);
    assertFalse(new Patch(image, 3, 60).isUsable());
    assertFalse(new Patch(image, 80, 118).isUsable());
    assertFalse(new Patch(image, 80, 60).find(image, UPRIGHT, new double[] {-5, 60}, 2.5));
    assertFalse(new Patch(image, 80, 60).find(image, UPRIGHT, new double[] {Double.NaN, 60}, 2.5));
  }

  @Test
  void shouldRefuseFlatPlacesAndLoneEdges() {
    TrainingImage image = SyntheticScene.view(LEFT);
    byte[] flat = new byte[image.rgb().length];
    byte[] edge = flat.clone();
    for (int p = 0; p < edge.length / 3; p++) {
      Arrays.fill(edge, 3 * p, 3 * p + 3, (byte) (p % image.width() < 80 ? 0 : 100));
    }
    assertFalse(new Patch(new GreyImage(image.withColours(flat)), 80, 60).isUsable());
    assertFalse(new Patch(new GreyImage(image.withColours(edge)), 80, 60).isUsable());
  }

  @Test
  void shouldReadDepthOnSurfacesOnly() {
    SparseDepth depth = new SparseDepth(SyntheticScene.view(LEFT));
    assertEquals(SyntheticScene.FACE, depth.at(80, 60), 2e-3);
    // The border of the box: half a metre at 2.5, 32 pixels from the middle.
    assertEquals(0, depth.at(112, 60));
    assertEquals(0, depth.at(0.2, 60));
    assertEquals(0, depth.at(-3, 60));
    assertEquals(0, new SparseDepth(SyntheticScene.view(LEFT).withoutDepth()).at(80, 60));
  }
}
