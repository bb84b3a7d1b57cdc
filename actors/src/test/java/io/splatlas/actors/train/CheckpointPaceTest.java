package io.splatlas.actors.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CheckpointPaceTest {
  private final CheckpointPace pace = new CheckpointPace(Duration.ofSeconds(10));

  @Test
  void shouldTakeOneWhenItIsDueAndSomethingWasLearnt() {
    assertFalse(pace.wants(5, 1), "not due");
    pace.due();
    assertFalse(pace.wants(0, 0), "nothing was learnt");
    assertTrue(pace.wants(5, 1));
    pace.taking(5, 1);
    pace.due();
    assertFalse(pace.wants(9, 1), "one is being written");
    assertFalse(pace.ended());
    assertTrue(pace.wants(9, 1));
    pace.taking(9, 1);
    pace.ended();
    pace.due();
    assertFalse(pace.wants(9, 1), "nothing new");
    assertTrue(pace.wants(9, 2));
  }

  @Test
  void shouldTakeTheLastOneAtOnceAndSaySo() {
    pace.taking(5, 1);
    pace.conclude();
    assertFalse(pace.wants(5, 1), "one is being written");
    assertFalse(pace.ended());
    assertTrue(pace.wants(5, 1));
    pace.taking(5, 1);
    assertTrue(pace.last());
    assertTrue(pace.ended());
    assertFalse(pace.wants(5, 1));
  }

  @Test
  void shouldWriteForATwentiethOfTheTimeAtMost() {
    assertEquals(Duration.ofSeconds(10), pace.pauseAfter(Duration.ofMillis(100)));
    assertEquals(Duration.ofSeconds(40), pace.pauseAfter(Duration.ofSeconds(2)));
  }
}
