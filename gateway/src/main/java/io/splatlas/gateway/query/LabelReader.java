package io.splatlas.gateway.query;

import io.splatlas.actors.model.LabelQuestion;
import io.splatlas.actors.model.SceneNames;
import io.splatlas.actors.model.TextQuestion;
import io.splatlas.gateway.convert.Ids;
import io.splatlas.gateway.convert.InstanceMessages;
import io.splatlas.gateway.status.Violations;
import io.splatlas.proto.v1.InstanceLabel;
import io.splatlas.proto.v1.LabelInstancesRequest;
import io.splatlas.proto.v1.LabelInstancesResponse;

/** Checks vocabularies, and turns the names they give into an answer. */
final class LabelReader {
  private LabelReader() {}

  /** Notes all that is wrong with a request. */
  static void check(LabelInstancesRequest request, Violations violations) {
    Ids.checkScene(request.getSceneId(), "scene_id", violations);
    int count = request.getLabelsCount();
    violations.require(
        count >= 1 && count <= LabelQuestion.MOST,
        "labels",
        "must be 1 to %d, got %d".formatted(LabelQuestion.MOST, count));
    for (int k = 0; k < Math.min(count, LabelQuestion.MOST); k++) {
      String label = request.getLabels(k);
      violations.require(
          !label.isBlank() && label.length() <= TextQuestion.LONGEST,
          "labels[%d]".formatted(k),
          "must have 1 to %d characters".formatted(TextQuestion.LONGEST));
    }
  }

  static LabelInstancesResponse toMessage(SceneNames names, LabelInstancesRequest request) {
    LabelInstancesResponse.Builder response =
        LabelInstancesResponse.newBuilder()
            .setModel(names.language())
            .setRevision(names.revision())
            .setIteration(names.iteration());
    for (SceneNames.Named named : names.named()) {
      response.addLabels(
          InstanceLabel.newBuilder()
              .setInstance(InstanceMessages.toMessage(named.instance()))
              .setLabel(request.getLabels(named.label()))
              .setShare(named.share())
              .setRelevancy(named.relevancy()));
    }
    return response.build();
  }
}
