package io.splatlas.actors.checkpoint;

import io.splatlas.actors.blob.FolderBlobStore;
import io.splatlas.actors.disk.DurableFiles;
import io.splatlas.actors.history.Anchors;
import io.splatlas.actors.telemetry.Telemetry;
import io.splatlas.actors.train.TrainingCheckpoint;
import io.splatlas.actors.train.TrainingProgress;
import io.splatlas.gpu.GaussianBatch;
import io.splatlas.gpu.GaussianLayout;
import io.splatlas.gpu.GaussianSet;
import io.splatlas.gpu.GaussianSnapshot;
import io.splatlas.gpu.cpu.CpuDevice;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;

/**
 * Size of a checkpoint and the time of its steps: {@code main FOLDER GAUSSIANS}; medians of nine.
 */
final class CheckpointBenchmark {
  private static final int ROUNDS = 9;
  private static final GaussianLayout LAYOUT = new GaussianLayout(2, 16);

  private CheckpointBenchmark() {}

  /** Runs it and prints a line per step. */
  public static void main(String[] arguments) throws Exception {
    Path folder = Files.createDirectories(Path.of(arguments[0]).resolve("benchmark"));
    int count = Integer.parseInt(arguments[1]);
    BlobCheckpoints checkpoints =
        new BlobCheckpoints(
            new FolderBlobStore(folder), "benchmark", Instant.EPOCH, Telemetry.NONE);
    try (PrintWriter out =
            new PrintWriter(
                folder.resolveSibling("benchmark.txt").toFile(), StandardCharsets.UTF_8);
        CpuDevice device = CpuDevice.create(4L << 30, "benchmark");
        GaussianSet set = device.allocate(LAYOUT, count)) {
      device.append(set, random(count));
      GaussianSnapshot snapshot = device.snapshot(set);
      int[] instances = new int[count];
      Arrays.setAll(instances, i -> i % 40);
      TrainingCheckpoint checkpoint =
          new TrainingCheckpoint(snapshot, 1, TrainingProgress.NONE, null);
      out.printf("%d Gaussians, %d bytes%n", count, checkpoints.save(checkpoint));
      out.printf("copy on the device %.1f ms%n", median(() -> device.snapshot(set)));
      out.printf("write, fsync, rename %.1f ms%n", median(() -> checkpoints.save(checkpoint)));
      out.printf("check and read %.1f ms%n", median(checkpoints::newest));
      out.printf("anchors %.1f ms%n", median(() -> Anchors.of(snapshot, instances)));
      Anchors anchors = Anchors.of(snapshot, instances);
      out.printf("relabel %.1f ms%n", median(() -> anchors.relabel(snapshot, id -> true, true)));
      out.printf(
          "restore to the device %.1f ms%n",
          median(
              () -> {
                try (GaussianSet other = device.allocate(LAYOUT, count)) {
                  device.restore(other, snapshot);
                  return other.count();
                }
              }));
    } finally {
      DurableFiles.deleteTree(folder);
    }
  }

  private static double median(Callable<?> step) throws Exception {
    double[] times = new double[ROUNDS];
    for (int round = 0; round < ROUNDS; round++) {
      long started = System.nanoTime();
      if (step.call() == null) {
        throw new IOException("nothing came of it");
      }
      times[round] = (System.nanoTime() - started) / 1e6;
    }
    Arrays.sort(times);
    return times[ROUNDS / 2];
  }

  private static GaussianBatch random(int count) {
    SplittableRandom random = new SplittableRandom(1);
    GaussianBatch batch = GaussianBatch.zeros(LAYOUT, count);
    for (float[] plane : batch.planes()) {
      for (int i = 0; i < count; i++) {
        plane[i] = (float) random.nextDouble(-1, 1);
      }
    }
    return batch;
  }
}
