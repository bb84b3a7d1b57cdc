package io.splatlas.gpu.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.gpu.Camera;
import io.splatlas.gpu.FieldOptions;
import io.splatlas.gpu.FieldPairs;
import io.splatlas.gpu.FieldReport;
import io.splatlas.gpu.FieldScenes;
import io.splatlas.gpu.FieldTarget;
import io.splatlas.gpu.GpuDevice;
import io.splatlas.gpu.SyntheticScenes;
import io.splatlas.gpu.cpu.CpuDevice;
import io.splatlas.gpu.reference.ReferenceDevice;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every loss of the semantic field against central finite differences. Teachers and embeddings are
 * away from what is rendered, so that no absolute value changes its sign within a step.
 */
class FieldGradientTest {
  private static final int COUNT = 23;
  private static final Camera CAMERA = SyntheticScenes.ring(18, 14, 0, 5);
  private static final FieldPairs PAIRS = FieldScenes.pairs(COUNT, 16);

  @ParameterizedTest
  @CsvSource({
    "reference, pixel",
    "reference, instance",
    "reference, screen",
    "reference, space",
    "reference, both",
    "reference, neighbours",
    "reference, total",
    "cpu, pixel",
    "cpu, instance",
    "cpu, screen",
    "cpu, space",
    "cpu, both",
    "cpu, neighbours",
    "cpu, total"
  })
  void shouldMatchFiniteDifferences(String device, String loss) {
    try (GpuDevice tested =
        device.equals("cpu")
            ? CpuDevice.create(64 << 20, 2, "test")
            : ReferenceDevice.create(64 << 20, "test")) {
      check(tested, optionsOf(loss), device.equals("cpu") ? 0.02 : 2e-3);
    }
  }

  private static FieldOptions optionsOf(String loss) {
    return switch (loss) {
      case "pixel" -> FieldScenes.only(1, 0, 0, 0, true, true);
      case "instance" -> FieldScenes.only(0, 1, 0, 0, true, true);
      case "screen" -> FieldScenes.only(0, 0, 1, 0, true, false);
      case "space" -> FieldScenes.only(0, 0, 1, 0, false, true);
      case "both" -> FieldScenes.only(0, 0, 1, 0, true, true);
      case "neighbours" -> FieldScenes.only(0, 0, 0, 1, true, true);
      default -> FieldScenes.only(1, 0.3f, 0.5f, 0.1f, true, true);
    };
  }

  private static void check(GpuDevice device, FieldOptions options, double tolerance) {
    HostGaussianSet set = (HostGaussianSet) FieldScenes.set(device, COUNT, 0.3, 0.6, 0.95);
    FieldTarget target = FieldScenes.target(CAMERA, 5, 4);
    loss(device, set, target, options);
    double largest = 0;
    double[][] analytic = new double[FieldScenes.CHANNELS][COUNT];
    for (int d = 0; d < FieldScenes.CHANNELS; d++) {
      for (int i = 0; i < COUNT; i++) {
        analytic[d][i] = set.field().gradient()[d][i];
        largest = Math.max(largest, Math.abs(analytic[d][i]));
      }
    }
    assertTrue(largest > 0, "no gradient at all");
    for (int d = 0; d < FieldScenes.CHANNELS; d++) {
      for (int i = 0; i < COUNT; i++) {
        double numeric = difference(device, set, target, options, d, i);
        assertEquals(
            numeric,
            analytic[d][i],
            tolerance * largest,
            "channel %d of Gaussian %d".formatted(d, i));
      }
    }
  }

  private static double difference(
      GpuDevice device,
      HostGaussianSet set,
      FieldTarget target,
      FieldOptions options,
      int d,
      int i) {
    float[] plane = set.planes()[set.layout().featureOffset() + d];
    float value = plane[i];
    float step = 4e-3f;
    plane[i] = value + step;
    double above = loss(device, set, target, options);
    plane[i] = value - step;
    double below = loss(device, set, target, options);
    plane[i] = value;
    return (above - below) / (2 * step);
  }

  private static double loss(
      GpuDevice device, HostGaussianSet set, FieldTarget target, FieldOptions options) {
    FieldReport report =
        device.refine(set, List.of(target), FieldScenes.GROUPS, PAIRS, options).getFirst();
    return report.loss();
  }
}
