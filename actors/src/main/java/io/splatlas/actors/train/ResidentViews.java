package io.splatlas.actors.train;

import io.splatlas.actors.runtime.GpuSlice;
import io.splatlas.gpu.DeviceMemory;
import io.splatlas.gpu.DeviceMemoryException;
import io.splatlas.gpu.GpuDevice;
import io.splatlas.gpu.TrainingView;
import io.splatlas.gpu.ViewData;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.LongPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The photographs on the device, within a budget of bytes: the one used longest ago goes first, one
 * always stays. Changed by jobs of its trainer only, of which one runs at a time; the trainer reads
 * it between them.
 */
final class ResidentViews {
  /** The last of so many parts of the device's memory is left to others. */
  private static final long CROWDED_PARTS = 4;

  /**
   * The budget is meant for the heap. A device with memory of its own has room for one of so many
   * parts of it: there every photograph that must be loaded again is a wait in a burst.
   */
  private static final long PARTS_OF_OWN_MEMORY = 8;

  private final long budget;
  private final Map<Long, TrainingView> views = new LinkedHashMap<>(16, 0.75f, true);
  private final boolean keepsPhotographs;
  private final Map<Long, ViewData> photographs = new HashMap<>();
  private long bytes;

  /**
   * @param keepsPhotographs keep a copy on the host of those that are on the device
   */
  ResidentViews(long budget, boolean keepsPhotographs) {
    this.budget = budget;
    this.keepsPhotographs = keepsPhotographs;
  }

  /** The copy on the host of a view on the device, null where none is kept. */
  @Nullable ViewData photograph(long number) {
    return photographs.get(number);
  }

  /** Puts a view on the device in place of one that is there already. */
  void replace(GpuSlice slice, long number, ViewData data) {
    drop(slice, number);
    put(slice, number, data, other -> false);
  }

  boolean contains(long number) {
    return views.containsKey(number);
  }

  long bytes() {
    return bytes;
  }

  int size() {
    return views.size();
  }

  @Nullable TrainingView get(long number) {
    return views.get(number);
  }

  /**
   * Uploads a view and makes room for it.
   *
   * @param evictable which views may go for it, besides itself; others may hold the budget exceeded
   *     by this one view
   */
  TrainingView put(GpuSlice slice, long number, ViewData data, LongPredicate evictable) {
    TrainingView view = upload(slice, data, evictable);
    views.put(number, view);
    if (keepsPhotographs) {
      photographs.put(number, data);
    }
    bytes += view.bytes();
    LongPredicate spared = other -> other != number && evictable.test(other);
    long allowed = allowed(slice.device());
    evict(slice, () -> bytes > allowed, spared);
    evict(slice, () -> isCrowded(slice.device().memory()), spared);
    return view;
  }

  private long allowed(GpuDevice device) {
    // Copies on the host are in the heap again.
    return device.info().ownsMemory() && !keepsPhotographs
        ? Math.max(budget, device.memory().cap() / PARTS_OF_OWN_MEMORY)
        : budget;
  }

  /** Photographs can be loaded again; Gaussians of this scene and others need the room more. */
  private static boolean isCrowded(DeviceMemory memory) {
    return memory.used() > memory.cap() / CROWDED_PARTS * (CROWDED_PARTS - 1);
  }

  /** Takes a view off the device, if it is there. */
  void drop(GpuSlice slice, long number) {
    TrainingView there = views.remove(number);
    if (there != null) {
      bytes -= there.bytes();
      slice.release(there);
      photographs.remove(number);
    }
  }

  void clear(GpuSlice slice) {
    evict(slice, () -> true, any -> true);
  }

  private TrainingView upload(GpuSlice slice, ViewData data, LongPredicate evictable) {
    try {
      return slice.keep(slice.device().upload(data));
    } catch (DeviceMemoryException full) {
      evict(slice, () -> true, evictable);
      return slice.keep(slice.device().upload(data));
    }
  }

  /** Takes views off the device, the one used longest ago first, while there are too many. */
  private void evict(GpuSlice slice, BooleanSupplier tooMany, LongPredicate evictable) {
    var oldest = views.entrySet().iterator();
    while (oldest.hasNext() && tooMany.getAsBoolean()) {
      Map.Entry<Long, TrainingView> entry = oldest.next();
      if (evictable.test(entry.getKey())) {
        bytes -= entry.getValue().bytes();
        slice.release(entry.getValue());
        photographs.remove(entry.getKey());
        oldest.remove();
      }
    }
  }
}
