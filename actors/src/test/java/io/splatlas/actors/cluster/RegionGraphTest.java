package io.splatlas.actors.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RegionGraphTest {
  @Test
  void shouldJoinTheWeakestSeamFirstAndStopAtTheFirstStrongOne() {
    RegionGraph graph = new RegionGraph(4);
    graph.add(0, 1, 0.5);
    graph.add(1, 2, 0.1);
    graph.add(2, 3, 1.5);
    List<String> joins = new ArrayList<>();
    graph.join((contrast, a, b) -> contrast, (from, into) -> joins.add(from + ">" + into));

    assertEquals(List.of("2>1", "1>0"), joins);
    assertEquals(0, graph.groupOf(2));
    assertEquals(3, graph.groupOf(3));
  }

  @Test
  void shouldNotJoinThroughAFaintGapInAStrongSeam() {
    RegionGraph graph = new RegionGraph(2);
    graph.add(0, 1, 0);
    for (int i = 0; i < 9; i++) {
      graph.add(1, 0, 2);
    }
    graph.join((contrast, a, b) -> contrast, (from, into) -> {});
    assertNotEquals(graph.groupOf(0), graph.groupOf(1));
  }

  @Test
  void shouldAddUpTheSeamsOfRegionsThatJoin() {
    // Apart, 1 would join 2; 0 and 1 together have a strong seam with it.
    RegionGraph graph = new RegionGraph(3);
    graph.add(0, 1, 0.1);
    graph.add(1, 2, 0.9);
    graph.add(0, 2, 3);
    graph.join((contrast, a, b) -> contrast, (from, into) -> {});
    assertEquals(graph.groupOf(0), graph.groupOf(1));
    assertNotEquals(graph.groupOf(0), graph.groupOf(2));
  }

  @Test
  void shouldTellSizesThatGrowToTheStrength() {
    int[] sizes = {5, 5, 50};
    RegionGraph graph = new RegionGraph(3);
    graph.add(0, 1, 0.3);
    graph.add(1, 2, 0.4);
    graph.join(
        (contrast, a, b) -> Math.min(sizes[a], sizes[b]) < 8 ? contrast : 1,
        (from, into) -> sizes[into] += sizes[from]);
    assertEquals(graph.groupOf(0), graph.groupOf(1));
    assertNotEquals(graph.groupOf(1), graph.groupOf(2), "ten are enough to stay by themselves");
  }
}
