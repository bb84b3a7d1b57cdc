package io.splatlas.actors.blob;

import io.splatlas.actors.disk.DurableFiles;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;

/**
 * Values by name, each written and replaced as a whole. Names have parts of {@code A-Z a-z 0-9 - _
 * . %} that do not begin with a dot, joined by '/'. Blocks; may be used by several threads.
 */
public interface BlobStore {
  /**
   * Writes a blob, in place of one of that name; durable on return.
   *
   * @throws IOException when it cannot be made durable; what was there is untouched then
   */
  void put(String name, DurableFiles.Content content) throws IOException;

  /**
   * Opens a blob from its beginning.
   *
   * @throws java.io.FileNotFoundException or {@link java.nio.file.NoSuchFileException} when there
   *     is none
   */
  InputStream open(String name) throws IOException;

  /** Size of a blob in bytes. */
  long size(String name) throws IOException;

  /**
   * Names below a prefix, in order.
   *
   * @param prefix a name of one part or more, without '/' at the end
   */
  List<String> list(String prefix) throws IOException;

  /** Deletes a blob; nothing happens when there is none. */
  void delete(String name) throws IOException;

  /** Deletes all blobs below a prefix. */
  void deleteAll(String prefix) throws IOException;
}
