package io.splatlas.actors.distill;

import io.splatlas.actors.model.FeatureProjection;
import io.splatlas.gpu.FeatureMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

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

  /**
   * What is known before any map is there: none where features fit, else what a model came back
   * with, where that was of such features.
   *
   * @param teacher channels of its features
   * @param channels of a Gaussian
   * @param restored with the model, null with a new one
   * @return null when it has to be learnt from maps
   */
  static @Nullable FeatureProjection known(
      int teacher, int channels, @Nullable FeatureProjection restored) {
    if (teacher == channels) {
      return FeatureProjection.identity(channels);
    }
    boolean fits =
        restored != null
            && restored.teacherChannels() == teacher
            && restored.channels() == channels;
    return fits ? restored : null;
  }
}
