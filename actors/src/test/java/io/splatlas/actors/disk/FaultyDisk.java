package io.splatlas.actors.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** A disk that can be told to be full, to fail to sync, to fail to truncate. */
public final class FaultyDisk implements AppendFile.Opener {
  /** Sync nothing, for tests that open logs a thousand times. */
  public volatile boolean lazy;

  public volatile boolean full;
  public volatile boolean noSync;
  public volatile boolean noTruncate;
  private final Semaphore gate = new Semaphore(1);
  private final Semaphore held = new Semaphore(0);
  public final AtomicInteger syncs = new AtomicInteger();

  /** Lets no write through until released. */
  public void hold() {
    gate.acquireUninterruptibly();
  }

  public void release() {
    gate.release();
  }

  /** Returns when a write waits to be let through. */
  public void awaitHeld() {
    held.acquireUninterruptibly();
  }

  private void pass() {
    if (!gate.tryAcquire()) {
      held.release();
      gate.acquireUninterruptibly();
    }
    gate.release();
  }

  @Override
  public AppendFile open(Path path) throws IOException {
    AppendFile disk = AppendFile.DISK.open(path);
    return new AppendFile() {
      @Override
      public void write(ByteBuffer bytes, long position) throws IOException {
        pass();
        if (full) {
          int half = bytes.remaining() / 2;
          disk.write(bytes.slice(bytes.position(), half), position);
          throw new IOException("No space left on device");
        }
        disk.write(bytes, position);
      }

      @Override
      public void force() throws IOException {
        if (noSync) {
          throw new IOException("Input/output error");
        }
        syncs.incrementAndGet();
        if (!lazy) {
          disk.force();
        }
      }

      @Override
      public void truncate(long size) throws IOException {
        if (noTruncate) {
          throw new IOException("Input/output error");
        }
        disk.truncate(size);
      }

      @Override
      public void close() throws IOException {
        disk.close();
      }
    };
  }
}
