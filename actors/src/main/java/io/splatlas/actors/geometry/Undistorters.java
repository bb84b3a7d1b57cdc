package io.splatlas.actors.geometry;

import io.splatlas.actors.model.CameraModel;
import java.util.LinkedHashMap;
import java.util.Map;

/** Keeps the undistorters of the cameras used last, bounded in pixels. Thread-safe. */
public final class Undistorters {
  private final long maxPixels;
  private final Map<CameraModel, Undistorter> used = new LinkedHashMap<>(16, 0.75f, true);
  private long pixels;

  /**
   * A cache.
   *
   * @param maxPixels of all tables kept together (8 bytes each); larger ones are made and dropped
   */
  public Undistorters(long maxPixels) {
    this.maxPixels = maxPixels;
  }

  /** The undistorter of a camera. */
  public Undistorter of(CameraModel camera) {
    synchronized (used) {
      Undistorter known = used.get(camera);
      if (known != null) {
        return known;
      }
    }
    Undistorter made = new Undistorter(camera);
    keep(made);
    return made;
  }

  private void keep(Undistorter made) {
    long size = size(made.camera());
    if (size > maxPixels) {
      return;
    }
    synchronized (used) {
      if (used.putIfAbsent(made.camera(), made) != null) {
        return;
      }
      pixels += size;
      var eldest = used.entrySet().iterator();
      while (pixels > maxPixels) {
        pixels -= size(eldest.next().getKey());
        eldest.remove();
      }
    }
  }

  private static long size(CameraModel camera) {
    return (long) camera.width() * camera.height();
  }
}
