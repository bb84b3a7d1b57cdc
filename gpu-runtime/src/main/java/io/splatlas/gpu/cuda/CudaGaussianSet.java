package io.splatlas.gpu.cuda;

import io.splatlas.gpu.GaussianLayout;
import io.splatlas.gpu.GaussianSet;
import io.splatlas.gpu.host.Lineage;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gaussians in device memory as a structure of arrays. Rows grow geometrically up to the capacity;
 * what only training or lifting needs is taken at the first training step or lift.
 */
final class CudaGaussianSet implements GaussianSet {
  private static final int FIRST_ROWS = 1024;

  /** Rows come in whole multiples of this: planes begin where a warp's loads are aligned. */
  private static final int ROW_MULTIPLE = 64;

  /** Adam's moments and step counts, and the statistics that growth reads. */
  record Training(RowBlock first, RowBlock second, RowBlock steps, RowBlock errors, RowBlock seen) {
    private List<RowBlock> blocks() {
      return List.of(first, second, steps, errors, seen);
    }

    private static Training of(List<RowBlock> b) {
      return new Training(b.get(0), b.get(1), b.get(2), b.get(3), b.get(4));
    }
  }

  /** Running sums of lifting. */
  record Lifting(RowBlock sums, RowBlock weights) {
    private List<RowBlock> blocks() {
      return List.of(sums, weights);
    }
  }

  /** What refinement keeps: a gradient, Adam's moments and step counts. */
  record Field(RowBlock gradient, RowBlock first, RowBlock second, RowBlock steps) {
    private List<RowBlock> blocks() {
      return List.of(gradient, first, second, steps);
    }
  }

  private final DeviceHeap heap;
  private final GaussianLayout layout;
  private final int capacity;
  private final Population population = new Population();
  private RowBlock planes;
  private RowBlock instances;
  private @Nullable Training training;
  private @Nullable Lifting lifting;
  private @Nullable Field field;
  private boolean closed;

  CudaGaussianSet(DeviceHeap heap, GaussianLayout layout, int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity must be at least 1, got " + capacity);
    }
    this.heap = heap;
    this.layout = layout;
    this.capacity = capacity;
    planes = RowBlock.create(heap, "an empty Gaussian set", layout.planes(), 0);
    instances = RowBlock.create(heap, "an empty Gaussian set", 1, 0);
  }

  @Override
  public GaussianLayout layout() {
    requireOpen();
    return layout;
  }

  @Override
  public int count() {
    requireOpen();
    return population.count();
  }

  @Override
  public int capacity() {
    requireOpen();
    return capacity;
  }

  @Override
  public long bytes() {
    requireOpen();
    return blocks().stream().mapToLong(RowBlock::bytes).sum();
  }

  Population population() {
    return population;
  }

  RowBlock planes() {
    return planes;
  }

  int rows() {
    return planes.rows();
  }

  /** Instance ids for kernels, see {@link #publishInstances}. */
  RowBlock instances() {
    return instances;
  }

  /** Brings the device's copy of the instance ids up to date. */
  void publishInstances() {
    instances.buffer().write(0, population.instances(), population.count());
  }

  @Nullable Lifting liftingOrNull() {
    return lifting;
  }

  /** Takes what training needs, if it has not been taken yet. */
  Training requireTraining() {
    Training known = training;
    if (known == null) {
      int optimised = layout.featureOffset();
      known = Training.of(create("optimiser state", optimised, optimised, 1, 1, 1));
      training = known;
      population.requireLineage();
    }
    return known;
  }

  Lineage lineage() {
    return population.requireLineage();
  }

  /** Takes what lifting needs, if it has not been taken yet. */
  Lifting requireLifting() {
    Lifting known = lifting;
    if (known == null) {
      List<RowBlock> blocks = create("lifting sums", layout.features(), 1);
      known = new Lifting(blocks.get(0), blocks.get(1));
      lifting = known;
    }
    return known;
  }

  /** Takes what refinement needs, if it has not been taken yet. */
  Field requireField() {
    Field known = field;
    if (known == null) {
      int channels = layout.features();
      List<RowBlock> b = create("refinement state", channels, channels, channels, 1);
      known = new Field(b.get(0), b.get(1), b.get(2), b.get(3));
      field = known;
    }
    return known;
  }

  /** Gives back what refinement needs: its Gaussians are no longer what they were. */
  void forgetField() {
    if (field != null) {
      field.blocks().forEach(RowBlock::close);
      field = null;
    }
  }

  /**
   * Makes room for so many Gaussians, at most the capacity; all or nothing. They are about to
   * change, so what refinement knew of them is forgotten.
   */
  void requireRows(int wanted) {
    forgetField();
    int rows = rows();
    if (wanted <= rows) {
      return;
    }
    int more =
        wholeBlocks(Math.min(capacity, Math.max(wanted, Math.max(FIRST_ROWS, rows * 3L / 2))));
    long perRow = 4L * blocks().stream().mapToInt(RowBlock::planes).sum();
    if (perRow * more > heap.room()) {
      more = wholeBlocks(wanted);
    }
    List<RowBlock> old = blocks();
    List<RowBlock> next = new ArrayList<>();
    try {
      for (RowBlock block : old) {
        next.add(block.grown(heap, "%d Gaussians".formatted(more), more, population.count()));
      }
    } catch (RuntimeException e) {
      next.forEach(RowBlock::close);
      throw e;
    }
    old.forEach(RowBlock::close);
    replace(next);
    population.resize(more);
  }

  @Override
  public void close() {
    if (!closed) {
      heap.context().quiesce();
      closed = true;
      blocks().forEach(RowBlock::close);
    }
  }

  boolean belongsTo(DeviceHeap other) {
    return heap == other;
  }

  void requireOpen() {
    if (closed) {
      throw new IllegalStateException("this Gaussian set is closed");
    }
  }

  private List<RowBlock> blocks() {
    List<RowBlock> all = new ArrayList<>(List.of(planes, instances));
    if (training != null) {
      all.addAll(training.blocks());
    }
    if (lifting != null) {
      all.addAll(lifting.blocks());
    }
    if (field != null) {
      all.addAll(field.blocks());
    }
    return all;
  }

  private void replace(List<RowBlock> next) {
    planes = next.get(0);
    instances = next.get(1);
    int at = 2;
    if (training != null) {
      training = Training.of(next.subList(at, at + 5));
      at += 5;
    }
    if (lifting != null) {
      lifting = new Lifting(next.get(at), next.get(at + 1));
    }
  }

  private List<RowBlock> create(String what, int... planeCounts) {
    List<RowBlock> made = new ArrayList<>();
    try {
      for (int count : planeCounts) {
        made.add(RowBlock.create(heap, what, count, rows()));
      }
      return made;
    } catch (RuntimeException e) {
      made.forEach(RowBlock::close);
      throw e;
    }
  }

  private static int wholeBlocks(long count) {
    return (int) ((count + ROW_MULTIPLE - 1) / ROW_MULTIPLE * ROW_MULTIPLE);
  }
}
