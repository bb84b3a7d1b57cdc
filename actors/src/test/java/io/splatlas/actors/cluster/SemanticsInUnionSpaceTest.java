package io.splatlas.actors.cluster;

import static io.splatlas.actors.cluster.SyntheticRoom.plain;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.actors.SyntheticScene;
import io.splatlas.actors.distill.BuiltInTeacher;
import io.splatlas.actors.spatial.Parallel;
import org.junit.jupiter.api.Test;

/**
 * Two balls of one colour that have grown into each other, so that neither place nor look tells
 * them apart; what a teacher says of them may.
 */
class SemanticsInUnionSpaceTest {
  private static final double FINE = 0.01;
  private static final double RADIUS = 0.1;

  /** They meet so far from their centres, radii: the crease is too sharp for one body. */
  private static final double CUT = 0.85;

  private static final SyntheticRoom.Look GREEN = plain(0.1, 0.5, 0.2);

  /** Object 0 is what they lie on, 1 and 2 are the balls. */
  private static SyntheticRoom room(float[] ofTable, float[] ofOne, float[] ofOther) {
    SyntheticRoom room = new SyntheticRoom(5, 0.15);
    room.feature(ofTable).object();
    room.patch(at(0, 0, 0), at(1.2, 0, 0), at(0, 0.8, 0), FINE, plain(0.6, 0.45, 0.3));
    room.feature(ofOne).object();
    room.ball(at(0.505, 0.4, 0.12), RADIUS, CUT, -1, FINE, GREEN);
    room.feature(ofOther).object();
    room.ball(at(0.675, 0.4, 0.12), RADIUS, CUT, 1, FINE, GREEN);
    return room;
  }

  private static double[] at(double x, double y, double z) {
    return new double[] {x, y, z};
  }

  private static SyntheticRoom toldApart() {
    return room(new float[] {0, 0, 0}, new float[] {1, 0, 0}, new float[] {0, 1, 0});
  }

  private static ClusteringResult find(SyntheticRoom room, double weight) {
    return new UnionSpaceFinder(
            ClusteringSettings.DEFAULTS.withSemanticWeight(weight), Parallel.threads(2))
        .find(room.input(1));
  }

  /** The cluster of most Gaussians of an object, which has at least {@code share} of them. */
  private static int clusterOf(SyntheticRoom room, ClusteringResult found, int object) {
    int[] members = new int[found.clusters()];
    int[] truth = room.truth();
    int all = 0;
    for (int i = 0; i < truth.length; i++) {
      if (truth[i] == object) {
        all++;
        if (found.labels()[i] >= 0) {
          members[found.labels()[i]]++;
        }
      }
    }
    int most = 0;
    for (int cluster = 1; cluster < members.length; cluster++) {
      most = members[cluster] > members[most] ? cluster : most;
    }
    assertTrue(
        members[most] > 0.9 * all,
        "object %d has %d of its %d Gaussians in one cluster"
            .formatted(object, members[most], all));
    return most;
  }

  @Test
  void shouldPartWhatOnlySemanticsTellApart() {
    SyntheticRoom room = toldApart();
    ClusteringResult found = find(room, 4);
    assertNotEquals(clusterOf(room, found, 1), clusterOf(room, found, 2));
  }

  @Test
  void shouldNotPartWhatSemanticsSayIsOne() {
    SyntheticRoom room = room(new float[] {0, 0, 0}, new float[] {1, 0, 0}, new float[] {1, 0, 0});
    ClusteringResult found = find(room, 4);
    assertEquals(clusterOf(room, found, 1), clusterOf(room, found, 2));
  }

  @Test
  void shouldFindTheSameWithAndWithoutSemanticsOfNoWeight() {
    SyntheticRoom room = toldApart();
    ClusteringResult found = find(room, 0);
    assertEquals(clusterOf(room, found, 1), clusterOf(room, found, 2));
    SyntheticRoom silent = room(new float[0], new float[0], new float[0]);
    assertArrayEquals(find(silent, 4).labels(), found.labels(), "nothing was said");
    assertArrayEquals(find(silent, 4).probabilities(), found.probabilities());
  }

  @Test
  void shouldLeaveOutFeaturesThatOnlyRepeatAppearance() {
    assertEquals(0, ClusteringSettings.of(new BuiltInTeacher()).semanticWeight());
    assertEquals(
        ClusteringSettings.DEFAULTS, ClusteringSettings.of(SyntheticScene.colourTeacher()));
  }
}
