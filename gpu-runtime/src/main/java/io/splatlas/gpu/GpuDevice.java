package io.splatlas.gpu;

import java.util.List;

/**
 * What a device computes on Gaussians: few, coarse, batch operations on handles.
 *
 * <p>A device is used by one thread at a time (the GPU runtime actor's); operations are synchronous
 * and leave the device usable after any exception. The same seed and the same calls give the same
 * bits on any number of threads. Memory is accounted before it is taken: an operation that would
 * not fit throws {@link DeviceMemoryException} and changes nothing.
 */
public interface GpuDevice extends AutoCloseable {

  /** What this device is and why it was chosen. */
  DeviceInfo info();

  /** Memory held by handles and scratch space now, and the cap. */
  DeviceMemory memory();

  /**
   * Reserves a Gaussian set.
   *
   * @param layout spherical-harmonics degree and number of semantic channels a Gaussian carries
   * @param capacity the hard cap on the number of Gaussians, at least 1
   */
  GaussianSet allocate(GaussianLayout layout, int capacity);

  /**
   * Appends Gaussians as far as the capacity allows, in order.
   *
   * @return how many were appended (less than {@code batch.count()} when the set is full)
   * @throws IllegalArgumentException when a value is not finite or the layout differs; nothing is
   *     appended then
   */
  int append(GaussianSet set, GaussianBatch batch);

  /**
   * Fills an empty set from a snapshot: parameters, identities, instance ids and lifted sums as
   * they were. New Gaussians get identities above all of the snapshot's. Optimiser state is not
   * part of a snapshot and starts afresh.
   *
   * @throws IllegalArgumentException when the set is not empty, its layout differs, the capacity is
   *     too small or a value is out of range; the set stays empty then
   */
  void restore(GaussianSet set, GaussianSnapshot snapshot);

  /** Copies all Gaussians, identities, instance ids and statistics to the host. */
  GaussianSnapshot snapshot(GaussianSet set);

  /** Uploads a photograph to learn from. */
  TrainingView upload(ViewData view);

  /** Renders the layers asked for. */
  RenderedView render(GaussianSet set, Camera camera, RenderOptions options);

  /**
   * Runs one optimisation step per view, in order: forward, loss, backward, Adam, statistics for
   * growth.
   *
   * @return a report per step
   */
  List<StepReport> train(GaussianSet set, List<TrainingView> views, TrainingOptions options);

  /**
   * Begins what {@link #train} does, and may return before it is done: the host prepares what comes
   * next while the device computes. Every later operation sees these steps done; only a render may
   * come before some of them, but never into the middle of one. A handle may be closed at any time;
   * that waits. Refusals of arguments and of memory come from here when they are known at once,
   * else from {@link PendingSteps#await}.
   */
  default PendingSteps begin(GaussianSet set, List<TrainingView> views, TrainingOptions options) {
    List<StepReport> reports = train(set, views, options);
    return () -> reports;
  }

  /**
   * MCMC-style adaptation under the hard cap (Kheradmand et al. 2024, section 4, with
   * gradient-guided sampling): Gaussians below the opacity floor are relocated onto live ones drawn
   * in proportion to their share of the error, and the set grows to its target. A relocated or
   * added Gaussian gets a new identity and inherits instance, semantics and its share of the
   * lifting weight of its source. Who is born of whom is the same on every device for the same
   * opacities and errors.
   *
   * <p>A set that is not empty has as many Gaussians as {@link GrowthOptions#target()} and its
   * capacity allow afterwards, also when the living cannot be split as often as that: what is
   * missing is born dead (invisible, of no instance) and is relocated by a later step.
   */
  GrowthReport grow(GaussianSet set, GrowthOptions options);

  /**
   * Begins what {@link #grow} does, and may return before it is done, as {@link #begin} does. The
   * set's {@link GaussianSet#count()} is the new one at once. Refusals of memory come from here.
   */
  default PendingGrowth beginGrowth(GaussianSet set, GrowthOptions options) {
    GrowthReport report = grow(set, options);
    return () -> report;
  }

