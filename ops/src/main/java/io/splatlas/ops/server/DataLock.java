package io.splatlas.ops.server;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Holds a data folder for one server; the system lets go of it when the process ends. */
final class DataLock implements Closeable {
  private final FileChannel channel;

  private DataLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the folder, made if missing.
   *
   * @throws IOException when another server has it
   */
  static DataLock take(Path data) throws IOException {
    Files.createDirectories(data);
    FileChannel channel =
        FileChannel.open(data.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() == null) {
        throw inUse(data, null);
      }
      return new DataLock(channel);
    } catch (OverlappingFileLockException inThisProcess) {
      channel.close();
      throw inUse(data, inThisProcess);
    } catch (IOException failure) {
      channel.close();
      throw failure;
    }
  }

  private static IOException inUse(Path data, @Nullable Throwable cause) {
    return new IOException(
        "another server uses the data folder " + data + ": end it, or choose another by --data",
        cause);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
