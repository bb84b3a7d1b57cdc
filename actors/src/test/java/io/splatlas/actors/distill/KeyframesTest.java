package io.splatlas.actors.distill;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.splatlas.actors.SyntheticScene;
import io.splatlas.gpu.FeatureMap;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyframesTest {
  private final Keyframes keyframes = new Keyframes(2 * 16);

  private void add(long number) {
    keyframes.add(number, SyntheticScene.camera((int) number));
  }

  private static FeatureMap map() {
    return new FeatureMap(2, 2, 1, new float[4]);
  }

  private List<Long> described() {
    return keyframes.described().stream().map(Keyframes.Described::number).toList();
  }

  @Test
  void shouldKeepMapsWithinItsBudgetAndRememberTheOthers() {
    for (long number = 1; number <= 4; number++) {
      add(number);
    }
    keyframes.keep(1, map());
    keyframes.keep(2, map());
    assertEquals(List.of(1L, 2L), described());
    keyframes.keep(4, map());
    assertEquals(List.of(2L, 4L), described());
    assertEquals(List.of(1L, 3L), keyframes.undescribed());
    assertEquals(32, keyframes.bytes());
  }

  @Test
  void shouldCountAMapOnceThatIsReplacedOrRemoved() {
    add(1);
    keyframes.keep(1, map());
    keyframes.keep(1, map());
    assertEquals(16, keyframes.bytes());
    keyframes.remove(1);
    keyframes.keep(1, map());
    assertEquals(0, keyframes.bytes());
    assertEquals(0, keyframes.size());
  }
}
