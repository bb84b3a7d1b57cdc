package io.splatlas.gateway.instance;

import io.splatlas.actors.model.InstanceChange;
import io.splatlas.actors.model.InstanceFeed;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What waits for one subscriber: a snapshot, then changes in the order of their revisions.
 *
 * <p>Of several waiting updates of an instance only the newest is kept, at its own revision, and
 * counts those it replaced. Created, merged, split and removed are never left out; when more than a
 * given number of them wait, the feed overflows and takes no more. That nothing changed is told
 * behind all that waits, and not when a change came since. So the memory is bounded by the
 * instances alive plus that number. Pure; not thread-safe.
 */
final class ConflatingFeed {
  private final int mostUndroppable;

  /** Waiting changes by revision, oldest first. */
  private final Map<Long, InstanceChange> waiting = new LinkedHashMap<>();

  /** Revision of the waiting update per instance. */
  private final Map<Integer, Long> updates = new HashMap<>();

  private InstanceFeed.@Nullable Snapshot snapshot;
  private InstanceFeed.@Nullable Unchanged unchanged;
  private long newest;
  private boolean overflowed;

  /**
   * @param mostUndroppable created, merged, split and removed that may wait
   * @param afterRevision revision the subscriber already has
   */
  ConflatingFeed(int mostUndroppable, long afterRevision) {
    this.mostUndroppable = mostUndroppable;
    this.newest = afterRevision;
  }

  /**
   * Takes the snapshot the feed begins with.
   *
   * @throws IllegalStateException when something was taken before
   */
  void offer(InstanceFeed.Snapshot first) {
    if (snapshot != null || !waiting.isEmpty() || newest != 0) {
      throw new IllegalStateException("a snapshot must be the first of a feed");
    }
    snapshot = first;
    newest = first.revision();
  }

  /**
   * Takes a change.
   *
   * @return how many updates were left out for it: 0 or 1
   * @throws IllegalStateException when its revision is not beyond those taken before
   */
  int offer(InstanceChange change) {
    if (overflowed) {
      return 0;
    }
    if (change.revision() <= newest) {
      throw new IllegalStateException(
          "revision " + change.revision() + " came after " + newest + ": revisions only grow");
    }
    newest = change.revision();
    unchanged = null;
    if (change.kind() == InstanceChange.Kind.UPDATED) {
      return keepNewest(change);
    }
    waiting.put(change.revision(), change);
    overflowed = waiting.size() - updates.size() > mostUndroppable;
    return 0;
  }

  /** Takes that nothing changed. */
  void offer(InstanceFeed.Unchanged same) {
    unchanged = same;
  }

  private int keepNewest(InstanceChange update) {
    Long replaced = updates.put(update.instance().id(), update.revision());
    InstanceChange older = replaced == null ? null : waiting.remove(replaced);
    waiting.put(update.revision(), older == null ? update : conflate(older, update));
    return older == null ? 0 : 1;
  }

  private static InstanceChange conflate(InstanceChange older, InstanceChange newer) {
    return new InstanceChange(
        newer.revision(),
        newer.kind(),
        newer.instance(),
        older.conflated() + 1 + newer.conflated(),
        newer.time(),
        newer.basedOnFrame());
  }

  /** What to send next, or null when nothing waits. */
  @Nullable InstanceFeed poll() {
    if (snapshot != null) {
      InstanceFeed.Snapshot first = snapshot;
      snapshot = null;
      return first;
    }
    Iterator<InstanceChange> oldest = waiting.values().iterator();
    if (!oldest.hasNext()) {
      InstanceFeed.Unchanged same = unchanged;
      unchanged = null;
      return same;
    }
    InstanceChange change = oldest.next();
    oldest.remove();
    if (change.kind() == InstanceChange.Kind.UPDATED) {
      updates.remove(change.instance().id());
    }
    return new InstanceFeed.Changes(List.of(change));
  }

  /** Whether more undroppable changes came than may wait; nothing is taken any more then. */
  boolean overflowed() {
    return overflowed;
  }

  /** Changes that wait, plus the instances of a snapshot that waits. */
  int size() {
    return waiting.size() + (snapshot == null ? 0 : snapshot.instances().size());
  }
}
