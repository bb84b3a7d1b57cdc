package io.splatlas.actors.distill;

import io.splatlas.actors.model.FeatureProjection;
import io.splatlas.gpu.Camera;
import io.splatlas.gpu.FeatureMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a distiller lifted, for whoever refines it.
 *
 * @param projection of the maps, null when nothing was lifted
 * @param frames keyframes in the order they were taken up
 */
public record Taught(@Nullable FeatureProjection projection, List<Frame> frames) {

  /**
   * A keyframe.
   *
   * @param number of the frame
   * @param camera at training resolution
   * @param map what the teacher said of it, null where it is no longer kept
   */
  public record Frame(long number, Camera camera, @Nullable FeatureMap map) {}

  public Taught {
    frames = List.copyOf(frames);
  }
}
