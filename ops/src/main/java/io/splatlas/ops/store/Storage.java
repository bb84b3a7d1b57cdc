package io.splatlas.ops.store;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.splatlas.actors.blob.BlobStore;
import io.splatlas.actors.blob.FolderBlobStore;
import io.splatlas.actors.capture.Retention;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a server keeps what must outlive it. Frames are always on its own disk.
 *
 * @param journal of the history of instances; empty = files of the data folder
 * @param blobs of checkpoints; empty = files of the data folder
 * @param retention how many frames are kept
 */
public record Storage(
    Optional<JournalDatabase> journal, Optional<S3Address> blobs, Retention retention) {
  /** All in the data folder. */
  public static final Storage LOCAL =
      new Storage(Optional.empty(), Optional.empty(), Retention.DEFAULTS);

  /**
   * The configuration of the actor system.
   *
   * @throws IOException when the journal's database cannot be used
   */
  public Config config() throws IOException {
    Config usual = ConfigFactory.load();
    if (journal.isEmpty()) {
      return usual;
    }
    journal.get().prepare();
    return journal.get().config().withFallback(usual);
  }

  /** The store of checkpoints. */
  public BlobStore openBlobs(Path data) {
    return blobs
        .<BlobStore>map(address -> new S3BlobStore(address, data.resolve("upload")))
        .orElseGet(() -> new FolderBlobStore(data.resolve("blobs")));
  }
}
