package io.splatlas.actors.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What was selected, all of one state of the scene.
 *
 * @param hits those with most selected Gaussians first
 * @param point the surface point that was met, metres; null when nothing was met or by box
 * @param mask where they are seen, null unless asked for
 * @param revision of the instances
 * @param iteration training iterations the scene had
 */
public record SceneSelection(
    List<Hit> hits, double @Nullable [] point, @Nullable Mask mask, long revision, long iteration) {

  /**
   * A selected instance.
   *
   * @param gaussians its Gaussians that were selected
   */
  public record Hit(Instance instance, int gaussians) {}

  /**
   * A picture of one byte a pixel.
   *
   * @param width pixels
   * @param height pixels
   * @param values width * height; what they mean says who made it
   */
  public record Mask(int width, int height, byte[] values) {}
}
