package io.splatlas.actors.model;

import java.util.List;

/**
 * The names that a vocabulary gives to instances, all of one state of the scene.
 *
 * @param named in the order of their ids
 * @param language the model that answered
 * @param revision of the instances
 * @param iteration training iterations the scene had
 */
public record SceneNames(List<Named> named, String language, long revision, long iteration) {

  /**
   * An instance and the label that describes it best.
   *
   * @param label its place in the vocabulary, from 0
   * @param share of that label among all of the vocabulary, 0..1: the softmax of 10 times the
   *     cosines
   * @param relevancy against the canonical phrases, 0..1; below a half no label fits
   */
  public record Named(Instance instance, int label, float share, float relevancy) {}
}
