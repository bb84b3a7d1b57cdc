package io.splatlas.actors.query;

import io.splatlas.actors.model.FeatureProjection;
import io.splatlas.actors.model.Instance;
import io.splatlas.actors.model.SceneMatches;
import io.splatlas.actors.model.SceneProblem;
import io.splatlas.actors.model.TextQuestion;
import io.splatlas.actors.runtime.GpuJob;
import io.splatlas.actors.runtime.GpuSlice;
import io.splatlas.actors.train.SceneModel;
import io.splatlas.gpu.Camera;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Compares a text with the instances of a scene, and with what a view shows. One slice. */
final class TextJob {
  private final SceneModel model;
  private final TextQuestion question;
  private final EmbeddedText text;
  private final String language;

  private TextJob(SceneModel model, TextQuestion question, EmbeddedText text, String language) {
    this.model = model;
    this.question = question;
    this.text = text;
    this.language = language;
  }

  /**
   * A job that fails with a {@code SceneProblem} NOT_READY while there is nothing to compare with.
   *
   * @param text the question's, in the language that belongs to the scene's features
   */
  static GpuJob<SceneMatches> of(
      SceneModel model, TextQuestion question, EmbeddedText text, String language) {
    TextJob job = new TextJob(model, question, text, language);
    return GpuJob.once(job::run);
  }

  private SceneMatches run(GpuSlice slice) {
    FeatureProjection projection = model.projection();
    if (projection == null) {
      throw notReady("no frame of the scene has been described yet; ask again in a moment");
    }
    if (model.instances().isEmpty()) {
      throw notReady("the scene has no instances yet");
    }
    Relevancy relevancy = new Relevancy(text, projection);
    Map<Integer, float[]> embeddings = InstanceEmbeddings.of(slice.device().snapshot(model.set()));
    List<SceneMatches.Match> all = new ArrayList<>();
    for (Instance instance : model.instances()) {
      float[] features = embeddings.get(instance.id());
      if (features != null) {
        all.add(
            new SceneMatches.Match(
                instance, (float) relevancy.of(features), (float) relevancy.similarity(features)));
      }
    }
    Camera view = question.view();
    return new SceneMatches(
        best(all),
        view == null ? null : FeatureMaps.of(slice, model, view, relevancy::of),
        language,
        all.size(),
        model.revision(),
        model.iterations());
  }

  private static SceneProblem notReady(String message) {
    return new SceneProblem(SceneProblem.Reason.NOT_READY, message);
  }

  private List<SceneMatches.Match> best(List<SceneMatches.Match> all) {
    return all.stream()
        .filter(match -> match.relevancy() >= question.minRelevancy())
        .sorted(Comparator.comparingDouble(SceneMatches.Match::relevancy).reversed())
        .limit(question.most() == 0 ? Integer.MAX_VALUE : question.most())
        .toList();
  }
}
