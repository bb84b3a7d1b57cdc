package io.splatlas.gateway.convert;

import io.splatlas.actors.model.SceneOptions;
import io.splatlas.actors.model.SceneProfile;
import io.splatlas.actors.model.SceneState;
import io.splatlas.actors.model.SceneStatus;
import io.splatlas.gateway.status.Violations;
import io.splatlas.proto.v1.Box;
import io.splatlas.proto.v1.Scene;
import io.splatlas.proto.v1.Vector3;

/** Scenes and their options as messages. */
public final class SceneMessages {
  private static final String OPTIONS = "options.";

  private SceneMessages() {}

  /** A scene's statistics. */
  public static Scene toMessage(SceneStatus status) {
    Scene.Builder scene =
        Scene.newBuilder()
            .setId(status.id())
            .setState(toMessage(status.state()))
            .setOptions(
                toMessage(status.options(), (int) Math.min(Integer.MAX_VALUE, status.frames())))
            .setCreateTime(Times.toTimestamp(status.created()))
            .setFrames(status.frames())
            .setTrainedFrames(status.trainedFrames())
            .setGaussians(status.gaussians())
            .setIterations(status.iterations())
            .setInstances(status.instances())
            .setRevision(status.revision())
            .setTrainingPsnr(status.trainingPsnr())
            .setFailure(status.failure())
            .setClusterings(status.clusterings());
    if (status.bounds().length == 6) {
      scene.setBounds(toBox(status.bounds()));
    }
    if (status.newestCamera() != null) {
      scene
          .setNewestPose(CameraPoses.message(status.newestCamera()))
          .setNewestIntrinsics(Cameras.message(status.newestCamera()));
    }
    return scene.build();
  }

  /** min x y z, max x y z as a box. */
  public static Box toBox(float[] bounds) {
    return Box.newBuilder().setMin(toVector(bounds, 0)).setMax(toVector(bounds, 3)).build();
  }

  /** Three values from an offset on as a vector. */
  public static Vector3 toVector(float[] values, int offset) {
    return Vector3.newBuilder()
        .setX(values[offset])
        .setY(values[offset + 1])
        .setZ(values[offset + 2])
        .build();
  }

  /**
   * The options wanted, defaults filled in; faults are noted and replaced by defaults.
   *
   * @param violations takes what is out of range, as paths from the request
   */
  public static SceneOptions toOptions(
      io.splatlas.proto.v1.SceneOptions wanted, Violations violations) {
    SceneOptions defaults = SceneOptions.DEFAULTS;
    return new SceneOptions(
        chosen(
            wanted.getMaxGaussians(),
            1_000,
            10_000_000,
            defaults.maxGaussians(),
            "max_gaussians",
            violations),
        degree(wanted, violations),
        chosen(
            wanted.getIterations(), 1, 1_000_000, defaults.iterations(), "iterations", violations),
        wanted.getSeed() == 0 ? defaults.seed() : wanted.getSeed(),
        wanted.hasUseDepth() ? wanted.getUseDepth() : defaults.useDepth(),
        profile(wanted, violations),
        wanted.getAntialiased(),
        wanted.getRefinePoses());
  }

  private static int chosen(
      int value, int least, int most, int byDefault, String field, Violations violations) {
    if (value == 0) {
      return byDefault;
    }
    if (value < least || value > most) {
      violations.add(
          OPTIONS + field,
          "must be 0 or %,d to %,d, got %s"
              .formatted(least, most, Integer.toUnsignedString(value)));
      return byDefault;
    }
    return value;
  }

  private static SceneProfile profile(
      io.splatlas.proto.v1.SceneOptions wanted, Violations violations) {
    return switch (wanted.getProfile()) {
      case SCENE_PROFILE_UNSPECIFIED -> SceneOptions.DEFAULTS.profile();
      case SCENE_PROFILE_LIFTED -> SceneProfile.LIFTED;
      case SCENE_PROFILE_LIVE -> SceneProfile.LIVE;
      case SCENE_PROFILE_FREEGS -> SceneProfile.FREEGS;
      case UNRECOGNIZED -> {
        violations.add(OPTIONS + "profile", "is none that is known: " + wanted.getProfileValue());
        yield SceneOptions.DEFAULTS.profile();
      }
    };
  }

  private static io.splatlas.proto.v1.SceneProfile toMessage(SceneProfile profile) {
    return switch (profile) {
      case LIFTED -> io.splatlas.proto.v1.SceneProfile.SCENE_PROFILE_LIFTED;
      case LIVE -> io.splatlas.proto.v1.SceneProfile.SCENE_PROFILE_LIVE;
      case FREEGS -> io.splatlas.proto.v1.SceneProfile.SCENE_PROFILE_FREEGS;
    };
  }

  private static int degree(io.splatlas.proto.v1.SceneOptions wanted, Violations violations) {
    if (!wanted.hasShDegree()) {
      return SceneOptions.DEFAULTS.shDegree();
    }
    int degree = wanted.getShDegree();
    if (degree < 0 || degree > 3) {
      violations.add(
          OPTIONS + "sh_degree", "must be 0 to 3, got " + Integer.toUnsignedString(degree));
      return SceneOptions.DEFAULTS.shDegree();
    }
    return degree;
  }

  private static io.splatlas.proto.v1.SceneOptions toMessage(SceneOptions options, int frames) {
    return io.splatlas.proto.v1.SceneOptions.newBuilder()
        .setMaxGaussians(options.gaussians(frames))
        .setShDegree(options.shDegree())
        .setIterations(options.iterations(frames))
        .setSeed(options.seed())
        .setUseDepth(options.useDepth())
        .setProfile(toMessage(options.profile()))
        .setAntialiased(options.antialiased())
        .setRefinePoses(options.refinePoses())
        .build();
  }

  private static io.splatlas.proto.v1.SceneState toMessage(SceneState state) {
    return switch (state) {
      case CAPTURING -> io.splatlas.proto.v1.SceneState.SCENE_STATE_CAPTURING;
      case FINISHING -> io.splatlas.proto.v1.SceneState.SCENE_STATE_FINISHING;
      case FINISHED -> io.splatlas.proto.v1.SceneState.SCENE_STATE_FINISHED;
      case FAILED -> io.splatlas.proto.v1.SceneState.SCENE_STATE_FAILED;
    };
  }
}
