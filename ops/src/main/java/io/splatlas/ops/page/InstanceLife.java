package io.splatlas.ops.page;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.splatlas.ops.client.SplatlasClient;
import io.splatlas.proto.v1.GetInstanceRequest;
import io.splatlas.proto.v1.Instance;
import io.splatlas.proto.v1.InstanceChange;

/**
 * What happened to one instance since it was found, as far as the server keeps it, and to others
 * that came out of it or went into it.
 */
final class InstanceLife {
  private InstanceLife() {}

  private static Instance instance(SplatlasClient client, String scene, int id) {
    return client
        .instances()
        .getInstance(GetInstanceRequest.newBuilder().setSceneId(scene).setInstanceId(id).build())
        .getInstance();
  }

  /** The instance as it is, or as it was when it was lost, in protobuf's JSON. */
  static String present(SplatlasClient client, String scene, int id) {
    return Answers.json(instance(client, scene, id));
  }

  /** JSON: events ({@link PastChanges#event}), complete. */
  static String events(SplatlasClient client, String scene, int id) {
    Instance instance = instance(client, scene, id);
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    ArrayNode events = node.putArray("events");
    boolean all =
        PastChanges.collect(
            client,
            scene,
            instance.getCreatedRevision() - 1,
            change -> {
              if (concerns(change, id)) {
                events.add(PastChanges.event(change));
              }
            });
    return node.put("complete", all).toString();
  }

  private static boolean concerns(InstanceChange change, int id) {
    Instance after = change.getInstance();
    return after.getId() == id
        || switch (change.getKind()) {
          case INSTANCE_CHANGE_KIND_MERGED -> after.getMergedInto() == id;
          case INSTANCE_CHANGE_KIND_SPLIT -> after.getSplitFrom() == id;
          default -> false;
        };
  }
}
