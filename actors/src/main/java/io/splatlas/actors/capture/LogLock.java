package io.splatlas.actors.capture;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Holds the folder of a frame log for one owner, in this process or another. */
final class LogLock implements Closeable {
  private final FileChannel channel;

  private LogLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the folder.
   *
   * @throws FrameLog.InUseException when another owner has it
   */
  static LogLock take(Path folder) throws IOException {
    FileChannel channel =
        FileChannel.open(
            folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() != null) {
        return new LogLock(channel);
      }
      channel.close();
      throw new FrameLog.InUseException(folder, "another process", null);
    } catch (OverlappingFileLockException e) {
      channel.close();
      throw new FrameLog.InUseException(folder, "this process", e);
    }
  }

  boolean isHeld() {
    return channel.isOpen();
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
