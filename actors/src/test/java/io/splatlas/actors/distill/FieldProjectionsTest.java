package io.splatlas.actors.distill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.splatlas.actors.model.FeatureProjection;
import org.junit.jupiter.api.Test;

class FieldProjectionsTest {
  /** Of a teacher with three channels, for Gaussians with two. */
  private static final FeatureProjection RESTORED =
      FeatureProjection.onto(new float[3], new float[][] {{1, 0, 0}, {0, 1, 0}});

  @Test
  void shouldLearnNothingWhereFeaturesFit() {
    assertEquals(FeatureProjection.identity(3), FieldProjections.known(3, 3, null));
    assertEquals(FeatureProjection.identity(3), FieldProjections.known(3, 3, RESTORED));
  }

  @Test
  void shouldGoOnWithWhatAModelCameBackWith() {
    assertSame(RESTORED, FieldProjections.known(3, 2, RESTORED));
  }

  @Test
  void shouldLearnAnewForAnotherTeacherOrOtherGaussians() {
    assertNull(FieldProjections.known(3, 2, null));
    assertNull(FieldProjections.known(4, 2, RESTORED));
    assertNull(FieldProjections.known(4, 1, RESTORED));
  }
}
