package io.splatlas.actors.scene;

import io.splatlas.actors.model.Instance;
import io.splatlas.actors.model.SceneExport;
import io.splatlas.actors.model.SceneProblem;
import io.splatlas.actors.runtime.GpuJob;
import io.splatlas.actors.train.SceneModel;
import io.splatlas.gpu.GaussianSnapshot;
import java.util.List;

/** The jobs that a scene itself has for the device. */
final class SceneJobs {

  /**
   * Instances to be brought to the Gaussians.
   *
   * @param model whose
   * @param identities of Gaussians
   * @param ids instance per identity, 0 = none
   * @param revision of the instances
   * @param living instances at that revision
   * @param last whether the scene is finished with it
   * @param round of clustering and refining that it ends, -1 for none
   */
  record Labels(
      SceneModel model,
      long[] identities,
      int[] ids,
      long revision,
      List<Instance> living,
      boolean last,
      int round) {}

  private SceneJobs() {}

  static GpuJob<Boolean> label(Labels labels) {
    return GpuJob.once(
        slice -> {
          SceneModel model = labels.model();
          slice.device().assignInstances(model.set(), labels.identities(), labels.ids());
          model.labelled(labels.revision(), labels.living());
          return true;
        });
  }

  static GpuJob<SceneExport> export(String scene, SceneModel model) {
    return GpuJob.once(
        slice -> {
          GaussianSnapshot gaussians = slice.device().snapshot(model.set());
          if (gaussians.count() == 0) {
            throw new SceneProblem(SceneProblem.Reason.NOT_READY, "the scene has no Gaussians yet");
          }
          return new SceneExport(
              scene, gaussians, model.instances(), model.revision(), model.iterations());
        });
  }
}
