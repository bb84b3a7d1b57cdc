package io.splatlas.actors.journal;

import com.typesafe.config.Config;
import io.splatlas.actors.disk.AppendFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.journal.japi.AsyncWriteJournal;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import scala.concurrent.Future;
import scala.jdk.javaapi.CollectionConverters;

/**
 * A Pekko Persistence journal on the local disk: {@code FOLDER/PERSISTENCE-ID/events-000001.log}.
 * An event is on the device (fsync) before it is answered for. Events are stored as Pekko's own
 * persistent representation, payloads by their bound serialisers. Blocking work runs on a
 * dispatcher of its own, one operation at a time per journal; what is under way when the journal
 * stops is waited for.
 */
public final class FileJournal extends AsyncWriteJournal {
  private static final int MOST_OPEN = 1_024;

  private final Path folder;
  private final long segmentBytes;
  private final AppendFile.Opener opener;
  private final DiskWork disk;
  private final Serialization serialization;

  /**
   * Of the histories used last: scenes come and go, and a log is opened again when it is needed.
   */
  private final Map<String, EventLog> open =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, EventLog> eldest) {
          return size() > MOST_OPEN;
        }
      };

  /** Called by Pekko with the plugin's section of the configuration. */
  public FileJournal(Config config) {
    this(config, AppendFile.DISK);
  }

  FileJournal(Config config, AppendFile.Opener opener) {
    this.folder = Folders.root(config);
    this.segmentBytes = config.getBytes("segment-bytes");
    this.opener = opener;
    this.disk =
        new DiskWork(context().system().dispatchers().lookup("splatlas.journal-dispatcher"));
    this.serialization = SerializationExtension.get(context().system());
  }

  /** Where the events of a persistence id lie below the journal's folder. */
  public static Path folderOf(Path journal, String persistenceId) {
    return journal.resolve(Folders.name(persistenceId));
  }

  /** One operation at a time. */
  private <T> Future<T> onDisk(DiskWork.Work<T> work) {
    return disk.begin(
        () -> {
          synchronized (open) {
            return work.run();
          }
        });
  }

  @Override
  public void postStop() throws Exception {
    super.postStop();
    disk.await();
  }

  private EventLog log(String persistenceId) throws IOException {
    EventLog log = open.get(persistenceId);
    if (log == null || log.broken()) {
      log = EventLog.open(folderOf(folder, persistenceId), opener, segmentBytes);
      open.put(persistenceId, log);
    }
    return log;
  }

  @Override
  public Future<Iterable<Optional<Exception>>> doAsyncWriteMessages(
      Iterable<AtomicWrite> messages) {
    // Serialised here: only the actor's own thread may use its system.
    Map<String, List<EventLog.Appended>> events = new LinkedHashMap<>();
    for (AtomicWrite message : messages) {
      for (PersistentRepr event : CollectionConverters.asJava(message.payload())) {
        events
            .computeIfAbsent(message.persistenceId(), id -> new ArrayList<>())
            .add(new EventLog.Appended(event.sequenceNr(), serialization.serialize(event).get()));
      }
    }
    return onDisk(
        () -> {
          for (var ofOne : events.entrySet()) {
            log(ofOne.getKey()).append(ofOne.getValue());
          }
          return List.of();
        });
  }

  @Override
  public Future<Void> doAsyncDeleteMessagesTo(String persistenceId, long toSequenceNr) {
    return onDisk(
        () -> {
          log(persistenceId).deleteUpTo(toSequenceNr);
          return nothing();
        });
  }

  @Override
  public Future<Void> doAsyncReplayMessages(
      String persistenceId, long from, long to, long max, Consumer<PersistentRepr> replay) {
    return onDisk(
        () -> {
          log(persistenceId).read(from, to, max, (number, payload) -> replay.accept(read(payload)));
          return nothing();
        });
  }

  private PersistentRepr read(ByteBuffer payload) {
    byte[] bytes = new byte[payload.remaining()];
    payload.get(bytes);
    return serialization.deserialize(bytes, PersistentRepr.class).get();
  }

  @Override
  public Future<Long> doAsyncReadHighestSequenceNr(String persistenceId, long from) {
    return onDisk(() -> log(persistenceId).highest());
  }

  @SuppressWarnings("NullAway")
  private static Void nothing() {
    return null;
  }
}
