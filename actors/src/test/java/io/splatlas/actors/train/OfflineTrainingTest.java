package io.splatlas.actors.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.actors.SyntheticScene;
import io.splatlas.actors.model.SceneOptions;
import io.splatlas.actors.model.SceneProfile;
import io.splatlas.actors.seed.SeedOptions;
import io.splatlas.actors.seed.Seeds;
import io.splatlas.gpu.GaussianLayout;
import io.splatlas.gpu.GpuDevice;
import io.splatlas.gpu.reference.ReferenceDevice;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OfflineTrainingTest {
  private static final List<LoadedFrame> FRAMES = SyntheticScene.frames(6);
  private static final int ITERATIONS = 60;

  /** What a run told and left behind. */
  private record Outcome(
      List<Long> takenUpAt, long iterations, double psnr, float[] positions, long bytes) {}

  private static final class Recorder implements OfflineTraining.Listener {
    private final List<Long> takenUpAt = new ArrayList<>();
    private long iterations;
    private double psnr;

    @Override
    public void tookUp(long number, Seeds seeds, int gaussians) {
      takenUpAt.add(iterations);
    }

    @Override
    public void trained(long total, int gaussians, double training) {
      iterations = total;
      psnr = training;
    }
  }

  private static Outcome run(int iterationsPerFrame) throws IOException {
    return run(iterationsPerFrame, false);
  }

  private static Outcome run(int iterationsPerFrame, boolean refinePoses) throws IOException {
    Recorder recorder = new Recorder();
    try (GpuDevice device = ReferenceDevice.create(64L << 20, "test")) {
      float[] positions;
      try (OfflineTraining training = training(device, iterationsPerFrame, refinePoses, recorder)) {
        assertEquals(ITERATIONS, training.run());
        positions = device.snapshot(training.model().set()).gaussians().planes()[0];
      }
      return new Outcome(
          recorder.takenUpAt,
          recorder.iterations,
          recorder.psnr,
          positions,
          device.memory().used());
    }
  }

  private static OfflineTraining training(
      GpuDevice device,
      int iterationsPerFrame,
      boolean refinePoses,
      OfflineTraining.Listener listener) {
    return new OfflineTraining(
        new OfflineTraining.Setup(
            new GaussianLayout(0, 0),
            new TrainingSchedule(
                new TrainingSettings(
                    SyntheticScene.rates(),
                    TrainingSettings.Growth.DEFAULTS,
                    TrainingSettings.Pace.DEFAULTS),
                new SceneOptions(
                    1_000, 0, ITERATIONS, 1, true, SceneProfile.LIFTED, false, refinePoses)),
            SeedOptions.DEFAULTS,
            number -> Optional.of(FRAMES.get((int) number - 1)),
            FRAMES.size(),
            SyntheticScene.seeder(),
            device),
        iterationsPerFrame,
        listener);
  }

  @Test
  void shouldTrainToTheGoalAndGiveAllMemoryBack() throws IOException {
    Outcome outcome = run(OfflineTraining.AT_ONCE);
    assertEquals(6, outcome.takenUpAt().size());
    assertEquals(ITERATIONS, outcome.iterations());
    assertTrue(outcome.psnr() > 15, "PSNR " + outcome.psnr());
    assertEquals(0, outcome.bytes());
  }

  @Test
  void shouldGiveTheSameSceneForTheSameFramesAndSeed() throws IOException {
    assertArrayEquals(
        run(OfflineTraining.AT_ONCE).positions(), run(OfflineTraining.AT_ONCE).positions());
  }

  @Test
  void shouldAlignFramesWhileTraining() throws IOException {
    Outcome refined = run(OfflineTraining.AT_ONCE, true);
    assertEquals(ITERATIONS, refined.iterations());
    assertTrue(refined.psnr() > 15, "PSNR " + refined.psnr());
    assertEquals(0, refined.bytes());
    assertArrayEquals(refined.positions(), run(OfflineTraining.AT_ONCE, true).positions());
  }

  @Test
  void shouldLetFramesInWhileTrainingGoesOn() throws IOException {
    List<Long> takenUpAt = run(8).takenUpAt();
    assertEquals(6, takenUpAt.size());
    for (int frame = 0; frame < 6; frame++) {
      assertTrue(takenUpAt.get(frame) >= 8L * frame, "frame " + frame + " at " + takenUpAt);
    }
  }

  @Test
  void shouldNameAFrameThatCannotBeLoaded() {
    try (GpuDevice device = ReferenceDevice.create(64L << 20, "test");
        OfflineTraining training =
            new OfflineTraining(
                new OfflineTraining.Setup(
                    new GaussianLayout(0, 0),
                    new TrainingSchedule(
                        TrainingSettings.DEFAULTS, new SceneOptions(1_000, 0, 10, 1, true)),
                    SeedOptions.DEFAULTS,
                    number -> Optional.empty(),
                    1,
                    SyntheticScene.seeder(),
                    device),
                OfflineTraining.AT_ONCE,
                new Recorder())) {
      IOException failure = assertThrows(IOException.class, training::run);
      assertTrue(failure.toString().contains("frame 1"), failure.toString());
    }
  }
}
