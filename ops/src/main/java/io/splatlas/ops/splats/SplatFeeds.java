package io.splatlas.ops.splats;

import com.google.protobuf.Timestamp;
import io.splatlas.ops.client.SplatlasClient;
import io.splatlas.proto.v1.ExportFormat;
import io.splatlas.proto.v1.ExportSceneRequest;
import io.splatlas.proto.v1.ExportSceneResponse;
import io.splatlas.proto.v1.GetSceneRequest;
import io.splatlas.proto.v1.Scene;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The feeds of the scenes that are looked at: at most {@value #MOST}, of which the one that was
 * quiet longest is forgotten (its viewers begin anew).
 */
public final class SplatFeeds {
  /** About 30 bytes a Gaussian are kept for each. */
  static final int MOST = 8;

  private record FeedId(String scene, Timestamp created, String caller) {}

  private final Map<FeedId, SplatFeed> feeds =
      new LinkedHashMap<>(MOST, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<FeedId, SplatFeed> eldest) {
          return size() > MOST;
        }
      };

  /**
   * What is new for a viewer, see {@link SplatMessage}; compressed by gzip.
   *
   * @param client shows who asks
   * @param caller tells callers apart: each has feeds of its own, made with its own rights
   * @param epoch and {@code version} of the last message it had; empty and 0 = none
   * @throws io.grpc.StatusRuntimeException as the gateway answers who may not read the scene, or
   *     when there is no such scene, or nothing in it yet
   */
  public byte[] since(
      SplatlasClient client, String caller, String scene, String epoch, int version) {
    Scene now =
        client.scenes().getScene(GetSceneRequest.newBuilder().setSceneId(scene).build()).getScene();
    // A deleted scene's name may be given again: what began at another time is another scene.
    FeedId key = new FeedId(scene, now.getCreateTime(), caller);
    SplatFeed feed;
    synchronized (feeds) {
      feed = feeds.computeIfAbsent(key, id -> new SplatFeed(() -> copy(client, scene)));
    }
    return feed.since(now, epoch, version);
  }

  private static ByteBuffer copy(SplatlasClient client, String scene) {
    Iterator<ExportSceneResponse> parts =
        client
            .export()
            .exportScene(
                ExportSceneRequest.newBuilder()
                    .setSceneId(scene)
                    .setFormat(ExportFormat.EXPORT_FORMAT_SPLATS)
                    .build());
    ExportSceneResponse part = parts.next();
    ByteBuffer file = ByteBuffer.allocate(Math.toIntExact(part.getTotalSize()));
    part.getChunk().copyTo(file);
    while (parts.hasNext()) {
      parts.next().getChunk().copyTo(file);
    }
    return file.flip();
  }
}
