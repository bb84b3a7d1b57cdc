package io.splatlas.gpu.cpu;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.splatlas.gpu.host.MemoryAccount;
import java.util.Comparator;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DepthOrderTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void shouldSortStablyByDepth(int threads) {
    try (Workers workers = new Workers(threads)) {
      sort(new DepthOrder(workers));
    }
  }

  private static void sort(DepthOrder order) {
    SplittableRandom random = new SplittableRandom(1);
    for (int n : new int[] {0, 1, 2, 3, 17, 255, 5000, 8191, 20_000}) {
      float[] depths = new float[n];
      int[] keys = new int[n];
      int[] values = new int[n];
      for (int i = 0; i < n; i++) {
        // Many ties, and a range that uses all digits.
        depths[i] = (float) Math.pow(10, random.nextInt(-2, 9)) * random.nextInt(1, 4);
        keys[i] = Float.floatToRawIntBits(depths[i]);
        values[i] = i;
      }
      int[] expected =
          IntStream.range(0, n)
              .boxed()
              .sorted(Comparator.<Integer>comparingDouble(i -> depths[i]))
              .mapToInt(Integer::intValue)
              .toArray();
      order.reserve(new Buffers(new MemoryAccount(1 << 20)), n);
      order.sort(keys, values, n);
      for (int i = 0; i < n; i++) {
        assertEquals(expected[i], order.values()[i], "place " + i + " of " + n);
      }
    }
  }
}
