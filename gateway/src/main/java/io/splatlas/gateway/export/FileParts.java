package io.splatlas.gateway.export;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.splatlas.actors.export.GaussianPly;
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
    int perChunk = CHUNK / ply.stride();
    return new Iterator<>() {
      private int at = -1;

      @Override
      public boolean hasNext() {
        return at < ply.count();
      }

      @Override
      public ExportSceneResponse next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        if (at < 0) {
          at = 0;
          return part(UnsafeByteOperations.unsafeWrap(ply.header()), ply.size());
        }
        int end = Math.min(ply.count(), at + perChunk);
        ByteBuffer bytes = ByteBuffer.allocate((end - at) * ply.stride());
        ply.encode(at, end, bytes);
        at = end;
        return part(UnsafeByteOperations.unsafeWrap(bytes.flip()), ply.size());
      }
    };
  }

  private static ExportSceneResponse part(ByteString chunk, long total) {
    return ExportSceneResponse.newBuilder().setChunk(chunk).setTotalSize(total).build();
  }
}
