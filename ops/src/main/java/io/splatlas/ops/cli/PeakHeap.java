package io.splatlas.ops.cli;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.List;

/** The most heap in use since a moment, beyond what was in use then. */
final class PeakHeap {
  private final List<MemoryPoolMXBean> pools =
      ManagementFactory.getMemoryPoolMXBeans().stream()
          .filter(pool -> pool.getType() == MemoryType.HEAP)
          .toList();
  private final long before;

  private PeakHeap() {
    System.gc();
    pools.forEach(MemoryPoolMXBean::resetPeakUsage);
    before = pools.stream().mapToLong(pool -> pool.getUsage().getUsed()).sum();
  }

  static PeakHeap start() {
    return new PeakHeap();
  }

  /** Bytes, with garbage: the peaks of all pools added up, an upper bound. */
  long bytes() {
    long peak = pools.stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
    return Math.max(0, peak - before);
  }
}
