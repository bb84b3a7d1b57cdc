package io.splatlas.gpu.cpu;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every pair that the benchmarks time agrees; how fast each is, {@code .ci/jmh} tells. */
class KernelPairsTest {
  static Stream<KernelPair> pairs() {
    return Stream.of(
        new ForwardPair(),
        new BackwardPair(),
        new SimilarityPair(),
        new ProjectionPair(),
        new ChainPair(),
        new AdamPair(),
        new LiftPair(),
        new NeighbourPair(),
        new ExponentialPair());
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void shouldComputeTheSameScalarAndVector(KernelPair pair) {
    pair.check();
    pair.check();
  }
}
