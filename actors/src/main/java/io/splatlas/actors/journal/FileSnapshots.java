package io.splatlas.actors.journal;

import com.typesafe.config.Config;
import io.splatlas.actors.blob.BlobStore;
import io.splatlas.actors.blob.CorruptBlobException;
import io.splatlas.actors.blob.FolderBlobStore;
import io.splatlas.actors.blob.SealedBlobs;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.persistence.SelectedSnapshot;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;
import org.apache.pekko.persistence.serialization.Snapshot;
import org.apache.pekko.persistence.snapshot.japi.SnapshotStore;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.concurrent.Future;

/**
 * Pekko Persistence snapshots as sealed blobs beside the journal: {@code
 * FOLDER/PERSISTENCE-ID/SEQUENCE-TIME.snapshot}, on the device (fsync) before they are answered
 * for. A corrupt one is named in the log and the one before is taken. What is under way when the
 * store stops is waited for.
 */
public final class FileSnapshots extends SnapshotStore {
  private static final Logger LOG = LoggerFactory.getLogger(FileSnapshots.class);
  private static final int KIND = SealedBlobs.kind("SNAP");
  private static final int VERSION = 1;
  private static final String SUFFIX = ".snapshot";

  private final BlobStore store;
  private final DiskWork disk;
  private final Serialization serialization;

  /** Called by Pekko with the plugin's section of the configuration. */
  public FileSnapshots(Config config) {
    this.store = new FolderBlobStore(Folders.root(config));
    this.disk =
        new DiskWork(context().system().dispatchers().lookup("splatlas.journal-dispatcher"));
    this.serialization = SerializationExtension.get(context().system());
  }

  @Override
  public void postStop() throws Exception {
    super.postStop();
    disk.await();
  }

  @Override
  public Future<Optional<SelectedSnapshot>> doLoadAsync(
      String persistenceId, SnapshotSelectionCriteria criteria) {
    return disk.begin(
        () -> {
          for (SnapshotMetadata found : found(persistenceId, criteria).reversed()) {
            Optional<SelectedSnapshot> snapshot = read(found);
            if (snapshot.isPresent()) {
              return snapshot;
            }
          }
          return Optional.empty();
        });
  }

  private Optional<SelectedSnapshot> read(SnapshotMetadata metadata) throws IOException {
    String name = name(metadata);
    try {
      byte[] bytes =
          SealedBlobs.read(
              store,
              name,
              KIND,
              (version, in) -> {
                if (version != VERSION) {
                  throw new CorruptBlobException(name, "is of version " + version);
                }
                return in.readNBytes(in.readInt());
              });
      Snapshot snapshot = serialization.deserialize(bytes, Snapshot.class).get();
      return Optional.of(SelectedSnapshot.create(metadata, snapshot.data()));
    } catch (CorruptBlobException corrupt) {
      LOG.error("Snapshot {}; going back to the one before", corrupt.getMessage());
      return Optional.empty();
    }
  }

  @Override
  public Future<Void> doSaveAsync(SnapshotMetadata metadata, Object snapshot) {
    byte[] bytes = serialization.serialize(new Snapshot(snapshot)).get();
    return disk.begin(
        () -> {
          store.put(
              name(metadata),
              SealedBlobs.content(
                  KIND,
                  VERSION,
                  out -> {
                    out.writeInt(bytes.length);
                    out.write(bytes);
                  }));
          return nothing();
        });
  }

  @Override
  public Future<Void> doDeleteAsync(SnapshotMetadata metadata) {
    SnapshotSelectionCriteria exactly =
        SnapshotSelectionCriteria.create(
            metadata.sequenceNr(), Long.MAX_VALUE, metadata.sequenceNr(), 0);
    return doDeleteAsync(metadata.persistenceId(), exactly);
  }

  @Override
  public Future<Void> doDeleteAsync(String persistenceId, SnapshotSelectionCriteria criteria) {
    return disk.begin(
        () -> {
          for (SnapshotMetadata found : found(persistenceId, criteria)) {
            store.delete(name(found));
          }
          return nothing();
        });
  }

  /** Oldest first. */
  private List<SnapshotMetadata> found(String persistenceId, SnapshotSelectionCriteria criteria)
      throws IOException {
    return store.list(Folders.name(persistenceId)).stream()
        .map(name -> name.substring(name.lastIndexOf('/') + 1))
        .filter(name -> name.matches("[0-9]{19}-[0-9]{1,19}\\" + SUFFIX))
        .map(name -> metadata(persistenceId, name))
        .filter(
            found ->
                found.sequenceNr() >= criteria.minSequenceNr()
                    && found.sequenceNr() <= criteria.maxSequenceNr()
                    && found.timestamp() >= criteria.minTimestamp()
                    && found.timestamp() <= criteria.maxTimestamp())
        .toList();
  }

  private static SnapshotMetadata metadata(String persistenceId, String file) {
    return SnapshotMetadata.apply(
        persistenceId,
        Long.parseLong(file.substring(0, 19)),
        Long.parseLong(file.substring(20, file.length() - SUFFIX.length())));
  }

  private static String name(SnapshotMetadata metadata) {
    return "%s/%019d-%d%s"
        .formatted(
            Folders.name(metadata.persistenceId()),
            metadata.sequenceNr(),
            metadata.timestamp(),
            SUFFIX);
  }

  @SuppressWarnings("NullAway")
  private static Void nothing() {
    return null;
  }
}
