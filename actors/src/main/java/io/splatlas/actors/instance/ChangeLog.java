package io.splatlas.actors.instance;

import io.splatlas.actors.model.InstanceChange;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;

/**
 * The newest changes, bounded: older ones are forgotten and a subscriber behind them starts again
 * with a snapshot.
 */
final class ChangeLog {
  private final ArrayDeque<InstanceChange> changes = new ArrayDeque<>();
  private final int capacity;
  private long revision;

  ChangeLog(int capacity) {
    this.capacity = capacity;
  }

  long revision() {
    return revision;
  }

  /** The next change is the one behind this revision; earlier ones are not kept here. */
  void startBehind(long newRevision) {
    changes.clear();
    revision = newRevision;
  }

  void append(InstanceChange change) {
    if (change.revision() != revision + 1) {
      throw new IllegalStateException(
          "revision " + change.revision() + " does not follow " + revision);
    }
    if (changes.size() == capacity) {
      changes.removeFirst();
    }
    changes.addLast(change);
    revision = change.revision();
  }

  Optional<List<InstanceChange>> after(long since) {
    long oldest = revision - changes.size();
    if (since < oldest || since > revision) {
      return Optional.empty();
    }
    return Optional.of(changes.stream().skip(since - oldest).toList());
  }
}
