package io.splatlas.actors.distill;

import io.splatlas.actors.model.FeatureProjection;
import io.splatlas.gpu.FeatureMap;
import java.util.List;

/** How a teacher's features become those that a Gaussian carries. */
public final class FieldProjections {
  private FieldProjections() {}

  /**
   * None where they fit, else the principal components of some maps.
   *
   * @param maps at least one, of equal channels
   * @param channels of a Gaussian at most
   */
  public static FeatureProjection fit(List<FeatureMap> maps, int channels) {
    int full = maps.getFirst().channels();
    return full <= channels
        ? FeatureProjection.identity(full)
        : ProjectionFitter.fit(maps, channels);
  }
}
