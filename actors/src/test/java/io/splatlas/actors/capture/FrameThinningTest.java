package io.splatlas.actors.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.BitSet;
import org.junit.jupiter.api.Test;

class FrameThinningTest {
  private final BitSet held = new BitSet();
  private final float[] views = new float[6 * 64];
  private int frames;

  /** A camera at a place on the x axis that looks along z, turned about y. */
  private void camera(double x, double degrees) {
    int at = 6 * frames;
    views[at] = (float) x;
    views[at + 3] = (float) Math.sin(Math.toRadians(degrees));
    views[at + 5] = (float) Math.cos(Math.toRadians(degrees));
    held.set(++frames);
  }

  private BitSet redundant(int last) {
    return FrameThinning.redundant(views, held, 1, last);
  }

  private static BitSet numbers(int... numbers) {
    BitSet set = new BitSet();
    for (int number : numbers) {
      set.set(number);
    }
    return set;
  }

  @Test
  void shouldCallThoseRedundantThatANewerFrameSawFromNearlyTheSamePlace() {
    camera(0, 0);
    camera(1, 0);
    camera(2, 0);
    camera(1.05, 0);
    camera(4, 0);
    assertEquals(numbers(2), redundant(5));
  }

  @Test
  void shouldKeepFramesThatLookElsewhere() {
    camera(0, 0);
    camera(0, 45);
    camera(0, 5);
    camera(3, 0);
    assertEquals(numbers(1), redundant(4));
  }

  @Test
  void shouldMeasureNearByTheExtentOfAllCameras() {
    camera(0, 0);
    camera(1, 0);
    camera(100, 0);
    assertEquals(numbers(1), redundant(3));
  }

  @Test
  void shouldKeepOneOfManyFramesOfACameraThatStandsStill() {
    camera(0, 0);
    camera(0, 0);
    camera(0, 0);
    assertEquals(numbers(1, 2), redundant(3));
  }

  @Test
  void shouldLeaveSomeOfALineInWhichEachIsNearTheNext() {
    for (int i = 0; i <= 20; i++) {
      camera(i * 0.04, 0);
    }
    camera(1, 0);
    camera(2, 0);
    assertEquals(21 - 7, redundant(21).cardinality(), () -> redundant(21).toString());
  }

  @Test
  void shouldLookAtTheOldestOnlyAndAtNothingThatIsGone() {
    camera(0, 0);
    camera(0, 0);
    camera(0, 0);
    assertEquals(numbers(1), redundant(1));
    held.clear(2);
    held.clear(3);
    assertEquals(numbers(), redundant(3));
  }

  @Test
  void shouldSpreadWhatIsLeftWhenEverySecondGoes() {
    assertEquals(numbers(2, 5, 9), FrameThinning.everySecond(numbers(2, 3, 5, 7, 9, 11), 1, 9));
  }
}