  /**
   * Closed-form lifting (METHOD section 8): adds {@code sum_p w_ip T_p} and {@code sum_p w_ip} of
   * this view to the running sums of every Gaussian and sets its semantic vector to their quotient.
   * The map is sampled bilinearly at pixel centres.
   */
  void lift(GaussianSet set, Camera camera, FeatureMap features);

  /**
   * Begins what {@link #lift} does, and may return before it is done, as {@link #begin} does. The
   * map has been read then.
   */
  default PendingLift beginLift(GaussianSet set, Camera camera, FeatureMap features) {
    lift(set, camera, features);
    return () -> {};
  }

  /**
   * Refines the semantic vectors by gradient, geometry frozen: one Adam step per view, in order
   * (METHOD sections 4 and 5). With F = sum w s and A = sum w blended at a pixel, and y = F / A
   * where A is at least a half (pixels of less do not count):
   *
   * <ul>
   *   <li>pixel: mean over cells and channels of |sum F / sum A - teacher|, sums over the pixels
   *       whose centres lie in the cell; cells with a mean A below a half count 0;
   *   <li>instance: per embedded group with pixels the mean over them and channels of |y -
   *       embedding|, and the mean of those;
   *   <li>contrast: members of group i are the pixels of the group (2D) and the Gaussians of its
   *       instance (3D), z = (y - origin) / |y - origin| for pixels, likewise of s for Gaussians,
   *       m_i the direction of the mean of its z, t the temperature: mean over groups with members
   *       of the mean over members of -log(e^(z.m_i/t) / (e^(z.m_i/t) + sum e^(z.m_j/t))), the sum
   *       over j != i with m_i.m_j below {@code alike};
   *   <li>neighbours: mean over near pairs of 1 - cos plus mean over far ones of max(0, cos), of s
   *       - origin.
   * </ul>
   *
   * <p>Only Gaussians with lifted weight are members and move, each when any of its channels has a
   * gradient. What they become replaces their lifted mean: {@code sum w T} becomes {@code s sum w},
   * so that what is lifted later joins it with the weight it has. Adam's state is kept until
   * Gaussians are appended, grown or lifted anew.
   *
   * @return a report per view
   */
  List<FieldReport> refine(
      GaussianSet set,
      List<FieldTarget> targets,
      FieldGroups groups,
      FieldPairs pairs,
      FieldOptions options);

  /** Forgets all lifted sums and sets every semantic vector to zero. */
  void clearLifting(GaussianSet set);

  /**
   * The k nearest of all points, itself included, of each of some of them. Every device gives the
   * same answer to the last bit.
   *
   * @param points row-major n x dimensions, finite, at most {@link Neighbours#MAX_MAGNITUDE} in
   *     absolute value
   * @param dimensions 1 to {@link Neighbours#MAX_DIMENSIONS}
   * @param first the first point that is asked for
   * @param count how many are; all at once may take long
   * @param k 1 to {@link Neighbours#MAX_K}
   */
  Neighbours neighbours(float[] points, int dimensions, int first, int count, int k);

  /**
   * Points of {@link #neighbours} that this device compares in about 50 ms with all n, or 0 when a
   * search tree on the host is faster.
   */
  default int neighboursAtOnce(int n, int dimensions) {
    return 0;
  }

  /**
   * Copies some planes of some Gaussians to the host.
   *
   * @param rows numbers of Gaussians, as they are in a snapshot taken now
   * @param firstPlane see {@link GaussianLayout}
   * @param planes how many
   * @return a plane each, a value a row
   * @throws IllegalArgumentException when a row or plane does not exist
   */
  float[][] gather(GaussianSet set, int[] rows, int firstPlane, int planes);

  /**
   * Sets instance ids by Gaussian identity: row {@code i} of {@code identities} gets {@code
   * instances[i]} if that Gaussian still lives. Gaussians born since then (younger than all of
   * {@code identities}) take the id of their nearest ancestor that is not, when it is among {@code
   * identities}; others keep what they have. Identities that no longer live are ignored.
   */
  void assignInstances(GaussianSet set, long[] identities, int[] instances);

  @Override
  void close();
}
