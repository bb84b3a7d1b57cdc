package io.splatlas.actors.query;

import io.splatlas.actors.model.FeatureProjection;
import io.splatlas.actors.model.ImageQuestion;
import io.splatlas.actors.model.Instance;
import io.splatlas.actors.model.SceneMatches;
import io.splatlas.actors.model.SceneProblem;
import io.splatlas.actors.runtime.GpuJob;
import io.splatlas.actors.runtime.GpuSlice;
import io.splatlas.actors.train.SceneModel;
import io.splatlas.gpu.Camera;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Compares what a teacher says of a picture with the instances of a scene, and with what a view
 * shows ({@link Likeness}). The relevancy is the share of an instance among all: the softmax of 10
 * times the cosines. One slice.
 */
final class ImageJob {
  private static final double SHARPNESS = 10;

  private ImageJob() {}

  /**
   * A job that fails with a {@code SceneProblem} NOT_READY while there is nothing to compare with.
   *
   * @param said what the teacher says of the picture, with all its channels
   */
  static GpuJob<SceneMatches> of(
      SceneModel model, ImageQuestion question, float[] said, String teacher) {
    return GpuJob.once(slice -> run(slice, model, question, said, teacher));
  }

  private static SceneMatches run(
      GpuSlice slice, SceneModel model, ImageQuestion question, float[] said, String teacher) {
    FeatureProjection projection = model.projection();
    if (projection == null) {
      throw new SceneProblem(
          SceneProblem.Reason.NOT_READY,
          "no frame of the scene has been described yet; ask again in a moment");
    }
    Map<Integer, float[]> embeddings = InstanceEmbeddings.of(slice.device().snapshot(model.set()));
    Likeness likeness = new Likeness(embeddings, projection.project(said));
    List<SceneMatches.Match> all = new ArrayList<>();
    double sum = 0;
    for (Instance instance : model.instances()) {
      float[] features = embeddings.get(instance.id());
      if (features != null) {
        float similarity = (float) likeness.of(features);
        sum += Math.exp(SHARPNESS * similarity);
        all.add(new SceneMatches.Match(instance, 0, similarity));
      }
    }
    Camera view = question.view();
    return new SceneMatches(
        best(all, sum, question),
        view == null ? null : FeatureMaps.of(slice, model, view, likeness::level),
        teacher,
        all.size(),
        model.revision(),
        model.iterations());
  }

  private static List<SceneMatches.Match> best(
      List<SceneMatches.Match> all, double sum, ImageQuestion question) {
    return all.stream()
        .filter(match -> match.similarity() >= question.minSimilarity())
        .sorted(Comparator.comparingDouble(SceneMatches.Match::similarity).reversed())
        .limit(question.most() == 0 ? Integer.MAX_VALUE : question.most())
        .map(
            match ->
                new SceneMatches.Match(
                    match.instance(),
                    (float) (Math.exp(SHARPNESS * match.similarity()) / sum),
                    match.similarity()))
        .toList();
  }
}
