package io.splatlas.actors.disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file being appended to. The seam at which tests let a disk fill up or fail. */
public interface AppendFile extends Closeable {

  /** Opens files to append to. */
  @FunctionalInterface
  interface Opener {
    /** Opens a file, created when absent. */
    AppendFile open(Path path) throws IOException;
  }

  /** The real disk. */
  Opener DISK = path -> new Disk(path);

  /** Writes all of the buffer at a position. */
  void write(ByteBuffer bytes, long position) throws IOException;

  /** Returns when everything written is on the device. */
  void force() throws IOException;

  /** Cuts the file. */
  void truncate(long size) throws IOException;

  @Override
  void close() throws IOException;

  /** A file on the real disk. */
  final class Disk implements AppendFile {
    private final FileChannel channel;

    Disk(Path path) throws IOException {
      channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    @Override
    public void write(ByteBuffer bytes, long position) throws IOException {
      long at = position;
      while (bytes.hasRemaining()) {
        at += channel.write(bytes, at);
      }
    }

    @Override
    public void force() throws IOException {
      channel.force(false);
    }

    @Override
    public void truncate(long size) throws IOException {
      channel.truncate(size);
    }

    @Override
    public void close() throws IOException {
      channel.close();
    }
  }
}
