package io.splatlas.actors.refine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ViewOrderTest {
  @Test
  void shouldSeeEveryViewOnceARound() {
    for (int round = 0; round < 3; round++) {
      int first = 7 * round;
      Set<Integer> seen =
          IntStream.range(first, first + 7)
              .mapToObj(k -> ViewOrder.at(k, 7, 1))
              .collect(Collectors.toSet());
      assertEquals(7, seen.size());
    }
  }
}
