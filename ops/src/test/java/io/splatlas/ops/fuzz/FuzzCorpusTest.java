package io.splatlas.ops.fuzz;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every input that ever taught a fuzzer something, or was a finding, runs in every build; so do a
 * few seeded mutations of each. For the long runs see docs/TESTING.md.
 */
class FuzzCorpusTest {
  private static final int MUTATIONS = 5;
  private static final Path CORPUS =
      Path.of(System.getProperty("splatlas.root", ".."), "ops/src/test/resources/fuzz");

  static Stream<String> targets() {
    return FuzzTargets.ALL.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("targets")
  void shouldReadOrRefuseTheWholeCorpus(String name) throws Exception {
    FuzzTarget target = Objects.requireNonNull(FuzzTargets.ALL.get(name));
    List<Path> inputs = inputs(name);
    assertTrue(!inputs.isEmpty(), () -> "no corpus of " + name);
    SplittableRandom random = new SplittableRandom(name.hashCode());
    for (Path input : inputs) {
      byte[] bytes = Files.readAllBytes(input);
      run(target, bytes, input + " as it is");
      for (int i = 0; i < MUTATIONS; i++) {
        run(target, mutate(bytes, random), input + ", mutation " + i);
      }
    }
    run(target, new byte[0], "nothing");
  }

  private static void run(FuzzTarget target, byte[] bytes, String what) {
    try {
      target.run(bytes);
    } catch (Exception | AssertionError finding) {
      throw new AssertionError("a finding: " + what, finding);
    }
  }

  private static List<Path> inputs(String name) throws IOException {
    try (Stream<Path> files = Files.list(CORPUS.resolve(name))) {
      return files.sorted().toList();
    }
  }

  private static byte[] mutate(byte[] original, SplittableRandom random) {
    if (original.length == 0) {
      return original;
    }
    byte[] mutated = original.clone();
    for (int n = random.nextInt(1, 4); n > 0; n--) {
      mutated[random.nextInt(mutated.length)] = (byte) random.nextInt(256);
    }
    return mutated;
  }
}
