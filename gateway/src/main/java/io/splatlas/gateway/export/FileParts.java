package io.splatlas.gateway.export;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.splatlas.actors.export.GaussianPly;
import io.splatlas.actors.export.SplatFile;
import io.splatlas.proto.v1.ExportSceneResponse;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.NoSuchElementException;

/** Files cut into the messages of an export, each made when it is asked for. */
final class FileParts {
  /** Most bytes of a chunk. */
  static final int CHUNK = 256 << 10;

  private FileParts() {}

  /** A file that is in memory. */
  static Iterator<ExportSceneResponse> of(byte[] file) {
    ByteString whole = UnsafeByteOperations.unsafeWrap(file);
    return new Iterator<>() {
      private int at;

      @Override
      public boolean hasNext() {
        return at < whole.size();
      }

      @Override
      public ExportSceneResponse next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        int end = Math.min(whole.size(), at + CHUNK);
        ByteString chunk = whole.substring(at, end);
        at = end;
        return part(chunk, whole.size());
      }
    };
  }

  /** A .ply: its header, then whole Gaussians, as many as fit a chunk. */
  static Iterator<ExportSceneResponse> of(GaussianPly ply) {
    return of(ply.header(), ply.count(), ply.stride(), ply::encode);
  }

  /** Gaussians for viewers. */
  static Iterator<ExportSceneResponse> of(SplatFile splats) {
    return of(splats.header(), splats.count(), SplatFile.STRIDE, splats::encode);
  }

  /** Writes records from (inclusive) to (exclusive). */
  private interface Records {
    void encode(int from, int to, ByteBuffer out);
  }

  private static Iterator<ExportSceneResponse> of(
      byte[] header, int count, int stride, Records records) {
    long size = header.length + (long) count * stride;
    int perChunk = CHUNK / stride;
    return new Iterator<>() {
      private int at = -1;

      @Override
      public boolean hasNext() {
        return at < count;
      }

      @Override
      public ExportSceneResponse next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        if (at < 0) {
          at = 0;
          return part(UnsafeByteOperations.unsafeWrap(header), size);
        }
        int end = Math.min(count, at + perChunk);
        ByteBuffer bytes = ByteBuffer.allocate((end - at) * stride);
        records.encode(at, end, bytes);
        at = end;
        return part(UnsafeByteOperations.unsafeWrap(bytes.flip()), size);
      }
    };
  }

  private static ExportSceneResponse part(ByteString chunk, long total) {
    return ExportSceneResponse.newBuilder().setChunk(chunk).setTotalSize(total).build();
  }
}
