package io.splatlas.ops.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The program on a machine with a driver, which here is the stand-in of gpu-runtime's tests
 * (docs/CUDA.md): nothing is said of a GPU, and it is used.
 */
class CudaCommandsIT {
  private static final Path ROOT = Path.of(System.getProperty("splatlas.root", ".."));
  private static final Path DRIVER =
      ROOT.resolve("gpu-runtime/target/stand-in").toAbsolutePath().normalize();

  @TempDir Path faults = Path.of("");

  @BeforeEach
  void needsTheDriver() {
    assumeTrue(
        Files.exists(DRIVER.resolve("libcuda.so.1")),
        "the tests of gpu-runtime make the stand-in for the driver (g++)");
  }

  /** What a command prints that must end well. */
  private List<String> run(String... command) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(ROOT.resolve("splatlas").toString());
    builder.command().addAll(List.of(command));
    builder.environment().put("SPLATLAS_NO_BUILD", "1");
    builder.environment().put("SPLATLAS_JAVA_OPTS", "-Xmx2g");
    builder.environment().put("LD_LIBRARY_PATH", DRIVER.toString());
    builder.environment().put("STAND_IN_FAULTS", faults.resolve("fault").toString());
    Process process = builder.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
    return said.lines().toList();
  }

  private static String line(List<String> said, String start) {
    return said.stream()
        .filter(line -> line.startsWith(start))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + start + " in\n" + String.join("\n", said)));
  }

  @Test
  void shouldTakeAGpuByItselfAndSayWhatItIs() throws Exception {
    List<String> said = run("doctor");
    for (String row : List.of("device auto ", "device cuda:0 ")) {
      String device = line(said, row);
      assertTrue(device.contains("test stand-in, no GPU, 8192 MiB, compute 8.0"), device);
      assertTrue(device.contains("up to 7536 MiB"), device);
    }
    assertTrue(line(said, "device auto ").contains("computes as the processor does"));
  }

  @Test
  void shouldSayInOneLineWhyThereIsNoGpu() throws Exception {
    Files.writeString(faults.resolve("fault"), "cuInit 100");
    String device = line(run("doctor"), "device auto ");
    assertTrue(device.contains("auto: no GPU, cuInit failed with CUDA_ERROR_NO_DEVICE"), device);
    assertTrue(device.contains("check nvidia-smi"), device);
  }

  @Test
  void shouldTimeAGpuInOneCommand() throws Exception {
    List<String> said =
        run(
            "bench",
            "train",
            "--device",
            "cuda",
            "--gaussians",
            "300,600",
            "--width",
            "64",
            "--height",
            "48",
            "--warm-up",
            "1",
            "--iterations",
            "3");
    String text = String.join("\n", said);
    for (String count : List.of("300", "600")) {
      assertTrue(text.contains(count + " Gaussians, 64 x 48, test stand-in, no GPU"), text);
    }
    assertTrue(text.contains("steps/s"), text);
  }
}
