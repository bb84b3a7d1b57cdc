package io.splatlas.gpu.cpu;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Every kernel against the plain loop that says what it computes: {@code .ci/jmh} runs them all,
 * {@code .ci/jmh forward} those of that name. The results of both are compared before and after.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class KernelBenchmark {
  private final ForwardPair forward = new ForwardPair();
  private final BackwardPair backward = new BackwardPair();
  private final SimilarityPair similarity = new SimilarityPair();
  private final ProjectionPair projection = new ProjectionPair();
  private final ChainPair chain = new ChainPair();
  private final AdamPair adam = new AdamPair();
  private final LiftPair lift = new LiftPair();
  private final NeighbourPair neighbours = new NeighbourPair();
  private final ExponentialPair exponential = new ExponentialPair();

  /** Fails the benchmark when a kernel and its plain loop disagree. */
  @Setup
  @TearDown
  public void check() {
    forward.check();
    backward.check();
    similarity.check();
    projection.check();
    chain.check();
    adam.check();
    lift.check();
    neighbours.check();
    exponential.check();
  }

  /** 256 splats over one tile. */
  @Benchmark
  public void forwardScalar() {
    forward.scalar();
  }

  /** 256 splats over one tile. */
  @Benchmark
  public void forwardVector() {
    forward.vector();
  }

  /** 256 splats over one tile. */
  @Benchmark
  public void backwardScalar() {
    backward.scalar();
  }

  /** 256 splats over one tile. */
  @Benchmark
  public void backwardVector() {
    backward.vector();
  }

  /** A row of 272 pixels of one channel. */
  @Benchmark
  public void similarityScalar() {
    similarity.scalar();
  }

  /** A row of 272 pixels of one channel. */
  @Benchmark
  public void similarityVector() {
    similarity.vector();
  }

  /** 1,024 Gaussians of SH degree 3; the plain loop evaluates one of three colour channels. */
  @Benchmark
  public void projectionScalar() {
    projection.scalar();
  }

  /** 1,024 Gaussians of SH degree 3. */
  @Benchmark
  public void projectionVector() {
    projection.vector();
  }

  /** Projection and its chain rule for 1,024 Gaussians. */
  @Benchmark
  public void chainScalar() {
    chain.scalar();
  }

  /** Projection and its chain rule for 1,024 Gaussians. */
  @Benchmark
  public void chainVector() {
    chain.vector();
  }

  /** One plane of 1,024 Gaussians. */
  @Benchmark
  public void adamScalar() {
    adam.scalar();
  }

  /** One plane of 1,024 Gaussians. */
  @Benchmark
  public void adamVector() {
    adam.vector();
  }

  /** Sixteen channels of one tile by the weights of 256 splats. */
  @Benchmark
  public void liftScalar() {
    lift.scalar();
  }

  /** Sixteen channels of one tile by the weights of 256 splats. */
  @Benchmark
  public void liftVector() {
    lift.vector();
  }

  /** The 20 nearest of 1,000 points of 9 dimensions for 32 of them. */
  @Benchmark
  public void neighboursScalar() {
    neighbours.scalar();
  }

  /** The 20 nearest of 1,000 points of 9 dimensions for 32 of them. */
  @Benchmark
  public void neighboursVector() {
    neighbours.vector();
  }

  /** 1,024 exponentials. */
  @Benchmark
  public void exponentialScalar() {
    exponential.scalar();
  }

  /** 1,024 exponentials. */
  @Benchmark
  public void exponentialVector() {
    exponential.vector();
  }
}
