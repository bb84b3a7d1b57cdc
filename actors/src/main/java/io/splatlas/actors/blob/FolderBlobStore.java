package io.splatlas.actors.blob;

import io.splatlas.actors.disk.DurableFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Blobs as files in a folder of the local disk. */
public final class FolderBlobStore implements BlobStore {
  private static final Pattern PART = Pattern.compile("[A-Za-z0-9_%-][A-Za-z0-9._%-]{0,199}");

  private final Path folder;

  /**
   * @param folder made when the first blob is put
   */
  public FolderBlobStore(Path folder) {
    this.folder = folder;
  }

  @Override
  public void put(String name, DurableFiles.Content content) throws IOException {
    Path file = path(name);
    createFolders(file);
    DurableFiles.replace(file, content);
  }

  /** New folders need durable names too. */
  private void createFolders(Path file) throws IOException {
    Path parent = file.getParent();
    if (parent != null && !Files.isDirectory(parent)) {
      Files.createDirectories(parent);
      for (Path made = parent; made != null && made.startsWith(folder); made = made.getParent()) {
        DurableFiles.syncFolderOf(made);
      }
    }
  }

  @Override
  public InputStream open(String name) throws IOException {
    return Files.newInputStream(path(name));
  }

  @Override
  public long size(String name) throws IOException {
    return Files.size(path(name));
  }

  @Override
  public List<String> list(String prefix) throws IOException {
    Path below = path(prefix);
    if (!Files.isDirectory(below)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(below)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> name(file))
          .filter(name -> !name.endsWith(DurableFiles.UNFINISHED))
          .sorted()
          .toList();
    }
  }

  private String name(Path file) {
    return folder.relativize(file).toString().replace('\\', '/');
  }

  @Override
  public void delete(String name) throws IOException {
    Files.deleteIfExists(path(name));
  }

  @Override
  public void deleteAll(String prefix) throws IOException {
    DurableFiles.deleteTree(path(prefix));
  }

  private Path path(String name) {
    Path path = folder;
    for (String part : name.split("/", -1)) {
      if (!PART.matcher(part).matches()) {
        throw new IllegalArgumentException("'%s' is not a name of a blob".formatted(name));
      }
      path = path.resolve(part);
    }
    return path;
  }
}
