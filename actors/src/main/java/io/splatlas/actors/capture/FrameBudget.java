package io.splatlas.actors.capture;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * The room that all scenes' frames share: on the disk, and in memory until they are there. A frame
 * is refused before the disk is full, so that what must be written besides frames still can be, and
 * before frames under way take the heap from all else, however many scenes and robots there are.
 * Thread-safe.
 */
public final class FrameBudget {
  /** Thinning begins above this share of a limit, and ends below the other: not frame by frame. */
  private static final double BEGIN = 0.9;

  private static final double END = 0.75;

  /** Of the heap, for frames that are not on disk yet. */
  private static final int UNDER_WAY_SHARE = 8;

  private final Retention retention;
  private final LongSupplier free;
  private final long mostUnderWay;
  private long underWay;
  private final Map<String, Long> stored = new HashMap<>();
  private long total;

  FrameBudget(Retention retention, LongSupplier free) {
    this(retention, free, Runtime.getRuntime().maxMemory() / UNDER_WAY_SHARE);
  }

  FrameBudget(Retention retention, LongSupplier free, long mostUnderWay) {
    this.retention = retention;
    this.free = free;
    this.mostUnderWay = mostUnderWay;
  }

  /** A budget for a data folder, which is made if missing when first asked. */
  public static FrameBudget of(Retention retention, Path data) {
    return new FrameBudget(
        retention,
        () -> {
          try {
            Files.createDirectories(data);
            return Files.getFileStore(data).getUsableSpace();
          } catch (IOException failure) {
            throw new UncheckedIOException(failure);
          }
        });
  }

  /** Without limits. */
  static FrameBudget unlimited() {
    return new FrameBudget(new Retention(Long.MAX_VALUE, Long.MAX_VALUE, 0), () -> Long.MAX_VALUE);
  }

  /** Takes room in memory for a frame; false when frames of all scenes take too much of it. */
  synchronized boolean takeUnderWay(long bytes) {
    if (underWay > 0 && underWay + bytes > mostUnderWay) {
      return false;
    }
    underWay += bytes;
    return true;
  }

  /** Gives room in memory back. */
  synchronized void releaseUnderWay(long bytes) {
    underWay -= bytes;
  }

  /** A scene's frames take so many bytes now; 0 forgets it. */
  synchronized void stored(String scene, long bytes) {
    Long before = bytes == 0 ? stored.remove(scene) : stored.put(scene, bytes);
    total += bytes - (before == null ? 0 : before);
  }

  /** Bytes of all scenes' frames. */
  synchronized long total() {
    return total;
  }

  /**
   * Why a scene may store no more frames now, empty when it may. Asks the disk: blocks.
   *
   * @param bytes it wants to add
   */
  Optional<String> refusal(String scene, long bytes) {
    long room = free.getAsLong();
    if (room - bytes < retention.keepFree()) {
      return Optional.of(
          "the disk has %,d MiB left, %,d MiB are kept free"
              .formatted(room >> 20, retention.keepFree() >> 20));
    }
    synchronized (this) {
      if (of(scene) + bytes > retention.sceneBytes()) {
        return Optional.of(
            "the scene's frames reached their limit of %,d MiB"
                .formatted(retention.sceneBytes() >> 20));
      }
      if (total + bytes > retention.totalBytes()) {
        return Optional.of(
            "the server's frames reached their limit of %,d MiB"
                .formatted(retention.totalBytes() >> 20));
      }
    }
    return Optional.empty();
  }

  /** Bytes by which a scene should thin its frames out; 0 when there is room. */
  synchronized long excess(String scene) {
    return Math.max(
        excess(of(scene), retention.sceneBytes()),
        Math.min(of(scene), excess(total, retention.totalBytes())));
  }

  /** Bytes of a scene's frames. */
  synchronized long of(String scene) {
    return stored.getOrDefault(scene, 0L);
  }

  private static long excess(long used, long limit) {
    return used > BEGIN * limit ? used - (long) (END * limit) : 0;
  }
}
