package io.splatlas.actors.query;

import io.splatlas.actors.model.FeatureProjection;
import io.splatlas.actors.model.Instance;
import io.splatlas.actors.model.SceneNames;
import io.splatlas.actors.model.SceneProblem;
import io.splatlas.actors.runtime.GpuJob;
import io.splatlas.actors.runtime.GpuSlice;
import io.splatlas.actors.train.SceneModel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Compares every label of a vocabulary with every instance. One slice. */
final class LabelJob {
  private static final double SHARPNESS = 10;

  private LabelJob() {}

  /**
   * A job that fails with a {@code SceneProblem} NOT_READY while there is nothing to compare with.
   *
   * @param labels the vocabulary in the language that belongs to the scene's features
   */
  static GpuJob<SceneNames> of(SceneModel model, List<EmbeddedText> labels, String language) {
    return GpuJob.once(slice -> run(slice, model, labels, language));
  }

  private static SceneNames run(
      GpuSlice slice, SceneModel model, List<EmbeddedText> labels, String language) {
    FeatureProjection projection = model.projection();
    if (projection == null) {
      throw new SceneProblem(
          SceneProblem.Reason.NOT_READY,
          "no frame of the scene has been described yet; ask again in a moment");
    }
    if (model.instances().isEmpty()) {
      throw new SceneProblem(SceneProblem.Reason.NOT_READY, "the scene has no instances yet");
    }
    List<Relevancy> relevancies =
        labels.stream().map(label -> new Relevancy(label, projection)).toList();
    Map<Integer, float[]> embeddings = InstanceEmbeddings.of(slice.device().snapshot(model.set()));
    List<SceneNames.Named> named = new ArrayList<>();
    for (Instance instance : model.instances()) {
      float[] features = embeddings.get(instance.id());
      if (features != null) {
        named.add(name(instance, features, relevancies));
      }
    }
    return new SceneNames(named, language, model.revision(), model.iterations());
  }

  private static SceneNames.Named name(
      Instance instance, float[] features, List<Relevancy> relevancies) {
    int best = 0;
    double bestSimilarity = -2;
    double sum = 0;
    for (int k = 0; k < relevancies.size(); k++) {
      double similarity = relevancies.get(k).similarity(features);
      sum += Math.exp(SHARPNESS * similarity);
      if (similarity > bestSimilarity) {
        bestSimilarity = similarity;
        best = k;
      }
    }
    return new SceneNames.Named(
        instance,
        best,
        (float) (Math.exp(SHARPNESS * bestSimilarity) / sum),
        (float) relevancies.get(best).of(features));
  }
}
