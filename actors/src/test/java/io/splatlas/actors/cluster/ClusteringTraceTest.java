package io.splatlas.actors.cluster;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.actors.cluster.SyntheticRoom.Look;
import io.splatlas.actors.spatial.Parallel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class ClusteringTraceTest {
  private static final List<String> STAGES =
      List.of("surfaces", "what lies on them", "islands", "noise", "joins", "all Gaussians");

  /** A striped ball on a table: HDBSCAN finds stripes, joins make one thing of them. */
  private static SyntheticRoom room() {
    SyntheticRoom room = new SyntheticRoom(5, 0.15);
    room.object();
    room.patch(
        new double[] {0, 0, 0},
        new double[] {1.2, 0, 0},
        new double[] {0, 0.8, 0},
        0.01,
        SyntheticRoom.plain(0.6, 0.45, 0.3));
    room.object();
    float[] dark = {0.1f, 0.1f, 0.4f};
    float[] light = {0.95f, 0.9f, 0.7f};
    Look stripes = (x, y, z) -> Math.floorMod((int) Math.floor(z / 0.03), 2) == 0 ? dark : light;
    room.ball(new double[] {0.6, 0.4, 0.1}, 0.1, 0.008, stripes);
    return room;
  }

  @Test
  void shouldTellEveryStepAndEveryJoin() {
    SyntheticRoom room = room();
    ClusteringInput input = room.input(1);
    Recorder heard = new Recorder();
    UnionSpaceFinder finder =
        new UnionSpaceFinder(ClusteringSettings.DEFAULTS, Parallel.sequential());
    ClusteringResult result = finder.find(input, heard);
    assertEquals(STAGES, List.copyOf(heard.stages.keySet()));
    assertArrayEquals(result.labels(), heard.at("all Gaussians"));
    assertTrue(
        segmentsOfBall(room, heard.at("joins")) < segmentsOfBall(room, heard.at("noise")),
        "the stripes were joined");
    assertFalse(heard.joins.isEmpty());
    for (ClusteringTrace.Join join : heard.joins) {
      assertTrue(join.from().length <= join.into().length, "the smaller one goes into the other");
      assertTrue(join.length() > ClusteringSettings.DEFAULTS.seamLength());
      assertEquals("body, body", join.kinds());
      for (int row : join.from()) {
        assertEquals(1, room.truth()[row], "only the ball is in parts");
      }
    }
  }

  @Test
  void shouldFindTheSameWhoeverListens() {
    ClusteringInput input = room().input(1);
    UnionSpaceFinder finder =
        new UnionSpaceFinder(ClusteringSettings.DEFAULTS, Parallel.sequential());
    assertArrayEquals(finder.find(input).labels(), finder.find(input, new Recorder()).labels());
  }

  private static long segmentsOfBall(SyntheticRoom room, int[] labels) {
    int[] truth = room.truth();
    int[] ofBall = new int[labels.length];
    Arrays.setAll(ofBall, i -> truth[i] == 1 ? labels[i] : -1);
    return Arrays.stream(ofBall).filter(label -> label >= 0).distinct().count();
  }

  private static final class Recorder implements ClusteringTrace {
    private final Map<String, int[]> stages = new LinkedHashMap<>();
    private final List<Join> joins = new ArrayList<>();

    int[] at(String stage) {
      return requireNonNull(stages.get(stage));
    }

    @Override
    public void stage(String name, Supplier<int[]> labels) {
      stages.put(name, labels.get());
    }

    @Override
    public void joined(Supplier<Join> join) {
      joins.add(join.get());
    }
  }
}
