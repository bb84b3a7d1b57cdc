package io.splatlas.ops.splats;

import io.splatlas.actors.export.SplatFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * What viewers are told of a scene's Gaussians, and in which version each was last told anew.
 * Training moves every Gaussian a little with every step; one is told again when it differs from
 * what was told by more than a viewer would see, so errors stay bounded and do not add up. Not
 * thread-safe.
 */
final class SplatState {
  /** Part of the largest scale that a position may differ by. */
  private static final float MOVED = 0.1f;

  private static final int COLOUR_LEVELS = 4;
  private static final int SCALE_LEVELS = 1;
  private static final int ROTATION_LEVELS = 5;

  private static final int COLOUR = 12;
  private static final int SCALE = 16;
  private static final int ROTATION = 19;
  private static final int INSTANCE = 22;
  private static final float[] SCALES = scales();

  private ByteBuffer told = buffer(0);
  private int[] changed = new int[0];
  private int count;
  private int version;

  /** Versions begin with 1; 0 = nothing was told. */
  int version() {
    return version;
  }

  int count() {
    return count;
  }

  /**
   * Takes a newer state.
   *
   * @param records {@code size} records of {@link SplatFile}, from position 0, little-endian
   * @param exact whether any difference counts: for a scene that rests
   * @return Gaussians that changed; the version is a new one if there are any or their number is
   *     another one
   */
  int update(ByteBuffer records, int size, boolean exact) {
    int next = version + 1;
    grow(size);
    int differing = 0;
    for (int i = 0; i < size; i++) {
      if (i >= count || differs(records, i * SplatFile.STRIDE, exact)) {
        int at = i * SplatFile.STRIDE;
        told.put(at, records, at, SplatFile.STRIDE);
        changed[i] = next;
        differing++;
      }
    }
    if (differing > 0 || size != count || version == 0) {
      version = next;
    }
    count = size;
    return differing;
  }

  /** Indices of the Gaussians that changed after a version, rising. */
  int[] changedAfter(int since) {
    int[] indices = new int[count];
    int found = 0;
    for (int i = 0; i < count; i++) {
      if (changed[i] > since) {
        indices[found++] = i;
      }
    }
    return Arrays.copyOf(indices, found);
  }

  /** One byte of a record as it was told. */
  byte told(int index, int offset) {
    return told.get(index * SplatFile.STRIDE + offset);
  }

  private void grow(int size) {
    if (size > changed.length) {
      int room = Math.max(size, changed.length + (changed.length >> 1));
      changed = Arrays.copyOf(changed, room);
      told = buffer(room).put(0, told, 0, told.capacity());
    }
  }

  private static ByteBuffer buffer(int room) {
    return ByteBuffer.allocate(Math.multiplyExact(room, SplatFile.STRIDE))
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  private boolean differs(ByteBuffer records, int at, boolean exact) {
    if (exact) {
      return records.slice(at, SplatFile.STRIDE).mismatch(told.slice(at, SplatFile.STRIDE)) >= 0;
    }
    return records.getShort(at + INSTANCE) != told.getShort(at + INSTANCE)
        || differ(records, at + COLOUR, 4, COLOUR_LEVELS)
        || differ(records, at + SCALE, 3, SCALE_LEVELS)
        || differ(records, at + ROTATION, 3, ROTATION_LEVELS)
        || moved(records, at);
  }

  private boolean differ(ByteBuffer records, int at, int bytes, int levels) {
    for (int i = at; i < at + bytes; i++) {
      if (Math.abs((records.get(i) & 0xff) - (told.get(i) & 0xff)) > levels) {
        return true;
      }
    }
    return false;
  }

  private boolean moved(ByteBuffer records, int at) {
    float squared = 0;
    float largest = 0;
    for (int axis = 0; axis < 3; axis++) {
      float d = records.getFloat(at + 4 * axis) - told.getFloat(at + 4 * axis);
      squared += d * d;
      largest = Math.max(largest, SCALES[told.get(at + SCALE + axis) & 0xff]);
    }
    float most = MOVED * largest;
    // Written so that a position that is not a number counts as moved.
    return !(squared <= most * most);
  }

  private static float[] scales() {
    float[] scales = new float[256];
    for (int u = 0; u < scales.length; u++) {
      scales[u] = (float) Math.exp(u / SplatFile.SCALE_STEPS - SplatFile.SCALE_OFFSET);
    }
    return scales;
  }
}
