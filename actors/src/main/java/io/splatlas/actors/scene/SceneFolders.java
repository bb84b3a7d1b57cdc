package io.splatlas.actors.scene;

import io.splatlas.actors.checkpoint.BlobCheckpoints;
import io.splatlas.actors.disk.DurableFiles;
import io.splatlas.actors.history.Historian;
import io.splatlas.actors.journal.FileJournal;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What scenes have on disk: a folder each, checkpoints and history elsewhere. Blocks on it. */
final class SceneFolders {
  private static final Logger LOG = LoggerFactory.getLogger(SceneFolders.class);
  private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9_-]{0,63}");

  private final Path folder;
  private final SceneDurability durability;

  /**
   * @param folder of the folders, created when absent
   */
  SceneFolders(Path folder, SceneDurability durability) {
    this.folder = folder;
    this.durability = durability;
  }

  /** Whether a text may name a scene and its folder. */
  static boolean isId(String text) {
    return ID.matcher(text).matches();
  }

  SceneStore store(String id) {
    return new SceneStore(folder.resolve(id));
  }

  /** Every scene with a readable manifest; the log says which folders have none. */
  List<SceneManifest> recover() {
    List<SceneManifest> found = new ArrayList<>();
    for (Path each : folders()) {
      String id = String.valueOf(each.getFileName());
      if (!isId(id) || !store(id).exists()) {
        LOG.warn("{} is not a scene and is left alone", each);
        continue;
      }
      try {
        found.add(store(id).read());
      } catch (IOException failure) {
        LOG.error("Scene {} cannot be recovered", id, failure);
      }
    }
    return found;
  }

  private List<Path> folders() {
    try {
      Files.createDirectories(folder);
      try (Stream<Path> entries = Files.list(folder)) {
        return entries.filter(Files::isDirectory).sorted().toList();
      }
    } catch (IOException failure) {
      throw new UncheckedIOException("the data folder " + folder + " cannot be read", failure);
    }
  }

  /** Begins a scene's folder, without what a deletion that was cut short has left in it. */
  void begin(SceneManifest manifest) throws IOException {
    SceneStore store = store(manifest.id());
    store.delete();
    store.write(manifest);
  }

  /** Deletes all of a scene. The manifest goes first, so that no half scene is recovered. */
  void delete(String id) throws IOException {
    SceneStore store = store(id);
    Optional<SceneManifest> manifest =
        store.exists() ? Optional.of(store.read()) : Optional.empty();
    store.delete();
    BlobCheckpoints.deleteAll(durability.blobs(), id);
    if (manifest.isPresent()) {
      String history = Historian.persistenceId(id, manifest.get().created()).id();
      DurableFiles.deleteTree(FileJournal.folderOf(durability.journal(), history));
    }
  }
}
