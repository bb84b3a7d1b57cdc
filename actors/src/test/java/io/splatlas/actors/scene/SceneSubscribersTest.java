package io.splatlas.actors.scene;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.actors.history.HistorySamples;
import io.splatlas.actors.history.HistoryState;
import io.splatlas.actors.history.InstanceHistory;
import io.splatlas.actors.model.InstanceFeed;
import io.splatlas.actors.telemetry.Telemetry;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SceneSubscribersTest {
  private final ActorTestKit kit = ActorTestKit.create();
  private final InstanceHistory history = new InstanceHistory(HistoryState.EMPTY, 3);
  private final SceneSubscribers subscribers = new SceneSubscribers("desk", Telemetry.NONE, 2);

  @AfterEach
  void close() {
    kit.shutdownTestKit();
  }

  private TestProbe<InstanceFeed> subscribed(boolean unchanged) {
    TestProbe<InstanceFeed> probe = kit.createTestProbe();
    assertTrue(subscribers.add(new Scene.Subscribe(0, unchanged, probe.getRef()), history, 0));
    assertEquals(new InstanceFeed.Snapshot(0, List.of()), probe.receiveMessage());
    return probe;
  }

  /** Nothing more may come: the robot pauses, and what was said last was lost with the call. */
  @Test
  void shouldTellWhoComesBackUpToWhichFrameNothingChanged() {
    history.apply(HistorySamples.event(1));
    for (boolean unchanged : new boolean[] {true, false}) {
      TestProbe<InstanceFeed> probe = kit.createTestProbe();
      subscribers.add(new Scene.Subscribe(1, unchanged, probe.getRef()), history, 9);
      if (unchanged) {
        assertEquals(new InstanceFeed.Unchanged(1, 9), probe.receiveMessage());
      }
      InstanceFeed change = new InstanceFeed.Changes(List.of());
      subscribers.tell(change);
      assertEquals(change, probe.receiveMessage());
    }
  }

  @Test
  void shouldTellThatNothingChangedOnlyToWhoWantsToKnow() {
    TestProbe<InstanceFeed> curious = subscribed(true);
    TestProbe<InstanceFeed> other = subscribed(false);
    InstanceFeed.Unchanged same = new InstanceFeed.Unchanged(0, 7);
    InstanceFeed change = new InstanceFeed.Changes(List.of());
    subscribers.tell(same);
    subscribers.tell(change);
    assertEquals(same, curious.receiveMessage());
    assertEquals(change, curious.receiveMessage());
    assertEquals(change, other.receiveMessage());
  }
}
