package io.splatlas.gateway.instance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.actors.model.InstanceChange;
import io.splatlas.actors.model.InstanceChange.Kind;
import io.splatlas.actors.model.InstanceFeed;
import io.splatlas.gateway.fake.Instances;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConflatingFeedTest {
  @Test
  void shouldGiveTheSnapshotFirst() {
    ConflatingFeed feed = new ConflatingFeed(16, 0);
    InstanceFeed.Snapshot snapshot = new InstanceFeed.Snapshot(3, List.of(Instances.alive(1, 3)));
    feed.offer(snapshot);
    feed.offer(Instances.change(4, Kind.CREATED, 2));
    assertEquals(2, feed.size());
    assertEquals(snapshot, feed.poll());
    assertEquals(4, changeOf(feed.poll()).revision());
    assertNull(feed.poll());
  }

  @Test
  void shouldKeepTheNewestUpdateAndCountThoseItReplaced() {
    ConflatingFeed feed = new ConflatingFeed(16, 0);
    feed.offer(Instances.change(1, Kind.UPDATED, 1));
    feed.offer(Instances.change(2, Kind.UPDATED, 2));
    assertEquals(1, feed.offer(Instances.change(3, Kind.UPDATED, 1)));
    assertEquals(1, feed.offer(Instances.change(4, Kind.UPDATED, 1)));
    assertEquals(2, changeOf(feed.poll()).revision());
    InstanceChange newest = changeOf(feed.poll());
    assertEquals(4, newest.revision());
    assertEquals(2, newest.conflated());
    assertNull(feed.poll());
  }

  @Test
  void shouldNotConflateWithAnUpdateThatWasSent() {
    ConflatingFeed feed = new ConflatingFeed(16, 0);
    feed.offer(Instances.change(1, Kind.UPDATED, 1));
    feed.poll();
    assertEquals(0, feed.offer(Instances.change(2, Kind.UPDATED, 1)));
    assertEquals(0, changeOf(feed.poll()).conflated());
  }

  @Test
  void shouldTellThatNothingChangedBehindAllThatWaits() {
    ConflatingFeed feed = new ConflatingFeed(16, 0);
    feed.offer(Instances.change(1, Kind.CREATED, 1));
    feed.offer(new InstanceFeed.Unchanged(1, 4));
    feed.offer(new InstanceFeed.Unchanged(1, 5));
    assertEquals(1, changeOf(feed.poll()).revision());
    assertEquals(new InstanceFeed.Unchanged(1, 5), feed.poll());
    assertNull(feed.poll());
  }

  @Test
  void shouldNotTellThatNothingChangedWhenSomethingDidSince() {
    ConflatingFeed feed = new ConflatingFeed(16, 0);
    feed.offer(new InstanceFeed.Unchanged(0, 4));
    feed.offer(Instances.change(1, Kind.CREATED, 1));
    assertEquals(1, changeOf(feed.poll()).revision());
    assertNull(feed.poll());
  }

  @Test
  void shouldOverflowWhenTooManyUndroppableChangesWait() {
    ConflatingFeed feed = new ConflatingFeed(2, 0);
    feed.offer(Instances.change(1, Kind.CREATED, 1));
    feed.offer(Instances.change(2, Kind.UPDATED, 1));
    feed.offer(Instances.change(3, Kind.REMOVED, 1));
    assertEquals(3, feed.size());
    feed.offer(Instances.change(4, Kind.CREATED, 2));
    assertTrue(feed.overflowed());
    feed.offer(Instances.change(5, Kind.CREATED, 3));
    assertEquals(4, feed.size());
  }

  @Test
  void shouldRefuseRevisionsThatDoNotGrow() {
    ConflatingFeed feed = new ConflatingFeed(16, 7);
    assertThrows(
        IllegalStateException.class, () -> feed.offer(Instances.change(7, Kind.UPDATED, 1)));
    assertThrows(
        IllegalStateException.class, () -> feed.offer(new InstanceFeed.Snapshot(9, List.of())));
  }

  /** Whatever is offered and however slowly it is read, the reader ends up knowing the same. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void shouldLoseNothingThatMatters(long seed) {
    Random random = new Random(seed);
    ConflatingFeed feed = new ConflatingFeed(Integer.MAX_VALUE, 0);
    List<InstanceChange> offered = new ArrayList<>();
    List<InstanceChange> read = new ArrayList<>();
    List<Integer> alive = new ArrayList<>();
    double readShare = random.nextDouble();
    for (long revision = 1; revision <= 3_000; revision++) {
      InstanceChange change = anyChange(random, revision, alive);
      offered.add(change);
      feed.offer(change);
      while (random.nextDouble() < readShare && feed.size() > 0) {
        read.add(changeOf(feed.poll()));
      }
      assertBounded(feed, offered, read, alive.size());
    }
    while (feed.size() > 0) {
      read.add(changeOf(feed.poll()));
    }
    assertInOrder(read);
    assertEquals(structural(offered), structural(read));
    assertEquals(state(offered), state(read));
    assertEquals(offered.size(), read.stream().mapToInt(c -> 1 + c.conflated()).sum());
  }

  private static void assertBounded(
      ConflatingFeed feed, List<InstanceChange> offered, List<InstanceChange> read, int alive) {
    int undroppable = structural(offered).size() - structural(read).size();
    assertTrue(feed.size() <= alive + 2 * undroppable, "the feed grows without bound");
  }

  private static void assertInOrder(List<InstanceChange> read) {
    for (int i = 1; i < read.size(); i++) {
      assertTrue(read.get(i).revision() > read.get(i - 1).revision());
    }
  }

  private static InstanceChange anyChange(Random random, long revision, List<Integer> alive) {
    int dice = random.nextInt(20);
    if (alive.isEmpty() || dice == 0) {
      alive.add((int) revision);
      return Instances.change(
          revision, random.nextBoolean() ? Kind.CREATED : Kind.SPLIT, (int) revision);
    }
    int at = random.nextInt(alive.size());
    if (dice == 1) {
      return Instances.change(
          revision,
          random.nextBoolean() ? Kind.MERGED : Kind.REMOVED,
          alive.remove(/* index */ at));
    }
    return Instances.change(revision, Kind.UPDATED, alive.get(at));
  }

  private static List<Long> structural(List<InstanceChange> changes) {
    return changes.stream()
        .filter(change -> change.kind() != Kind.UPDATED)
        .map(InstanceChange::revision)
        .toList();
  }

  /** The last state of every instance, as its revision. */
  private static Map<Integer, Long> state(List<InstanceChange> changes) {
    Map<Integer, Long> state = new TreeMap<>();
    changes.forEach(change -> state.put(change.instance().id(), change.instance().revision()));
    return state;
  }

  private static InstanceChange changeOf(@Nullable InstanceFeed feed) {
    return ((InstanceFeed.Changes) Objects.requireNonNull(feed)).changes().getFirst();
  }
}
