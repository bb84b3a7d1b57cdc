package io.splatlas.actors.instance;

import io.splatlas.actors.cluster.ClusteringResult;
import io.splatlas.actors.model.Instance;
import io.splatlas.actors.model.Instance.Status;
import io.splatlas.actors.model.InstanceChange;
import io.splatlas.actors.model.InstanceFeed;
import io.splatlas.gpu.GaussianSnapshot;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps ids by shared Gaussians: clusters and known instances are paired by optimal assignment;
 * what is left over is born, split, merged or removed, only after several clusterings agree
 * (hysteresis), so that one noisy clustering neither names nor renames anything.
 */
final class MatchingRegistry implements InstanceRegistry {
  /** A part or a merge needs the larger part of the Gaussians concerned. */
  private static final double MAJORITY = 0.5;

  /** Time that clusterings must show a cluster of nobody's Gaussians for, to believe in it. */
  private static final Duration BIRTH = Duration.ofSeconds(2);

  private final RegistryPolicy policy;
  private final ChangeLog log;
  private final Map<Integer, KnownInstance> known = new TreeMap<>();
  private final PendingBirths pendingBirths = new PendingBirths();
  private final PendingSplits pendingSplits = new PendingSplits();
  private final PendingMoves pendingMoves = new PendingMoves();
  private int lastId;

  MatchingRegistry(RegistryPolicy policy) {
    this.policy = policy;
    this.log = new ChangeLog(policy.history());
  }

  @Override
  public Update update(ClusteringResult clusters, GaussianSnapshot snapshot, Basis basis) {
    if (clusters.labels().length != snapshot.count()) {
      throw new IllegalArgumentException(
          "clustering has %d labels for %d Gaussians"
              .formatted(clusters.labels().length, snapshot.count()));
    }
    int[] before = livingOnly(snapshot);
    Overlap overlap = Overlap.of(before, clusters.labels(), clusters.clusters());
    Decision decision = new Decision(overlap, clusters.clusters());
    matchKnown(overlap, basis, decision);
    nameTheRest(overlap, clusters, snapshot, basis, decision);
    settleTheUnmatched(overlap, basis, decision);
    int[] instances = decision.instances(snapshot.instances(), clusters.labels());
    holdMoves(before, instances, snapshot.identities(), basis, decision);
    List<InstanceChange> changes = tell(decision, instances, clusters, snapshot, basis);
    return new Update(changes, instances, sightings());
  }

  private Map<Integer, Integer> sightings() {
    Map<Integer, Integer> ages = new TreeMap<>();
    known.forEach(
        (id, instance) -> {
          if (instance.alive()) {
            ages.put(id, instance.age);
          }
        });
    return ages;
  }

  private int[] livingOnly(GaussianSnapshot snapshot) {
    BitSet alive = new BitSet();
    known.forEach((id, instance) -> alive.set(id, instance.alive()));
    int[] living = Arrays.copyOf(snapshot.instances(), snapshot.count());
    for (int row = 0; row < living.length; row++) {
      living[row] = alive.get(living[row]) ? living[row] : 0;
    }
    return living;
  }

  private void matchKnown(Overlap overlap, Basis basis, Decision decision) {
    double[][] gain = new double[overlap.ids().length][decision.target.length];
    for (int row = 0; row < gain.length; row++) {
      for (int c = 0; c < decision.target.length; c++) {
        double shared = overlap.shared()[row][c];
        double smaller = Math.min(overlap.known()[row], overlap.clusters()[c]);
        gain[row][c] = shared >= policy.minShare() * smaller ? shared : 0;
      }
    }
    int[] columnOf = Assignment.maximise(gain);
    for (int row = 0; row < columnOf.length; row++) {
      if (columnOf[row] >= 0) {
        decision.match(row, columnOf[row]);
        if (basis.weight().counts()) {
          living(overlap.ids()[row]).seenOnItsOwn();
        }
      }
    }
  }

  /** Whether most of a cluster belongs to known instances, so that it came out of one. */
  private static boolean isPart(Overlap overlap, int cluster) {
    return overlap.mainSource(cluster) >= 0
        && overlap.claimed(cluster) >= MAJORITY * overlap.clusters()[cluster];
  }

