package io.splatlas.gpu.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.splatlas.gpu.GaussianLayout;
import io.splatlas.gpu.GpuDevice;
import io.splatlas.gpu.GrowthOptions;
import io.splatlas.gpu.SyntheticScenes;
import io.splatlas.gpu.reference.ReferenceDevice;
import org.junit.jupiter.api.Test;

/** Inheritance through a parent that no longer lives, which the public interface cannot arrange. */
class InheritanceTest {
  private static final GaussianLayout LAYOUT = new GaussianLayout(0, 0);

  @Test
  void shouldFindTheGrandparentOfARelocatedParent() {
    try (GpuDevice device = ReferenceDevice.create(1 << 24, "test");
        HostGaussianSet set = (HostGaussianSet) device.allocate(LAYOUT, 30)) {
      device.append(set, SyntheticScenes.gaussians(LAYOUT, 1, 0.1, 1));
      long[] known = device.snapshot(set).identities();
      device.grow(set, new GrowthOptions(2, 0.005f, 0, 1));
      long parent = set.identities()[1];
      // Only the parent lives now: the third is its child, and the first is relocated onto either.
      set.planes()[GaussianLayout.OPACITY][0] = -9;
      device.grow(set, new GrowthOptions(3, 0.005f, 0, 2));
      // The parent dies and becomes somebody else.
      set.planes()[GaussianLayout.OPACITY][1] = -9;
      device.grow(set, new GrowthOptions(3, 0.005f, 0, 3));
      assertNotEquals(parent, set.identities()[1]);
      device.assignInstances(set, known, new int[] {5});
      for (int i = 0; i < 3; i++) {
        assertEquals(5, set.instances()[i]);
      }
    }
  }
}
