package io.splatlas.gpu.cpu;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.splatlas.gpu.GaussianBatch;
import io.splatlas.gpu.GaussianLayout;
import io.splatlas.gpu.GaussianSet;
import io.splatlas.gpu.GpuDevice;
import io.splatlas.gpu.SyntheticScenes;
import io.splatlas.gpu.TrainingOptions;
import io.splatlas.gpu.TrainingView;
import io.splatlas.gpu.ViewData;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Once compiled, a step allocates only its report: a vector that C2 fails to keep in a register
 * shows up here as megabytes.
 */
class SteadyStateTest {
  private static final int MOST_STEPS = 3000;
  private static final long FEW_BYTES = 20_000;

  @Test
  void shouldNotAllocateOnceWarm() {
    GaussianLayout layout = new GaussianLayout(3, 0);
    GaussianBatch batch = SyntheticScenes.gaussians(layout, 600, 0.05, 1);
    TrainingOptions options =
        new TrainingOptions(
            1e-4f,
            1e-3f,
            5e-3f,
            2.5e-2f,
            2.5e-3f,
            1e-4f,
            0.2f,
            0.1f,
            0.01f,
            0.01f,
            3,
            true,
            new float[3]);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    try (GpuDevice device = CpuDevice.create(1L << 28, 1, "test")) {
      GaussianSet set = device.allocate(layout, 600);
      device.append(set, batch);
      ViewData photograph =
          SyntheticScenes.photograph(device, set, SyntheticScenes.ring(64, 48, 0, 3));
      List<TrainingView> views = List.of(device.upload(photograph));
      long least = Long.MAX_VALUE;
      // The compiler decides when it is warm: the first step without garbage ends the test.
      for (int step = 0; step < MOST_STEPS && least > FEW_BYTES; step++) {
        long before = threads.getCurrentThreadAllocatedBytes();
        device.train(set, views, options);
        least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
      }
      long bytes = least;
      assertTrue(bytes <= FEW_BYTES, () -> "a step allocates " + bytes + " bytes");
    }
  }
}
