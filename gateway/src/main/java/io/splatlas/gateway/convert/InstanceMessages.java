package io.splatlas.gateway.convert;

import io.splatlas.actors.model.Instance;
import io.splatlas.actors.model.InstanceChange;
import io.splatlas.actors.model.InstanceFeed;
import io.splatlas.actors.model.OrientedBox;
import io.splatlas.proto.v1.Colour;
import io.splatlas.proto.v1.InstanceChangeKind;
import io.splatlas.proto.v1.InstanceKind;
import io.splatlas.proto.v1.InstanceSnapshot;
import io.splatlas.proto.v1.InstanceStatus;
import io.splatlas.proto.v1.InstancesUnchanged;
import io.splatlas.proto.v1.Quaternion;

/** Instances and their changes as messages. */
public final class InstanceMessages {
  private InstanceMessages() {}

  /** An instance. */
  public static io.splatlas.proto.v1.Instance toMessage(Instance instance) {
    return io.splatlas.proto.v1.Instance.newBuilder()
        .setId(instance.id())
        .setKind(kind(instance.kind()))
        .setStatus(status(instance.status()))
        .setGaussians(instance.gaussians())
        .setCentroid(SceneMessages.toVector(instance.centroid(), 0))
        .setBox(SceneMessages.toBox(instance.box()))
        .setColour(colour(instance.colour()))
        .setConfidence(instance.confidence())
        .setCreatedRevision(instance.createdRevision())
        .setRevision(instance.revision())
        .setMergedInto(instance.mergedInto())
        .setSplitFrom(instance.splitFrom())
        .setLastSeenTime(Times.toTimestamp(instance.lastSeen()))
        .setOrientedBox(orientedBox(instance.orientedBox()))
        .build();
  }

  private static io.splatlas.proto.v1.OrientedBox orientedBox(OrientedBox box) {
    float[] q = box.rotation();
    return io.splatlas.proto.v1.OrientedBox.newBuilder()
        .setCentre(SceneMessages.toVector(box.centre(), 0))
        .setRotation(Quaternion.newBuilder().setW(q[0]).setX(q[1]).setY(q[2]).setZ(q[3]))
        .setSize(SceneMessages.toVector(box.size(), 0))
        .build();
  }

  /** That nothing changed. */
  public static InstancesUnchanged toMessage(InstanceFeed.Unchanged same) {
    return InstancesUnchanged.newBuilder()
        .setRevision(same.revision())
        .setBasedOnFrame(same.basedOnFrame())
        .build();
  }

  /** All living instances at a revision. */
  public static InstanceSnapshot toMessage(InstanceFeed.Snapshot snapshot) {
    InstanceSnapshot.Builder message =
        InstanceSnapshot.newBuilder().setRevision(snapshot.revision());
    for (Instance instance : snapshot.instances()) {
      message.addInstances(toMessage(instance));
    }
    return message.build();
  }

  /** A change. */
  public static io.splatlas.proto.v1.InstanceChange toMessage(InstanceChange change) {
    return io.splatlas.proto.v1.InstanceChange.newBuilder()
        .setRevision(change.revision())
        .setKind(kind(change.kind()))
        .setInstance(toMessage(change.instance()))
        .setConflated(change.conflated())
        .setChangeTime(Times.toTimestamp(change.time()))
        .setBasedOnFrame(change.basedOnFrame())
        .build();
  }

  private static Colour colour(float[] rgb) {
    return Colour.newBuilder().setRed(rgb[0]).setGreen(rgb[1]).setBlue(rgb[2]).build();
  }

  private static InstanceKind kind(Instance.Kind kind) {
    return switch (kind) {
      case OBJECT -> InstanceKind.INSTANCE_KIND_OBJECT;
      case BACKGROUND -> InstanceKind.INSTANCE_KIND_BACKGROUND;
    };
  }

  private static InstanceStatus status(Instance.Status status) {
    return switch (status) {
      case ALIVE -> InstanceStatus.INSTANCE_STATUS_ALIVE;
      case MERGED -> InstanceStatus.INSTANCE_STATUS_MERGED;
      case REMOVED -> InstanceStatus.INSTANCE_STATUS_REMOVED;
    };
  }

  private static InstanceChangeKind kind(InstanceChange.Kind kind) {
    return switch (kind) {
      case CREATED -> InstanceChangeKind.INSTANCE_CHANGE_KIND_CREATED;
      case UPDATED -> InstanceChangeKind.INSTANCE_CHANGE_KIND_UPDATED;
      case MERGED -> InstanceChangeKind.INSTANCE_CHANGE_KIND_MERGED;
      case SPLIT -> InstanceChangeKind.INSTANCE_CHANGE_KIND_SPLIT;
      case REMOVED -> InstanceChangeKind.INSTANCE_CHANGE_KIND_REMOVED;
    };
  }
}
