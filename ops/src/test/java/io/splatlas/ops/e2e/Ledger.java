package io.splatlas.ops.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.proto.v1.Instance;
import io.splatlas.proto.v1.InstanceChange;
import io.splatlas.proto.v1.InstanceChangeKind;
import io.splatlas.proto.v1.InstanceSnapshot;
import io.splatlas.proto.v1.WatchInstancesResponse;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What one subscriber was ever told of a scene's instances, over all lives of the server; says when
 * something contradicts what was told before. Used by one thread at a time.
 */
final class Ledger {
  private final Map<Long, String> told = new HashMap<>();
  private final Map<Integer, Long> born = new HashMap<>();
  private final Map<Integer, Long> died = new HashMap<>();
  private final NavigableMap<Long, Set<Integer>> living = new TreeMap<>();
  private long last;

  Ledger() {
    living.put(0L, Set.of());
  }

  /** The last revision that was told. */
  synchronized long last() {
    return last;
  }

  /** Takes in a message of a watch that began behind {@link #last}. */
  synchronized void take(WatchInstancesResponse message) {
    switch (message.getMessageCase()) {
      case SNAPSHOT -> begin(message.getSnapshot());
      case CHANGE -> take(message.getChange());
      case UNCHANGED -> throw new AssertionError("told what was not asked for");
      case MESSAGE_NOT_SET -> throw new AssertionError("an empty message");
    }
  }

  /** What lives before made durable and did not come to tell anybody is in the first snapshot. */
  private void begin(InstanceSnapshot snapshot) {
    assertEquals(0, last, "begun twice");
    Set<Integer> ids = new TreeSet<>();
    for (Instance instance : snapshot.getInstancesList()) {
      ids.add(instance.getId());
      born.put(instance.getId(), snapshot.getRevision());
    }
    last = snapshot.getRevision();
    living.clear();
    living.put(last, ids);
  }

  private void take(InstanceChange change) {
    int id = change.getInstance().getId();
    long revision = change.getRevision();
    assertTrue(revision > last, () -> "revision " + revision + " after " + last);
    Set<Integer> now = new TreeSet<>(living.lastEntry().getValue());
    assertTrue(!died.containsKey(id), () -> "a change of instance " + id + ", which ended");
    switch (change.getKind()) {
      case INSTANCE_CHANGE_KIND_CREATED, INSTANCE_CHANGE_KIND_SPLIT -> {
        assertTrue(born.put(id, revision) == null, () -> "instance " + id + " began twice");
        now.add(id);
      }
      case INSTANCE_CHANGE_KIND_MERGED, INSTANCE_CHANGE_KIND_REMOVED -> {
        died.put(id, revision);
        assertTrue(now.remove(id), () -> "instance " + id + " ended and never began");
      }
      case INSTANCE_CHANGE_KIND_UPDATED ->
          assertTrue(now.contains(id), () -> "an update of " + id + ", which never began");
      default -> throw new AssertionError("an unknown kind of change");
    }
    told.put(revision, text(change.getKind(), id));
    living.put(revision, now);
    last = revision;
  }

  /** Holds what another subscriber was told against what this one was. */
  synchronized void compare(InstanceChange other) {
    String mine = told.get(other.getRevision());
    if (mine != null) {
      assertEquals(mine, text(other.getKind(), other.getInstance().getId()));
    }
  }

  /**
   * Holds a snapshot of no later revision than {@link #last} against what was told; one from before
   * this watch began says nothing.
   */
  synchronized void compare(long revision, Iterable<Instance> instances) {
    Set<Integer> ids = new TreeSet<>();
    instances.forEach(instance -> ids.add(instance.getId()));
    Map.Entry<Long, Set<Integer>> then = living.floorEntry(revision);
    if (then != null) {
      assertEquals(then.getValue(), ids, "living at revision " + revision);
    }
  }

  private static String text(InstanceChangeKind kind, int id) {
    return kind + " of " + id;
  }
}
