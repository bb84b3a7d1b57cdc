package io.splatlas.actors.scene;

import io.splatlas.actors.cluster.ClusteringResult;
import io.splatlas.actors.instance.InstanceRegistry;
import io.splatlas.actors.model.Instance;
import io.splatlas.actors.model.InstanceChange;
import io.splatlas.actors.model.InstanceFeed;
import io.splatlas.gpu.GaussianSnapshot;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A registry for tests: cluster k is instance k + 1; keeps the last changes only. */
final class SidesRegistry implements InstanceRegistry {
  private final int kept;
  private final TreeMap<Integer, Instance> instances = new TreeMap<>();
  private final List<InstanceChange> changes = new ArrayList<>();
  private final Set<Long> identities = new HashSet<>();
  private Weight weight = Weight.GLANCE;
  private Map<Integer, Instant> inView = Map.of();
  private long revision;

  SidesRegistry(int kept) {
    this.kept = kept;
  }

  /** Identities of all Gaussians ever seen. */
  int distinctIdentities() {
    return identities.size();
  }

  /** How much the last clustering could decide. */
  Weight weight() {
    return weight;
  }

  /** When instances were in view last, by the last clustering. */
  Map<Integer, Instant> inView() {
    return inView;
  }

  @Override
  public Update update(ClusteringResult clusters, GaussianSnapshot snapshot, Basis basis) {
    weight = basis.weight();
    inView = basis.inView();
    for (long identity : snapshot.identities()) {
      identities.add(identity);
    }
    int[] ids = new int[snapshot.count()];
    int[] sizes = new int[clusters.clusters()];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = clusters.labels()[i] + 1;
      if (ids[i] > 0) {
        sizes[ids[i] - 1]++;
      }
    }
    List<InstanceChange> made = new ArrayList<>();
    for (int k = 0; k < sizes.length; k++) {
      made.add(change(k + 1, sizes[k], basis));
    }
    changes.addAll(made);
    return new Update(List.copyOf(made), ids, Map.of());
  }

  private InstanceChange change(int id, int size, Basis basis) {
    InstanceChange.Kind kind =
        instances.containsKey(id) ? InstanceChange.Kind.UPDATED : InstanceChange.Kind.CREATED;
    revision++;
    Instance instance =
        new Instance(
            id,
            Instance.Kind.OBJECT,
            Instance.Status.ALIVE,
            size,
            new float[3],
            new float[6],
            new float[3],
            1,
            id,
            revision,
            0,
            0,
            basis.lastSeen());
    instances.put(id, instance);
    return new InstanceChange(revision, kind, instance, 0, basis.now(), basis.frame());
  }

  @Override
  public void restore(List<Instance> told, Map<Integer, Integer> sightings, long at) {
    told.forEach(instance -> instances.put(instance.id(), instance));
    revision = at;
  }

  @Override
  public InstanceFeed.Snapshot snapshot() {
    return new InstanceFeed.Snapshot(revision, List.copyOf(instances.values()));
  }

  @Override
  public Optional<List<InstanceChange>> changesAfter(long after) {
    if (after > revision || after < revision - kept) {
      return Optional.empty();
    }
    return Optional.of(changes.stream().filter(change -> change.revision() > after).toList());
  }

  @Override
  public Optional<Instance> find(int id) {
    return Optional.ofNullable(instances.get(id));
  }

  @Override
  public long revision() {
    return revision;
  }
}