  private void nameTheRest(
      Overlap overlap,
      ClusteringResult clusters,
      GaussianSnapshot snapshot,
      Basis basis,
      Decision decision) {
    boolean counts = basis.weight().counts();
    pendingBirths.nextClustering(Arrays.copyOf(snapshot.identities(), snapshot.count()));
    if (counts) {
      pendingSplits.nextLook();
    }
    // While nothing is known, whatever is steady is worth telling soon.
    Duration birth = overlap.ids().length == 0 ? Duration.ZERO : BIRTH;
    for (int c = 0; c < decision.target.length; c++) {
      if (decision.target[c] != 0 || overlap.clusters()[c] == 0) {
        continue;
      }
      long[] members = identitiesOf(c, clusters.labels(), snapshot.identities());
      if (isPart(overlap, c)) {
        int sourceId = overlap.ids()[overlap.mainSource(c)];
        boolean split = counts && isSplit(sourceId, members, basis);
        decision.target[c] = split ? ++lastId : sourceId;
        if (split) {
          decision.splitFrom.put(lastId, sourceId);
        }
      } else if (pendingBirths.isBelieved(members, basis.evidence(), birth) || isDecisive(basis)) {
        decision.target[c] = ++lastId;
      }
    }
  }

  private boolean isSplit(int sourceId, long[] members, Basis basis) {
    int seen = pendingSplits.seen(sourceId, members);
    return seen >= policy.confirmations(living(sourceId).age, isDecisive(basis));
  }

  private void settleTheUnmatched(Overlap overlap, Basis basis, Decision decision) {
    for (KnownInstance instance : known.values()) {
      if (!instance.alive() || decision.isTarget(instance.told.id())) {
        continue;
      }
      int id = instance.told.id();
      int row = Arrays.binarySearch(overlap.ids(), id);
      boolean vanished = row < 0 && basis.weight() == Weight.FAMILIAR;
      if (!basis.weight().counts() && !vanished) {
        decision.kept.add(id);
        continue;
      }
      int into = row < 0 ? -1 : overlap.mainTarget(row);
      boolean swallowed =
          into >= 0
              && decision.target[into] != 0
              && overlap.shared()[row][into] >= MAJORITY * overlap.known()[row];
      if (swallowed) {
        int seen = instance.mergeSeenInto(decision.target[into]);
        if (seen >= policy.confirmations(instance.age, isDecisive(basis))) {
          decision.mergedInto.put(id, decision.target[into]);
        } else {
          decision.kept.add(id);
        }
      } else if (++instance.missed >= policy.patience(instance.age, isDecisive(basis))) {
        decision.removed.add(id);
      } else {
        decision.kept.add(id);
      }
    }
  }

  /**
   * Gaussians do not go to a known instance on one clustering's word. What is known to have been
   * born, merged or removed is confirmed already, and so is what a decisive clustering says.
   */
  private void holdMoves(
      int[] living, int[] instances, long[] identities, Basis basis, Decision decision) {
    if (isDecisive(basis)) {
      pendingMoves.forget();
      return;
    }
    BitSet old = new BitSet();
    known.keySet().forEach(old::set);
    BitSet ending = decision.ending();
    int[] before = living.clone();
    for (int row = 0; row < before.length; row++) {
      boolean newborn = instances[row] != 0 && !old.get(instances[row]);
      before[row] = newborn || ending.get(before[row]) ? instances[row] : before[row];
    }
    pendingMoves.hold(
        before,
        instances,
        identities,
        id -> policy.confirmations(living(id).age, false),
        basis.weight().counts(),
        basis.evidence());
  }

  private static boolean isDecisive(Basis basis) {
    return basis.weight() == Weight.DECISIVE;
  }

