package io.splatlas.actors.train;

import io.splatlas.actors.model.FeatureProjection;
import io.splatlas.actors.model.Instance;
import io.splatlas.gpu.Camera;
import io.splatlas.gpu.GaussianSet;
import io.splatlas.gpu.GpuDevice;
import io.splatlas.gpu.RenderOptions;
import io.splatlas.gpu.RenderedView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The Gaussians of a scene on the device and what goes with them. Everything that changes is
 * written and read by jobs only, on the device's thread, so that a render or an export names the
 * iteration and the instances of the very Gaussians it shows.
 */
public final class SceneModel {
  private final GaussianSet set;
  private final boolean antialiased;
  private final @Nullable FeatureProjection restoredProjection;
  private long iterations;
  private long revision;
  private List<Instance> instances = List.of();
  private @Nullable FeatureProjection projection;

  public SceneModel(GaussianSet set) {
    this(set, false, 0, null);
  }

  /**
   * @param antialiased whether the Gaussians are learnt with the anti-aliased low-pass
   * @param iterations that they have been trained for before
   * @param projection behind the semantic channels that they come with
   */
  public SceneModel(
      GaussianSet set,
      boolean antialiased,
      long iterations,
      @Nullable FeatureProjection projection) {
    this.set = set;
    this.antialiased = antialiased;
    this.iterations = iterations;
    this.restoredProjection = projection;
    this.projection = projection;
  }

  /** The projection that the Gaussians came back with, null when they are new; for anyone. */
  public @Nullable FeatureProjection restoredProjection() {
    return restoredProjection;
  }

  /** Its Gaussians on the device. */
  public GaussianSet set() {
    return set;
  }

  /** Renders the scene with the low-pass it is learnt with; for jobs only. */
  public RenderedView render(GpuDevice device, Camera camera, RenderOptions options) {
    return device.render(set, camera, options.withAntialiased(antialiased));
  }

  /** Training iterations done; for jobs only. */
  public long iterations() {
    return iterations;
  }

  /** Counts a training iteration; for jobs only. */
  void iterated() {
    iterations++;
  }

  /** Notes the instances whose ids the Gaussians now carry; for jobs only. */
  public void labelled(long newRevision, List<Instance> newInstances) {
    revision = newRevision;
    instances = List.copyOf(newInstances);
  }

  /** Revision of the instances the Gaussians carry; for jobs only. */
  public long revision() {
    return revision;
  }

  /** Notes the projection behind the Gaussians' semantic channels; for jobs only. */
  public void projected(FeatureProjection by) {
    projection = by;
  }

  /** The projection of the semantic channels, null while nothing is lifted; for jobs only. */
  public @Nullable FeatureProjection projection() {
    return projection;
  }

  /** Living instances at {@link #revision()}; for jobs only. */
  public List<Instance> instances() {
    return instances;
  }
}
