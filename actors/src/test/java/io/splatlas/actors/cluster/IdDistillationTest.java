package io.splatlas.actors.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.actors.SyntheticScene;
import io.splatlas.actors.runtime.GpuSlice;
import io.splatlas.actors.spatial.Parallel;
import io.splatlas.actors.train.LoadedFrame;
import io.splatlas.gpu.GaussianBatch;
import io.splatlas.gpu.GaussianLayout;
import io.splatlas.gpu.GaussianSet;
import io.splatlas.gpu.GaussianSnapshot;
import io.splatlas.gpu.GpuDevice;
import io.splatlas.gpu.TrainingView;
import io.splatlas.gpu.reference.ReferenceDevice;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Two blobs of two colours, some of whose Gaussians carry a wrong cluster. */
class IdDistillationTest {
  private static final List<LoadedFrame> FRAMES = SyntheticScene.frames(6);

  private final GpuDevice device = ReferenceDevice.create(64L << 20, "test");
  private final GaussianSnapshot snapshot = snapshot();

  @AfterEach
  void close() {
    device.close();
  }

  private static GaussianSnapshot snapshot() {
    GaussianBatch batch = SyntheticScene.truth(new GaussianLayout(1, 3));
    int n = batch.count();
    return new GaussianSnapshot(
        batch, IntStream.range(0, n).mapToLong(i -> i + 1L).toArray(), new int[n], new float[n]);
  }

  /** The left blob is cluster 0, the right one 1. */
  private int[] truth() {
    return IntStream.range(0, snapshot.count()).map(i -> i % 2).toArray();
  }

  private IdDistillation distillation(int[] labels, int clusters) {
    List<IdDistillation.Photograph> photographs = new ArrayList<>();
    for (LoadedFrame frame : FRAMES) {
      photographs.add(new IdDistillation.Photograph(frame.image().camera(), frame.image().rgb()));
    }
    return new IdDistillation(
        snapshot,
        new ClusteringResult(
            labels, new float[labels.length], new boolean[clusters], new float[clusters]),
        photographs,
        Parallel.sequential());
  }

  private int wrong(int[] labels) {
    int[] truth = truth();
    return (int) IntStream.range(0, truth.length).filter(i -> labels[i] != truth[i]).count();
  }

  @Test
  void shouldGiveGaussiansTheClusterTheyAreSeenAs() {
    int[] labels = truth();
    for (int i = 0; i < labels.length; i += 8) {
      labels[i] = 1 - labels[i];
    }
    for (int i = 3; i < labels.length; i += 24) {
      labels[i] = -1;
    }
    int before = wrong(labels);
    ClusteringResult seen = distillation(labels, 2).run(device);
    assertTrue(
        wrong(seen.labels()) <= before / 3, "%d, now %d".formatted(before, wrong(seen.labels())));
  }

  @Test
  void shouldLeaveClustersThatAreRight() {
    assertArrayEquals(truth(), distillation(truth(), 2).run(device).labels());
  }

  @Test
  void shouldEmptyNoCluster() {
    int[] labels = truth();
    labels[10] = 2;
    ClusteringResult seen = distillation(labels, 3).run(device);
    assertEquals(3, seen.clusters());
    assertTrue(IntStream.of(seen.labels()).anyMatch(label -> label == 2));
  }

  @Test
  void shouldBeTheSameInSlicesAndLeaveNothingOnTheDevice() {
    int[] labels = truth();
    labels[4] = 1;
    int[] whole = distillation(labels, 2).run(device).labels();
    long used = device.memory().used();
    IdDistillation job = distillation(labels, 2);
    int slices = 1;
    while (!job.runSlice(new ShortSlice())) {
      slices++;
    }
    assertTrue(slices >= 2 * FRAMES.size(), "a slice without time takes one view: " + slices);
    assertArrayEquals(whole, job.result().labels());
    assertEquals(used, device.memory().used());
  }

  @Test
  void shouldDoNothingWithoutPhotographsOrClusters() {
    int[] labels = truth();
    ClusteringResult found =
        new ClusteringResult(labels, new float[labels.length], new boolean[2], new float[2]);
    IdDistillation blind = new IdDistillation(snapshot, found, List.of(), Parallel.sequential());
    assertTrue(blind.runSlice(new ShortSlice()));
    assertArrayEquals(labels, blind.result().labels());
    assertSame(found.background(), blind.result().background());
  }

  @Test
  void shouldDrawViewsEvenly() {
    assertEquals(List.of(0, 1, 2), IdDistillation.drawn(3));
    List<Integer> many = IdDistillation.drawn(1_000);
    assertEquals(IdDistillation.MOST_VIEWS, many.size());
    assertTrue(many.getLast() >= 980, "to the end: " + many.getLast());
  }

  /** Has no time for a second step. */
  private final class ShortSlice implements GpuSlice {
    @Override
    public GpuDevice device() {
      return device;
    }

    @Override
    public boolean timeLeft() {
      return false;
    }

    @Override
    public GaussianSet keep(GaussianSet set) {
      return set;
    }

    @Override
    public TrainingView keep(TrainingView view) {
      return view;
    }

    @Override
    public void release(GaussianSet set) {
      set.close();
    }

    @Override
    public void release(TrainingView view) {
      view.close();
    }
  }
}
