package io.splatlas.actors.model;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a text describes or a picture shows, all of one state of the scene.
 *
 * @param matches the most relevant first
 * @param map relevancy to a text, or similarity to a picture, per pixel of the view asked for; 0 =
 *     0 (or less) or nothing seen, 255 = 1; null without a view
 * @param language the model that answered
 * @param compared instances that have an embedding
 * @param revision of the instances
 * @param iteration training iterations the scene had
 */
public record SceneMatches(
    List<Match> matches,
    SceneSelection.@Nullable Mask map,
    String language,
    int compared,
    long revision,
    long iteration) {

  /**
   * An instance and how well the text describes it.
   *
   * @param relevancy 0..1
   * @param similarity cosine, -1..1
   */
  public record Match(Instance instance, float relevancy, float similarity) {}
}
