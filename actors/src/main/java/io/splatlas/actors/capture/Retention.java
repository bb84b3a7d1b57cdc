package io.splatlas.actors.capture;

/**
 * How many frames a server keeps. Limits concern frame logs; checkpoints and histories come beside
 * them and are covered by the room that is kept free.
 *
 * @param sceneBytes of one scene's frames at most, at least 1 MiB, default no limit
 * @param totalBytes of all scenes' frames at most, at least 1 MiB, default no limit
 * @param keepFree bytes of the disk that frames leave free, at least 0, default 256 MiB
 */
public record Retention(long sceneBytes, long totalBytes, long keepFree) {
  private static final long LEAST = 1 << 20;

  public static final Retention DEFAULTS =
      new Retention(Long.MAX_VALUE, Long.MAX_VALUE, 256L << 20);

  public Retention {
    if (sceneBytes < LEAST || totalBytes < LEAST || keepFree < 0) {
      throw new IllegalArgumentException(
          "limits of frames must be at least 1 MiB and the room kept free at least 0");
    }
  }
}
