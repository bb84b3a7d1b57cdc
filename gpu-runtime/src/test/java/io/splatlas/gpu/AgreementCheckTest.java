package io.splatlas.gpu;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.gpu.cpu.CpuDevice;
import io.splatlas.gpu.reference.ReferenceDevice;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgreementCheckTest {
  private static final long CAP = 64L << 20;

  @Test
  void shouldFindNothingOnDevicesThatAreRight() {
    try (GpuDevice cpu = CpuDevice.create(CAP, 2, "test");
        GpuDevice reference = ReferenceDevice.create(CAP, "test")) {
      assertEquals("", AgreementCheck.disagreement(cpu));
      assertEquals("", AgreementCheck.disagreement(reference));
      assertEquals(0, reference.memory().used(), "handles are given back");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"render", "train", "lift", "refine", "gather", "neighbours", "grow", "NaN"})
  void shouldNameWhatADeviceComputesOtherwise(String operation) {
    try (GpuDevice right = ReferenceDevice.create(CAP, "test")) {
      String problem = AgreementCheck.disagreement(spoilt(right, operation));
      assertTrue(problem.startsWith("it computes otherwise than the processor: "), problem);
      assertTrue(!problem.contains("\n"), problem);
    }
  }

  /** A device of which one operation is wrong in one place. */
  private static GpuDevice spoilt(GpuDevice right, String operation) {
    return (GpuDevice)
        Proxy.newProxyInstance(
            GpuDevice.class.getClassLoader(),
            new Class<?>[] {GpuDevice.class},
            (proxy, method, arguments) -> {
              try {
                Object[] given = arguments == null ? new Object[0] : arguments.clone();
                if (method.getName().equals(operation)) {
                  spoilArguments(operation, given);
                }
                return spoil(operation, method.getName(), method.invoke(right, given));
              } catch (InvocationTargetException thrown) {
                throw Objects.requireNonNull(thrown.getCause());
              }
            });
  }

  private static void spoilArguments(String operation, Object[] given) {
    switch (operation) {
      case "train" -> given[2] = TrainingOptions.defaults(1e-4f);
      case "lift" -> {
        FeatureMap map = (FeatureMap) given[2];
        float[] values = map.values().clone();
        values[7] += 3;
        given[2] = new FeatureMap(map.width(), map.height(), map.channels(), values);
      }
      case "refine" -> given[4] = ((FieldOptions) given[4]).withRate(1e-4f);
      case "gather" -> given[2] = (int) given[2] + 1;
      case "grow" -> given[1] = new GrowthOptions(1_250, 0.005f, 0.01f, 3);
      default -> {}
    }
  }

  private static Object spoil(String operation, String method, Object result) {
    if (operation.equals("render") && method.equals("render")) {
      float[] colour = Objects.requireNonNull(((RenderedView) result).colour());
      for (int i = 0; i < 60; i++) {
        colour[20 * i] += 0.05f;
      }
    } else if (operation.equals("NaN") && method.equals("snapshot")) {
      ((GaussianSnapshot) result).gaussians().planes()[3][2] = Float.NaN;
    } else if (operation.equals("neighbours") && method.equals("neighbours")) {
      int[] indices = ((Neighbours) result).indices();
      indices[8] = indices[9];
    }
    return result;
  }

  @Test
  void shouldPassOnWhatADeviceThrows() {
    try (GpuDevice small = CpuDevice.create(1 << 10, 1, "test")) {
      org.junit.jupiter.api.Assertions.assertThrows(
          DeviceMemoryException.class, () -> AgreementCheck.disagreement(small));
    }
  }

  @Test
  void shouldUseEveryOperation() {
    List<String> used = new java.util.concurrent.CopyOnWriteArrayList<>();
    try (GpuDevice right = ReferenceDevice.create(CAP, "test")) {
      GpuDevice watched =
          (GpuDevice)
              Proxy.newProxyInstance(
                  GpuDevice.class.getClassLoader(),
                  new Class<?>[] {GpuDevice.class},
                  (proxy, method, arguments) -> {
                    used.add(method.getName());
                    return method.invoke(right, arguments);
                  });
      assertEquals("", AgreementCheck.disagreement(watched));
    }
    assertTrue(
        used.containsAll(
            List.of(
                "allocate",
                "append",
                "assignInstances",
                "gather",
                "grow",
                "lift",
                "neighbours",
                "refine",
                "render",
                "snapshot",
                "train",
                "upload")),
        used.toString());
  }
}
