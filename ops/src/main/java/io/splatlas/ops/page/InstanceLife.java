package io.splatlas.ops.page;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.util.Timestamps;
import io.grpc.Status;
import io.splatlas.ops.client.SplatlasClient;
import io.splatlas.proto.v1.GetInstanceRequest;
import io.splatlas.proto.v1.GetSceneRequest;
import io.splatlas.proto.v1.Instance;
import io.splatlas.proto.v1.InstanceChange;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * What happened to one instance since it was found, as far as the server keeps it: a watch from
 * before its first revision to the present one.
 */
final class InstanceLife {
  private static final String KIND = "INSTANCE_CHANGE_KIND_";
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(20);

  private InstanceLife() {}

  /** JSON: events (kind, time, revision, gaussians, frame, lineage), complete. */
  static String json(SplatlasClient client, String scene, int id) {
    Instance instance =
        client
            .instances()
            .getInstance(
                GetInstanceRequest.newBuilder().setSceneId(scene).setInstanceId(id).build())
            .getInstance();
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    ArrayNode events = node.putArray("events");
    // Behind revision 0 comes a snapshot, so the change of revision 1 cannot be had.
    long after = Math.max(1, instance.getCreatedRevision() - 1);
    boolean all = collect(client, scene, id, after, events);
    return node.put("complete", all).toString();
  }

  /** Whether everything behind the revision was still there. */
  private static boolean collect(
      SplatlasClient client, String scene, int id, long after, ArrayNode events) {
    long present =
        client
            .scenes()
            .getScene(GetSceneRequest.newBuilder().setSceneId(scene).build())
            .getScene()
            .getRevision();
    long until = System.nanoTime() + PATIENCE;
    try (InstanceInbox inbox = InstanceInbox.watch(client, scene, after)) {
      for (long seen = after; seen < present; ) {
        switch (inbox.poll(TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime()))) {
          case InstanceInbox.Told told -> {
            InstanceChange change = told.message().getChange();
            seen = change.getRevision();
            if (change.getInstance().getId() == id) {
              events.add(event(change));
            }
          }
          case InstanceInbox.Over over -> {
            if (over.status().getCode() == Status.Code.OUT_OF_RANGE) {
              return false;
            }
            throw HttpProblem.of(over.status().asRuntimeException());
          }
          case InstanceInbox.Nothing nothing ->
              throw new HttpProblem(504, "the history took too long to read");
        }
      }
      return true;
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new HttpProblem(503, "the server stops", stopping);
    }
  }

  private static ObjectNode event(InstanceChange change) {
    Instance after = change.getInstance();
    return JsonNodeFactory.instance
        .objectNode()
        .put("kind", change.getKind().name().substring(KIND.length()).toLowerCase(Locale.ROOT))
        .put("time", Timestamps.toString(change.getChangeTime()))
        .put("revision", change.getRevision())
        .put("gaussians", after.getGaussians())
        .put("frame", change.getBasedOnFrame())
        .put("splitFrom", after.getSplitFrom())
        .put("mergedInto", after.getMergedInto());
  }
}
