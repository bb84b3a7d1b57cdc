package io.splatlas.gpu.cuda;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import jcuda.nvptxcompiler.JNvPTXCompiler;
import jcuda.nvptxcompiler.nvPTXCompilerHandle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The kernels that ship, on any machine: they fit their sources and drivers since CUDA 12.0. */
class PtxTest {
  /** What the compiler says of a kernel: name, stack, spilled stores and loads, registers. */
  private static final Pattern USED =
      Pattern.compile(
          "entry function '(\\w+)'[^']*'sm_\\d+'\\s[^']*?(\\d+) bytes stack frame,"
              + " (\\d+) bytes spill stores, (\\d+) bytes spill loads\\s[^']*?"
              + "Used (\\d+) registers");

  @Test
  void shouldBeMadeFromTheSourcesBesideIt() throws IOException, NoSuchAlgorithmException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    for (String kind : List.of(".cu", ".cuh")) {
      try (Stream<Path> files = Files.list(StandIn.kernelSources())) {
        for (Path file : files.filter(f -> f.toString().endsWith(kind)).sorted().toList()) {
          digest.update(Files.readAllBytes(file));
        }
      }
    }
    String hash = HexFormat.of().formatHex(digest.digest());
    assertTrue(
        Ptx.text().contains("// sources sha256 " + hash),
        "src/main/cuda has changed: run .ci/cuda --write where nvcc is and commit the PTX");
  }

  @Test
  void shouldAskForAnOldDriverOnly() {
    assertTrue(Ptx.text().contains("\n.version 8.0\n"));
    assertTrue(Ptx.text().contains("\n.target sm_80\n"));
  }

  /** The compiler is that of CUDA 12.0: it refuses instructions that are newer than the header. */
  @ParameterizedTest
  @ValueSource(strings = {"sm_80", "sm_86", "sm_89", "sm_90"})
  void shouldCompileForEveryCardSinceAmpere(String card) {
    int[] major = new int[1];
    int[] minor = new int[1];
    assertEquals(0, JNvPTXCompiler.nvPTXCompilerGetVersion(major, minor));
    assertEquals(12, major[0]);
    assertEquals(0, minor[0]);
    nvPTXCompilerHandle compiler = compile("--gpu-name=" + card);
    long[] size = new long[1];
    assertEquals(0, JNvPTXCompiler.nvPTXCompilerGetCompiledProgramSize(compiler, size));
    assertTrue(size[0] > 10_000, "a cubin of " + size[0] + " bytes");
    assertEquals(0, JNvPTXCompiler.nvPTXCompilerDestroy(compiler));
  }

  private static nvPTXCompilerHandle compile(String... options) {
    byte[] ptx = (Ptx.text() + "\0").getBytes(StandardCharsets.UTF_8);
    nvPTXCompilerHandle compiler = new nvPTXCompilerHandle();
    assertEquals(0, JNvPTXCompiler.nvPTXCompilerCreate(compiler, ptx.length - 1, ptx));
    int result = JNvPTXCompiler.nvPTXCompilerCompile(compiler, options.length, options);
    assertEquals(0, result, () -> errors(compiler));
    return compiler;
  }

  /** The budget of a kernel, from budget.tsv; {@code *} is that of all that are not named. */
  private record Budget(int registers, int stack) {
    private static Map<String, Budget> read() throws IOException {
      Map<String, Budget> budgets = new HashMap<>();
      for (String line : Files.readAllLines(StandIn.kernelSources().resolve("budget.tsv"))) {
        if (!line.startsWith("#")) {
          String[] fields = line.split("\t", -1);
          budgets.put(
              fields[0], new Budget(Integer.parseInt(fields[1]), Integer.parseInt(fields[2])));
        }
      }
      return budgets;
    }
  }

  /** As .ci/cuda with nvcc, but with the oldest compiler that a driver brings, on any machine. */
  @ParameterizedTest
  @ValueSource(strings = {"sm_80", "sm_86", "sm_89", "sm_90"})
  void shouldKeepWithinTheBudgetOfEveryKernel(String card) throws IOException {
    Map<String, Budget> budgets = Budget.read();
    nvPTXCompilerHandle compiler = compile("--gpu-name=" + card, "--verbose");
    long[] size = new long[1];
    assertEquals(0, JNvPTXCompiler.nvPTXCompilerGetInfoLogSize(compiler, size));
    byte[] log = new byte[(int) size[0] + 1];
    assertEquals(0, JNvPTXCompiler.nvPTXCompilerGetInfoLog(compiler, log));
    Matcher used = USED.matcher(new String(log, StandardCharsets.UTF_8));
    Set<String> seen = new HashSet<>();
    while (used.find()) {
      String kernel = used.group(1);
      Budget budget = Objects.requireNonNull(budgets.getOrDefault(kernel, budgets.get("*")));
      String what = kernel + " on " + card + ": " + used.group();
      assertEquals("0", used.group(3), what);
      assertEquals("0", used.group(4), what);
      assertTrue(Integer.parseInt(used.group(2)) <= budget.stack(), what);
      assertTrue(Integer.parseInt(used.group(5)) <= budget.registers(), what);
      seen.add(kernel);
    }
    assertEquals(KernelModule.parameterSizes(Ptx.text()).keySet(), seen);
    assertEquals(0, JNvPTXCompiler.nvPTXCompilerDestroy(compiler));
  }

  @Test
  void shouldReadParametersOfAKernel() {
    int[] explore = KernelModule.parameterSizes(Ptx.text()).get("explore");
    assertArrayEquals(new int[] {8, 4, 4, 4, 8, 8}, explore);
    int[] project = KernelModule.parameterSizes(Ptx.text()).get("project");
    assertArrayEquals(new int[] {8, 4, 4, 4, 4, 100, 8, 8, 8, 8, 8, 8, 8}, project);
  }

  private static String errors(nvPTXCompilerHandle compiler) {
    long[] size = new long[1];
    JNvPTXCompiler.nvPTXCompilerGetErrorLogSize(compiler, size);
    byte[] log = new byte[(int) size[0] + 1];
    JNvPTXCompiler.nvPTXCompilerGetErrorLog(compiler, log);
    return new String(log, StandardCharsets.UTF_8);
  }
}
