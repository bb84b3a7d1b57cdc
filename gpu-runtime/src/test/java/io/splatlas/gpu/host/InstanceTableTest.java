package io.splatlas.gpu.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class InstanceTableTest {
  @Test
  void shouldAgreeWithAMap() {
    SplittableRandom random = new SplittableRandom(1);
    for (int n : new int[] {0, 1, 3, 4, 5, 1000, 5000}) {
      long[] identities = random.longs(n, 1, 4L * n + 2).toArray();
      int[] instances = random.ints(n, 0, 50).toArray();
      Map<Long, Integer> expected = new HashMap<>();
      for (int i = 0; i < n; i++) {
        expected.put(identities[i], instances[i]);
      }
      InstanceTable table = new InstanceTable(identities, instances, Long.MAX_VALUE);
      for (long identity = 1; identity <= 4L * n + 2; identity++) {
        assertEquals(expected.getOrDefault(identity, -1), table.get(identity));
      }
      assertEquals(
          expected.keySet().stream().mapToLong(Long::longValue).max().orElse(0), table.largest());
    }
  }

  @Test
  void shouldNotCountIdentitiesThatWereNeverGiven() {
    InstanceTable table = new InstanceTable(new long[] {3, 1_000_000}, new int[] {1, 2}, 10);
    assertEquals(3, table.largest());
    assertEquals(2, table.get(1_000_000));
  }
}
