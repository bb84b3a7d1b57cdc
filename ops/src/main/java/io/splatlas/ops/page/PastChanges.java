package io.splatlas.ops.page;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.util.Timestamps;
import io.grpc.Status;
import io.splatlas.ops.client.SplatlasClient;
import io.splatlas.proto.v1.GetSceneRequest;
import io.splatlas.proto.v1.Instance;
import io.splatlas.proto.v1.InstanceChange;
import io.splatlas.proto.v1.InstanceChangeKind;
import io.splatlas.proto.v1.InstanceKind;
import io.splatlas.proto.v1.WatchInstancesRequest;
import io.splatlas.proto.v1.WatchInstancesResponse;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * What happened to the instances of a scene, as far as the server keeps it: a watch from before a
 * revision to the present one.
 */
final class PastChanges {
  /** Of a scene's events so many of the newest are told. */
  static final int EVENTS = 300;

  private static final String KIND = "INSTANCE_CHANGE_KIND_";
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(20);

  private PastChanges() {}

  /**
   * The events of a scene as JSON: events (the newest {@value #EVENTS} but for mere updates), born
   * (when each instance was found, by id), lineage (every instance that came from another or went
   * into one: id, splitFrom, mergedInto, 0 = none), complete.
   */
  static String ofScene(SplatlasClient client, String scene) {
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    ObjectNode born = node.putObject("born");
    Map<Integer, Instance> related = new TreeMap<>();
    List<Long> first = new ArrayList<>(1);
    ArrayDeque<ObjectNode> newest = new ArrayDeque<>(EVENTS);
    boolean all =
        collect(
            client,
            scene,
            0,
            change -> {
              long time = Timestamps.toMillis(change.getChangeTime());
              String id = Integer.toString(change.getInstance().getId());
              if (isBirth(change)) {
                born.put(id, time);
              } else if (change.getInstance().getCreatedRevision() == 1 && !born.has(id)) {
                // The very first one cannot be had; the second is of the same clustering.
                born.put(id, first.isEmpty() ? time : first.get(0));
              }
              if (first.isEmpty()) {
                first.add(time);
              }
              Instance after = change.getInstance();
              if (after.getSplitFrom() != 0 || after.getMergedInto() != 0) {
                related.put(after.getId(), after);
              }
              if (change.getKind() != InstanceChangeKind.INSTANCE_CHANGE_KIND_UPDATED) {
                if (newest.size() == EVENTS) {
                  newest.removeFirst();
                }
                newest.addLast(event(change));
              }
            });
    ArrayNode events = node.putArray("events");
    newest.forEach(events::add);
    ArrayNode lineage = node.putArray("lineage");
    related.values().forEach(instance -> lineage.add(relations(instance)));
    return node.put("complete", all).toString();
  }

  private static ObjectNode relations(Instance instance) {
    return JsonNodeFactory.instance
        .objectNode()
        .put("id", instance.getId())
        .put("splitFrom", instance.getSplitFrom())
        .put("mergedInto", instance.getMergedInto());
  }

  private static boolean isBirth(InstanceChange change) {
    return change.getKind() == InstanceChangeKind.INSTANCE_CHANGE_KIND_CREATED
        || change.getKind() == InstanceChangeKind.INSTANCE_CHANGE_KIND_SPLIT;
  }

  /**
   * Tells all changes behind a revision, oldest first.
   *
   * @return whether everything behind the revision was still there
   * @throws HttpProblem when the watch fails or takes too long
   */
  static boolean collect(
      SplatlasClient client, String scene, long revision, Consumer<InstanceChange> told) {
    // Behind revision 0 comes a snapshot, so the change of revision 1 cannot be had.
    long after = Math.max(1, revision);
    long present =
        client
            .scenes()
            .getScene(GetSceneRequest.newBuilder().setSceneId(scene).build())
            .getScene()
            .getRevision();
    long until = System.nanoTime() + PATIENCE;
    try (Inbox<WatchInstancesRequest, WatchInstancesResponse> inbox =
        Inbox.instances(client, scene, after)) {
      for (long seen = after; seen < present; ) {
        switch (inbox.poll(TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime()))) {
          case Inbox.Told<WatchInstancesResponse> news -> {
            InstanceChange change = news.message().getChange();
            seen = change.getRevision();
            told.accept(change);
          }
          case Inbox.Over<WatchInstancesResponse> over -> {
            if (over.status().getCode() == Status.Code.OUT_OF_RANGE) {
              return false;
            }
            throw HttpProblem.of(over.status().asRuntimeException());
          }
          case Inbox.Nothing<WatchInstancesResponse> nothing ->
              throw new HttpProblem(504, "the history took too long to read");
        }
      }
      return true;
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new HttpProblem(503, "the server stops", stopping);
    }
  }

  /** One change: kind, id, time, revision, gaussians, frame, lineage. */
  static ObjectNode event(InstanceChange change) {
    Instance after = change.getInstance();
    return JsonNodeFactory.instance
        .objectNode()
        .put("kind", change.getKind().name().substring(KIND.length()).toLowerCase(Locale.ROOT))
        .put("id", after.getId())
        .put("background", after.getKind() == InstanceKind.INSTANCE_KIND_BACKGROUND)
        .put("time", Timestamps.toString(change.getChangeTime()))
        .put("revision", change.getRevision())
        .put("gaussians", after.getGaussians())
        .put("frame", change.getBasedOnFrame())
        .put("splitFrom", after.getSplitFrom())
        .put("mergedInto", after.getMergedInto());
  }
}
