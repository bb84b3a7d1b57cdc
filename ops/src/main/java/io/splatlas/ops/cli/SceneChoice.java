package io.splatlas.ops.cli;

import io.splatlas.proto.v1.SceneOptions;
import io.splatlas.proto.v1.SceneProfile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of a scene to be made; 0 leaves the choice to the server. */
final class SceneChoice {
  @Option(
      names = "--max-gaussians",
      paramLabel = "N",
      description = "Hard cap on the number of Gaussians.")
  private int maxGaussians;

  @Option(
      names = "--iterations",
      paramLabel = "N",
      description = "Training iterations until the scene is finished.")
  private int iterations;

  @Option(
      names = "--sh-degree",
      paramLabel = "0..3",
      defaultValue = "-1",
      description = "Spherical-harmonics degree of colours.")
  private int shDegree;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "1",
      description = "Seed of all random choices. Default ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--profile",
      paramLabel = "lifted|live|freegs",
      description =
          "How semantics are learnt: in closed form; refined a little at the end; on the published schedule.")
  private @Nullable String profile;

  @Option(
      names = "--antialiased",
      description = "Train and render with the anti-aliased low-pass. Default: no.")
  private boolean antialiased;

  @Option(
      names = "--refine-poses",
      description =
          "Find out from the photographs where they were taken: for odometry that drifts. Default:"
              + " no.")
  private boolean refinePoses;

  SceneOptions options(boolean useDepth) {
    SceneOptions.Builder options =
        SceneOptions.newBuilder()
            .setMaxGaussians(maxGaussians)
            .setIterations(iterations)
            .setSeed(seed)
            .setUseDepth(useDepth)
            .setAntialiased(antialiased)
            .setRefinePoses(refinePoses);
    if (shDegree >= 0) {
      options.setShDegree(shDegree);
    }
    if (profile != null) {
      options.setProfile(profileOf(profile));
    }
    return options.build();
  }

  /** The same for a scene that is made without a server. */
  io.splatlas.actors.model.SceneOptions local(boolean useDepth) {
    int degree =
        shDegree < 0 ? io.splatlas.actors.model.SceneOptions.DEFAULTS.shDegree() : shDegree;
    try {
      return new io.splatlas.actors.model.SceneOptions(
          maxGaussians,
          degree,
          iterations,
          seed,
          useDepth,
          io.splatlas.actors.model.SceneProfile.LIFTED,
          antialiased,
          refinePoses);
    } catch (IllegalArgumentException wrong) {
      throw new UserError(String.valueOf(wrong.getMessage()));
    }
  }

  private static SceneProfile profileOf(String label) {
    return switch (label) {
      case "lifted" -> SceneProfile.SCENE_PROFILE_LIFTED;
      case "live" -> SceneProfile.SCENE_PROFILE_LIVE;
      case "freegs" -> SceneProfile.SCENE_PROFILE_FREEGS;
      default -> throw new UserError("--profile must be lifted, live or freegs, not " + label);
    };
  }
}
