package io.splatlas.actors.scene;

import io.splatlas.actors.model.SceneState;
import io.splatlas.actors.model.SceneStatus;
import io.splatlas.actors.train.TrainingProgress;
import io.splatlas.gpu.Camera;
import org.jspecify.annotations.Nullable;

/** How far a scene is; what its status is made of. */
final class SceneProgress {
  SceneState state;
  String failure;
  long newestFrame;
  long frames;
  int trainedFrames;
  int gaussians;
  long iterations;
  double psnr;
  float[] bounds = new float[0];
  long clusterings;
  @Nullable Camera newestCamera;

  /** Since its start: frames, state and failure last longer than a model of the scene. */
  SceneProgress(SceneManifest manifest) {
    this.state = manifest.state();
    this.failure = manifest.failure();
  }

  /** A frame is durable; told again after a restart of the capture. */
  void stored(long number) {
    if (number > newestFrame) {
      newestFrame = number;
      frames++;
    }
  }

  /**
   * Training begins.
   *
   * @param from what the model has been through already
   */
  void beginModel(TrainingProgress from, int gaussiansNow) {
    trainedFrames = from.frames().size();
    gaussians = gaussiansNow;
    iterations = from.iterations();
    psnr = from.psnr();
    if (!from.frames().isEmpty()) {
      newestCamera = from.frames().getLast().camera();
    }
  }

  SceneStatus status(SceneManifest manifest, SceneInstances instances) {
    return new SceneStatus(
        manifest.id(),
        state,
        manifest.options(),
        manifest.created(),
        frames,
        trainedFrames,
        gaussians,
        iterations,
        instances.living().size(),
        instances.revision(),
        psnr,
        bounds.clone(),
        failure,
        clusterings,
        newestCamera);
  }
}
