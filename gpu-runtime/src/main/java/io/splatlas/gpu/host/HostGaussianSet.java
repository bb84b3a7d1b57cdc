package io.splatlas.gpu.host;

import io.splatlas.gpu.DeviceMemory;
import io.splatlas.gpu.GaussianLayout;
import io.splatlas.gpu.GaussianSet;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Gaussians in host memory as a structure of arrays. Arrays grow geometrically up to the capacity,
 * so they may be longer than {@link #count()} and may be replaced by an append or a growth step:
 * read them anew for every operation. What only training or lifting needs is taken at the first
 * training step or lift, so a scene that is only served stays small.
 */
public final class HostGaussianSet implements GaussianSet {
  private static final int FIRST_ROWS = 1024;

  /** Arrays are whole multiples of this, so that vector code needs no special last block. */
  private static final int ROW_MULTIPLE = 64;

  private final MemoryAccount memory;
  private final GaussianLayout layout;
  private final int capacity;
  private int count;
  private int rows;
  private boolean closed;
  private float[][] planes;
  private long[] identities = new long[0];
  private int[] instances = new int[0];
  private long nextIdentity = 1;
  private @Nullable TrainingState training;
  private @Nullable LiftingState lifting;
  private @Nullable FieldState field;

  HostGaussianSet(MemoryAccount memory, GaussianLayout layout, int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity must be at least 1, got " + capacity);
    }
    this.memory = memory;
    this.layout = layout;
    this.capacity = capacity;
    planes = new float[layout.planes()][0];
  }

  @Override
  public GaussianLayout layout() {
    requireOpen();
    return layout;
  }

  @Override
  public int count() {
    requireOpen();
    return count;
  }

  @Override
  public int capacity() {
    requireOpen();
    return capacity;
  }

  @Override
  public long bytes() {
    requireOpen();
    return bytesPerRow() * rows;
  }

  /** Parameters, {@code layout.planes()} arrays of at least {@code count} values. */
  public float[][] planes() {
    return planes;
  }

  /** A number per Gaussian that is never reused within this set. */
  public long[] identities() {
    return identities;
  }

  /** Instance id per Gaussian, 0 = none. */
  public int[] instances() {
    return instances;
  }

  /**
   * Adam moments and statistics for growth; {@link HostDevice#train} has taken them before a step
   * runs.
   */
  public TrainingState training() {
    if (training == null) {
      throw new IllegalStateException("this Gaussian set has never been trained");
    }
    return training;
  }

  /** The running sums of lifting; {@link HostDevice#lift} has taken them before it runs. */
  public LiftingState lifting() {
    if (lifting == null) {
      throw new IllegalStateException("nothing has been lifted into this Gaussian set");
    }
    return lifting;
  }

  /** What refinement keeps; {@link HostDevice#refine} has taken it before a step runs. */
  public FieldState field() {
    if (field == null) {
      throw new IllegalStateException("this Gaussian set's field has never been refined");
    }
    return field;
  }

  @Nullable TrainingState trainingOrNull() {
    return training;
  }

  @Nullable LiftingState liftingOrNull() {
    return lifting;
  }

  @Override
  public void close() {
    if (!closed) {
      memory.give(bytesPerRow() * rows);
      closed = true;
      rows = 0;
      count = 0;
      planes = new float[0][];
      identities = new long[0];
      instances = new int[0];
      training = null;
      lifting = null;
      field = null;
    }
  }

  /** Takes what refinement needs, if it has not been taken yet. */
  void requireField() {
    if (field == null) {
      memory.take("refinement state", FieldState.bytesPerRow(layout) * rows);
      field = new FieldState(layout, rows);
    }
  }

  /** Gives back what refinement needs: its Gaussians are no longer what they were. */
  void forgetField() {
    if (field != null) {
      memory.give(FieldState.bytesPerRow(layout) * rows);
      field = null;
    }
  }

  /** Takes what training needs, if it has not been taken yet. */
  void requireTraining() {
    if (training == null) {
      memory.take("optimiser state", TrainingState.bytesPerRow(layout) * rows);
      training = new TrainingState(layout, rows);
    }
  }

  /** Takes what lifting needs, if it has not been taken yet. */
  void requireLifting() {
    if (lifting == null) {
      memory.take("lifting sums", LiftingState.bytesPerRow(layout) * rows);
      lifting = new LiftingState(layout, rows);
    }
  }

  /**
   * Makes room for so many Gaussians, at most the capacity: they are about to change, so what
   * refinement knew of them is forgotten.
   */
  void requireRows(int wanted) {
    forgetField();
    if (wanted <= rows) {
      return;
    }
    long roomy = Math.min(capacity, Math.max(wanted, Math.max(FIRST_ROWS, rows * 5L / 4)));
    int more = wholeBlocks(roomy);
    DeviceMemory state = memory.state();
    if (bytesPerRow() * (more - rows) > state.cap() - state.used()) {
      more = wholeBlocks(wanted);
    }
    memory.take("%d Gaussians".formatted(more), bytesPerRow() * (more - rows));
    rows = more;
    for (int p = 0; p < planes.length; p++) {
      planes[p] = Arrays.copyOf(planes[p], rows);
    }
    identities = Arrays.copyOf(identities, rows);
    instances = Arrays.copyOf(instances, rows);
    if (training != null) {
      training.resize(rows);
    }
    if (lifting != null) {
      lifting.resize(rows);
    }
  }

  /** Adds rows at the end, each with a new identity and all else zero; room must be there. */
  void extend(int added) {
    for (int i = count; i < count + added; i++) {
      identities[i] = nextIdentity++;
    }
    count += added;
  }

  /** Gives one Gaussian a new identity. */
  void renew(int i) {
    identities[i] = nextIdentity++;
  }

  /** The identity given last, 0 before the first. */
  long newestIdentity() {
    return nextIdentity - 1;
  }

  /** Takes over identities from a snapshot; later ones are newer than all of them. */
  void adoptIdentities(long[] adopted) {
    for (int i = 0; i < adopted.length; i++) {
      identities[i] = adopted[i];
      nextIdentity = Math.max(nextIdentity, adopted[i] + 1);
    }
  }

  boolean belongsTo(MemoryAccount account) {
    return memory == account;
  }

  void requireOpen() {
    if (closed) {
      throw new IllegalStateException("this Gaussian set is closed");
    }
  }

  private static int wholeBlocks(long count) {
    return (int) ((count + ROW_MULTIPLE - 1) / ROW_MULTIPLE * ROW_MULTIPLE);
  }

  private long bytesPerRow() {
    return 4L * layout.planes()
        + Long.BYTES
        + Integer.BYTES
        + (training == null ? 0 : TrainingState.bytesPerRow(layout))
        + (lifting == null ? 0 : LiftingState.bytesPerRow(layout))
        + (field == null ? 0 : FieldState.bytesPerRow(layout));
  }
}
