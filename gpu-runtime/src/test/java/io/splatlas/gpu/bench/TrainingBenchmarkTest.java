package io.splatlas.gpu.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.gpu.cpu.StageTimes;
import org.junit.jupiter.api.Test;

/** A small run of every benchmark. */
class TrainingBenchmarkTest {
  private static final SyntheticSource SOURCE = new SyntheticSource(48, 40);
  private static final TrainingBenchmark.Setup SETUP = new TrainingBenchmark.Setup(300, 2, 2, 3);

  @Test
  void shouldTimeEveryStageOfAStep() {
    TrainingBenchmark.Figures figures = TrainingBenchmark.run(SOURCE, SETUP);
    for (StageTimes.Stage stage : StageTimes.Stage.values()) {
      assertTrue(figures.stage(stage) > 0, stage.toString());
    }
    assertTrue(figures.fastMillis() <= figures.medianMillis());
    assertTrue(figures.pairs().blended() <= figures.pairs().visited());
    assertTrue(figures.forwardRoofline() > 0 && figures.backwardRoofline() > 0);
  }

  /** The budgets of the design: SH degree 3, 16 semantic channels. */
  @Test
  void shouldKeepWithinTheMemoryBudgetOfAGaussian() {
    TrainingBenchmark.Figures figures =
        TrainingBenchmark.run(SOURCE, new TrainingBenchmark.Setup(4096, 1, 0, 1));
    assertTrue(figures.trainingBytes() <= 1229, figures.trainingBytes() + " bytes in training");
    assertTrue(figures.servedBytes() <= 320, figures.servedBytes() + " bytes served only");
  }

  @Test
  void shouldCompareWithOneThreadAndHalfTheWork() {
    TrainingScaling.Figures scaling = TrainingScaling.run(SOURCE, SETUP);
    assertEquals(2, scaling.threads());
    assertTrue(scaling.threadGain() > 0 && Double.isFinite(scaling.threadGain()));
    assertTrue(scaling.gaussiansCost() > 0 && Double.isFinite(scaling.gaussiansCost()));
    assertTrue(scaling.pixelsCost() > 0 && Double.isFinite(scaling.pixelsCost()));
  }

  @Test
  void shouldTimeRenders() {
    RenderBenchmark.Figures figures = RenderBenchmark.run(SOURCE, SETUP);
    assertTrue(figures.fastMillis() <= figures.medianMillis());
    assertTrue(figures.medianMillis() <= figures.p95Millis());
    assertTrue(figures.forwardMillis() > 0);
  }
}
