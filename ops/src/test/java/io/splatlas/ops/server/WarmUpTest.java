package io.splatlas.ops.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class WarmUpTest {
  @Test
  void shouldDoNothingMoreOnceTheKernelsAreInUse() {
    Deque<WarmUp.Way> ways = new ArrayDeque<>(List.of(WarmUp.Way.FREE, WarmUp.Way.OVER));
    WarmUp.run("cpu", ways::remove);
    assertEquals(0, ways.size());
  }

  @Test
  void shouldWaitWhileTheProcessorIsWanted() {
    Deque<WarmUp.Way> ways =
        new ArrayDeque<>(List.of(WarmUp.Way.BUSY, WarmUp.Way.BUSY, WarmUp.Way.OVER));
    WarmUp.run("cpu", ways::remove);
    assertEquals(0, ways.size());
  }
}
