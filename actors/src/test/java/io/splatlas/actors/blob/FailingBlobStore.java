package io.splatlas.actors.blob;

import io.splatlas.actors.disk.DurableFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;

/** A folder on a disk that can be told to be full. */
public final class FailingBlobStore implements BlobStore {
  public volatile boolean full;
  private final BlobStore store;

  public FailingBlobStore(Path folder) {
    store = new FolderBlobStore(folder);
  }

  @Override
  public void put(String name, DurableFiles.Content content) throws IOException {
    store.put(
        name,
        out -> {
          content.writeTo(out);
          if (full) {
            throw new IOException("No space left on device");
          }
        });
  }

  @Override
  public InputStream open(String name) throws IOException {
    return store.open(name);
  }

  @Override
  public long size(String name) throws IOException {
    return store.size(name);
  }

  @Override
  public List<String> list(String prefix) throws IOException {
    return store.list(prefix);
  }

  @Override
  public void delete(String name) throws IOException {
    store.delete(name);
  }

  @Override
  public void deleteAll(String prefix) throws IOException {
    store.deleteAll(prefix);
  }
}
