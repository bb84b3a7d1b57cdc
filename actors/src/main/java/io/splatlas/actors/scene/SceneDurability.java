package io.splatlas.actors.scene;

import io.splatlas.actors.blob.BlobStore;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Where scenes keep what must outlive the process, besides their frames.
 *
 * @param blobs of checkpoints
 * @param journal folder of the instances' histories
 * @param checkpointEvery time between two checkpoints of a scene at least, above 0, default 15 s;
 *     writing takes a twentieth of the time at most
 * @param keptChanges changes of instances kept for those who resume, at least 1, default 10,000
 */
public record SceneDurability(
    BlobStore blobs, Path journal, Duration checkpointEvery, int keptChanges) {
  public static final Duration DEFAULT_CHECKPOINT_EVERY = Duration.ofSeconds(15);
  public static final int DEFAULT_KEPT_CHANGES = 10_000;

  public SceneDurability {
    if (checkpointEvery.isNegative() || checkpointEvery.isZero()) {
      throw new IllegalArgumentException(
          "time between checkpoints must be above 0, got " + checkpointEvery);
    }
    if (keptChanges < 1) {
      throw new IllegalArgumentException("kept changes must be at least 1, got " + keptChanges);
    }
  }
}
