package io.splatlas.gateway.server;

import io.grpc.Codec;
import io.grpc.Decompressor;
import io.grpc.DecompressorRegistry;
import io.grpc.Status;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/**
 * Inflates messages that are what they seem: a message may grow to a small size freely, and beyond
 * that by a factor that pictures and points never reach. Else 80 kB would become 80 MiB in the
 * heap, once for each call, before anybody could look at it.
 */
final class CautiousGzip implements Decompressor {
  /** Twice what any request but a robot's may have. */
  static final int FREE = 2 << 20;

  static final int MOST_GROWTH = 16;

  /** For servers: this, and messages that are not compressed. */
  static DecompressorRegistry registry() {
    return DecompressorRegistry.emptyInstance()
        .with(new CautiousGzip(), true)
        .with(Codec.Identity.NONE, false);
  }

  @Override
  public String getMessageEncoding() {
    return "gzip";
  }

  @Override
  public InputStream decompress(InputStream packed) throws IOException {
    Counting counted = new Counting(packed);
    return new Bounded(new GZIPInputStream(counted), counted);
  }

  /** Counts what was read. */
  private static class Counting extends FilterInputStream {
    private long count;

    Counting(InputStream in) {
      super(in);
    }

    long count() {
      return count;
    }

    @Override
    public int read() throws IOException {
      int one = super.read();
      took(one < 0 ? 0 : 1);
      return one;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int some = super.read(into, offset, length);
      took(Math.max(0, some));
      return some;
    }

    void took(int bytes) {
      count += bytes;
    }
  }

  /** Ends when it has grown too much. */
  private static final class Bounded extends Counting {
    private final Counting packed;

    Bounded(InputStream inflated, Counting packed) {
      super(inflated);
      this.packed = packed;
    }

    @Override
    void took(int bytes) {
      super.took(bytes);
      if (count() > FREE && count() > MOST_GROWTH * packed.count()) {
        throw Status.RESOURCE_EXHAUSTED
            .withDescription("the message grows too much when it is inflated")
            .asRuntimeException();
      }
    }
  }
}
