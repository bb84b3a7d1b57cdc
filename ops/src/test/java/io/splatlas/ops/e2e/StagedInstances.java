package io.splatlas.ops.e2e;

import com.google.protobuf.util.Timestamps;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.splatlas.proto.v1.Box;
import io.splatlas.proto.v1.Instance;
import io.splatlas.proto.v1.InstanceChange;
import io.splatlas.proto.v1.InstanceChangeKind;
import io.splatlas.proto.v1.InstanceKind;
import io.splatlas.proto.v1.InstanceSnapshot;
import io.splatlas.proto.v1.InstanceStatus;
import io.splatlas.proto.v1.OrientedBox;
import io.splatlas.proto.v1.Quaternion;
import io.splatlas.proto.v1.Vector3;
import io.splatlas.proto.v1.WatchInstancesResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Instances that do what a test says, and those who watch them. */
final class StagedInstances {
  private final SortedMap<Integer, Instance> known = new TreeMap<>();
  private final List<InstanceChange> changes = new ArrayList<>();
  private final List<ServerCallStreamObserver<WatchInstancesResponse>> watches = new ArrayList<>();

  synchronized long revision() {
    return changes.size();
  }

  synchronized Optional<Instance> known(int id) {
    return Optional.ofNullable(known.get(id));
  }

  synchronized List<Instance> alive() {
    return known.values().stream()
        .filter(instance -> instance.getStatus() == InstanceStatus.INSTANCE_STATUS_ALIVE)
        .toList();
  }

  void create(int id, int gaussians) {
    tell(InstanceChangeKind.INSTANCE_CHANGE_KIND_CREATED, born(id, gaussians));
  }

  void split(int id, int from, int gaussians) {
    tell(InstanceChangeKind.INSTANCE_CHANGE_KIND_SPLIT, born(id, gaussians).setSplitFrom(from));
  }

  void merge(int id, int into) {
    tell(
        InstanceChangeKind.INSTANCE_CHANGE_KIND_MERGED,
        present(id)
            .setGaussians(0)
            .setMergedInto(into)
            .setStatus(InstanceStatus.INSTANCE_STATUS_MERGED));
  }

  void grow(int id, int gaussians) {
    tell(InstanceChangeKind.INSTANCE_CHANGE_KIND_UPDATED, present(id).setGaussians(gaussians));
  }

  private Instance.Builder born(int id, int gaussians) {
    return Instance.newBuilder()
        .setId(id)
        .setKind(InstanceKind.INSTANCE_KIND_OBJECT)
        .setStatus(InstanceStatus.INSTANCE_STATUS_ALIVE)
        .setGaussians(gaussians)
        .setConfidence(0.5f)
        .setCentroid(vector(0, 0, 0))
        .setBox(Box.newBuilder().setMin(vector(-1, -1, -1)).setMax(vector(1, 1, 1)))
        .setOrientedBox(
            OrientedBox.newBuilder()
                .setCentre(vector(0, 0, 0))
                .setRotation(Quaternion.newBuilder().setW(1))
                .setSize(vector(2, 2, 2)))
        .setCreatedRevision(revision() + 1);
  }

  private static Vector3 vector(double x, double y, double z) {
    return Vector3.newBuilder().setX(x).setY(y).setZ(z).build();
  }

  private synchronized Instance.Builder present(int id) {
    return known(id).orElseThrow().toBuilder();
  }

  private synchronized void tell(InstanceChangeKind kind, Instance.Builder after) {
    long revision = revision() + 1;
    Instance instance = after.setRevision(revision).build();
    known.put(instance.getId(), instance);
    InstanceChange change =
        InstanceChange.newBuilder()
            .setRevision(revision)
            .setKind(kind)
            .setInstance(instance)
            .setChangeTime(Timestamps.now())
            .setBasedOnFrame(10 + revision)
            .build();
    changes.add(change);
    watches.removeIf(ServerCallStreamObserver::isCancelled);
    watches.forEach(watch -> watch.onNext(message(change)));
  }

  private static WatchInstancesResponse message(InstanceChange change) {
    return WatchInstancesResponse.newBuilder().setChange(change).build();
  }

  /** As the contract has it: a snapshot, or the changes behind a revision; then what comes. */
  synchronized void watch(long after, StreamObserver<WatchInstancesResponse> caller) {
    ServerCallStreamObserver<WatchInstancesResponse> watch =
        (ServerCallStreamObserver<WatchInstancesResponse>) caller;
    if (after == 0) {
      watch.onNext(
          WatchInstancesResponse.newBuilder()
              .setSnapshot(
                  InstanceSnapshot.newBuilder().setRevision(revision()).addAllInstances(alive()))
              .build());
    } else {
      changes.subList((int) after, changes.size()).forEach(past -> watch.onNext(message(past)));
    }
    // Who is gone is found out when there is something to tell.
    watch.setOnCancelHandler(() -> {});
    watches.add(watch);
  }
}
