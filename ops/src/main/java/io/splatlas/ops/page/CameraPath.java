package io.splatlas.ops.page;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Arrays;

/**
 * Where the camera of a scene has been: at most {@value #CAPACITY} places, of which every second
 * one goes when they are full; from then on only so many frames are places. Not thread-safe.
 */
final class CameraPath {
  static final int CAPACITY = 1_024;

  private double[] places = new double[3 * 64];
  private int count;
  private int step = 1;
  private int skipped;

  /** Adds where a frame was seen from, metres. */
  void add(double x, double y, double z) {
    skipped++;
    if (count > 0 && skipped < step) {
      return;
    }
    skipped = 0;
    if (count == CAPACITY) {
      for (int i = 0; i < CAPACITY / 2; i++) {
        System.arraycopy(places, 6 * i, places, 3 * i, 3);
      }
      count = CAPACITY / 2;
      step *= 2;
    }
    if (places.length < 3 * (count + 1)) {
      places = Arrays.copyOf(places, 2 * places.length);
    }
    places[3 * count] = x;
    places[3 * count + 1] = y;
    places[3 * count + 2] = z;
    count++;
  }

  /** In order: [x, y, z] each, to the tenth of a millimetre. */
  ArrayNode json() {
    ArrayNode path = JsonNodeFactory.instance.arrayNode(count);
    for (int i = 0; i < count; i++) {
      ArrayNode place = path.addArray();
      for (int axis = 0; axis < 3; axis++) {
        place.add(Math.round(places[3 * i + axis] * 1e4) / 1e4);
      }
    }
    return path;
  }
}
