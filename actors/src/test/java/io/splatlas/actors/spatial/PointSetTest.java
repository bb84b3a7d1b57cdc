package io.splatlas.actors.spatial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PointSetTest {
  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 2e18f})
  void shouldNameTheCoordinateThatIsOutOfRange(float bad) {
    String message = refusal(() -> PointSet.of(new float[] {0, 1, 2, 3, bad, 5}, 3));
    assertTrue(message.startsWith("coordinate 1 of point 1 is " + bad), message);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 0, 65})
  void shouldRefuseDimensionsOutOfRange(int dimensions) {
    assertTrue(refusal(() -> PointSet.of(new float[0], dimensions)).contains("1 to 64"));
  }

  @Test
  void shouldRefuseCoordinatesThatDoNotDivideIntoPoints() {
    assertTrue(refusal(() -> PointSet.of(new float[7], 3)).contains("7 coordinates"));
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, 0.5f, 0, -1, Float.POSITIVE_INFINITY})
  void shouldNameTheWeightThatIsOutOfRange(float bad) {
    String message = refusal(() -> PointSet.weighted(new float[] {0, 1}, 1, new float[] {1, bad}));
    assertTrue(message.startsWith("weight of point 1 is " + bad), message);
  }

  @Test
  void shouldRefuseWeightsThatDoNotMatchThePoints() {
    assertTrue(
        refusal(() -> PointSet.weighted(new float[3], 1, new float[2])).contains("2 weights"));
  }

  @Test
  void shouldCountEachPointOnceWithoutWeights() {
    PointSet points = PointSet.of(new float[4], 2);
    assertEquals(2, points.size());
    assertEquals(1f, points.weight(1));
    assertFalse(points.isWeighted());
  }

  private static String refusal(org.junit.jupiter.api.function.Executable call) {
    String message = assertThrows(IllegalArgumentException.class, call).getMessage();
    return message == null ? "" : message;
  }
}