  private static long[] identitiesOf(int cluster, int[] labels, long[] identities) {
    long[] members = new long[labels.length];
    int count = 0;
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] == cluster) {
        members[count++] = identities[i];
      }
    }
    long[] sorted = Arrays.copyOf(members, count);
    Arrays.sort(sorted);
    return sorted;
  }

  private List<InstanceChange> tell(
      Decision decision,
      int[] instances,
      ClusteringResult clusters,
      GaussianSnapshot snapshot,
      Basis basis) {
    List<InstanceChange> changes = new ArrayList<>();
    Description description =
        new Description(policy, decision, clusters, snapshot.gaussians(), basis);
    membersById(instances)
        .forEach(
            (id, members) -> {
              KnownInstance before = known.get(id);
              Instance told = before == null ? null : before.told;
              InstanceChange.Kind kind =
                  before != null
                      ? InstanceChange.Kind.UPDATED
                      : decision.splitFrom.containsKey(id)
                          ? InstanceChange.Kind.SPLIT
                          : InstanceChange.Kind.CREATED;
              description
                  .of(id, members, told, log.revision() + 1)
                  .ifPresent(now -> changes.add(record(kind, now, basis)));
            });
    decision.mergedInto.forEach((id, into) -> changes.add(end(id, Status.MERGED, into, basis)));
    decision.removed.forEach(id -> changes.add(end(id, Status.REMOVED, 0, basis)));
    return changes;
  }

  /** Rows of the Gaussians of every instance, by rising id. */
  private static Map<Integer, int[]> membersById(int[] instances) {
    int[] counts = new int[Arrays.stream(instances).max().orElse(0) + 1];
    for (int id : instances) {
      counts[id]++;
    }
    int[][] rows = new int[counts.length][];
    Map<Integer, int[]> members = new TreeMap<>();
    for (int id = 1; id < counts.length; id++) {
      if (counts[id] > 0) {
        rows[id] = new int[counts[id]];
        members.put(id, rows[id]);
      }
    }
    for (int row = instances.length - 1; row >= 0; row--) {
      int id = instances[row];
      if (id > 0) {
        rows[id][--counts[id]] = row;
      }
    }
    return members;
  }

  private InstanceChange record(InstanceChange.Kind kind, Instance instance, Basis basis) {
    InstanceChange change =
        new InstanceChange(instance.revision(), kind, instance, 0, basis.now(), basis.frame());
    log.append(change);
    KnownInstance entry = known.get(instance.id());
    if (entry == null) {
      known.put(instance.id(), new KnownInstance(instance, 0));
    } else {
      entry.told = instance;
    }
    return change;
  }

  private InstanceChange end(int id, Status status, int mergedInto, Basis basis) {
    Instance last = living(id).told;
    Instance ended =
        new Instance(
            id,
            last.kind(),
            status,
            0,
            last.centroid(),
            last.box(),
            last.colour(),
            last.confidence(),
            last.createdRevision(),
            log.revision() + 1,
            mergedInto,
            last.splitFrom(),
            last.lastSeen(),
            last.orientedBox());
    return record(
        status == Status.MERGED ? InstanceChange.Kind.MERGED : InstanceChange.Kind.REMOVED,
        ended,
        basis);
  }

  private KnownInstance living(int id) {
    @Nullable KnownInstance instance = known.get(id);
    if (instance == null) {
      throw new IllegalStateException("instance " + id + " is not known");
    }
    return instance;
  }

  @Override
  public void restore(List<Instance> instances, Map<Integer, Integer> sightings, long revision) {
    for (Instance instance : instances) {
      int age = sightings.getOrDefault(instance.id(), policy.established());
      known.put(instance.id(), new KnownInstance(instance, age));
      lastId = Math.max(lastId, instance.id());
    }
    log.startBehind(revision);
  }

  @Override
  public InstanceFeed.Snapshot snapshot() {
    return new InstanceFeed.Snapshot(
        log.revision(),
        known.values().stream().filter(KnownInstance::alive).map(entry -> entry.told).toList());
  }

  @Override
  public Optional<List<InstanceChange>> changesAfter(long revision) {
    return log.after(revision);
  }

  @Override
  public Optional<Instance> find(int id) {
    return Optional.ofNullable(known.get(id)).map(entry -> entry.told);
  }

  @Override
  public long revision() {
    return log.revision();
  }
}
