package io.splatlas.actors.distill;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.splatlas.actors.SyntheticScene;
import io.splatlas.gpu.FeatureMap;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyframesTest {
  private final Keyframes keyframes = new Keyframes(2 * 16, new MapMemory(Long.MAX_VALUE));

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
  void shouldGiveUpItsOwnMapsWhenAllScenesTogetherHaveTooMany() {
    MapMemory memory = new MapMemory(3 * 16);
    Keyframes first = new Keyframes(Long.MAX_VALUE, memory);
    Keyframes second = new Keyframes(Long.MAX_VALUE, memory);
    for (long number = 1; number <= 3; number++) {
      first.add(number, SyntheticScene.camera((int) number));
      second.add(number, SyntheticScene.camera((int) number));
    }
    first.keep(1, map());
    first.keep(2, map());
    second.keep(1, map());
    assertEquals(48, memory.used());
    first.keep(3, map());
    assertEquals(List.of(1L), first.undescribed());
    assertEquals(List.of(2L, 3L), second.undescribed());
    assertEquals(48, memory.used());
    first.forgetMaps();
    assertEquals(List.of(1L, 2L, 3L), first.undescribed());
    assertEquals(16, memory.used());
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
