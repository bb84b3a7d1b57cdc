package io.splatlas.actors.checkpoint;

import io.splatlas.actors.blob.BlobStore;
import io.splatlas.actors.blob.CorruptBlobException;
import io.splatlas.actors.blob.SealedBlobs;
import io.splatlas.actors.telemetry.Telemetry;
import io.splatlas.actors.train.Checkpoints;
import io.splatlas.actors.train.TrainingCheckpoint;
import java.io.IOException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoints of one scene as sealed blobs, numbered: {@code checkpoints/SCENE/000000042.ckpt}.
 * The newest two are kept, so that there is one to fall back to. A checkpoint of an earlier scene
 * of the same id is never taken for one of this scene: it carries the scene's time of creation.
 */
public final class BlobCheckpoints implements Checkpoints {
  private static final Logger LOG = LoggerFactory.getLogger(BlobCheckpoints.class);
  private static final int KIND = SealedBlobs.kind("CKPT");
  private static final String FOLDER = "checkpoints/";
  private static final String SUFFIX = ".ckpt";
  private static final int KEPT = 2;

  private final BlobStore store;
  private final String scene;
  private final Instant created;
  private final Telemetry telemetry;

  /** Names of checkpoints that were found to be of no use: they do not count as kept. */
  private final Set<String> useless = new HashSet<>();

  /**
   * @param created when the scene was created
   */
  public BlobCheckpoints(BlobStore store, String scene, Instant created, Telemetry telemetry) {
    this.store = store;
    this.scene = scene;
    this.created = created;
    this.telemetry = telemetry;
  }

  /** Deletes all checkpoints of a scene. */
  public static void deleteAll(BlobStore store, String scene) throws IOException {
    store.deleteAll(FOLDER + scene);
  }

  @Override
  public Optional<TrainingCheckpoint> newest() throws IOException {
    for (String name : names().reversed()) {
      Optional<TrainingCheckpoint> found = read(name);
      if (found.isPresent()) {
        return found;
      }
      useless.add(name);
    }
    return Optional.empty();
  }

  private Optional<TrainingCheckpoint> read(String name) throws IOException {
    try {
      CheckpointCodec.Read read =
          SealedBlobs.read(
              store,
              name,
              KIND,
              (version, in) -> {
                if (version < 1 || version > CheckpointCodec.VERSION) {
                  throw new CorruptBlobException(name, "is of version " + version);
                }
                return CheckpointCodec.read(in, version);
              });
      if (!read.created().equals(created)) {
        LOG.warn("Scene {}: {} is of an earlier scene of that id and is left out", scene, name);
        return Optional.empty();
      }
      return Optional.of(read.checkpoint());
    } catch (CorruptBlobException corrupt) {
      LOG.error(
          "Scene {}: checkpoint {}; going back to the one before", scene, corrupt.getMessage());
      telemetry.checkpointCorrupt(scene);
      return Optional.empty();
    }
  }

  @Override
  public long save(TrainingCheckpoint checkpoint) throws IOException {
    List<String> before = names();
    String name = prefix() + "/%09d".formatted(next(before)) + SUFFIX;
    store.put(
        name,
        SealedBlobs.content(
            KIND, CheckpointCodec.VERSION, out -> CheckpointCodec.write(out, created, checkpoint)));
    deleteAllButNewest(before);
    return store.size(name);
  }

  private void deleteAllButNewest(List<String> before) throws IOException {
    int kept = 1;
    for (String name : before.reversed()) {
      if (useless.contains(name) || kept == KEPT) {
        store.delete(name);
      } else {
        kept++;
      }
    }
  }

  private static long next(List<String> names) {
    if (names.isEmpty()) {
      return 1;
    }
    String last = names.getLast();
    String number = last.substring(last.lastIndexOf('/') + 1, last.length() - SUFFIX.length());
    return Long.parseLong(number) + 1;
  }

  private List<String> names() throws IOException {
    return store.list(prefix()).stream()
        .filter(name -> name.matches(".*/[0-9]{9}\\" + SUFFIX))
        .toList();
  }

  private String prefix() {
    return FOLDER + scene;
  }
}
