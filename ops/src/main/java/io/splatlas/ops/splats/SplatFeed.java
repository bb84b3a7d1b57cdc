package io.splatlas.ops.splats;

import io.splatlas.actors.export.SplatFile;
import io.splatlas.proto.v1.Scene;
import io.splatlas.proto.v1.SceneState;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * One scene's Gaussians for all its viewers: copied from the scene at most once a second, and never
 * for more than a tenth of the time, whatever the number of viewers; those who are at the same
 * version share one encoded message.
 */
final class SplatFeed {
  private static final long LEAST_PAUSE = TimeUnit.SECONDS.toNanos(1);
  private static final int PAUSE_TIMES = 10;

  private final SplatState state = new SplatState();
  private final String epoch =
      HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong() | 1L);
  private final Supplier<ByteBuffer> copy;
  private long iteration = -1;
  private long revision = -1;
  private long dueNanos = System.nanoTime();
  private byte[] message = new byte[0];
  private int messageFrom = -1;

  /**
   * A feed that has nothing yet.
   *
   * @param copy makes a file as {@link SplatFile} writes it, at position 0
   */
  SplatFeed(Supplier<ByteBuffer> copy) {
    this.copy = copy;
  }

  /**
   * What is new since a version.
   *
   * @param scene as the gateway has just told
   * @param viewerEpoch and {@code version} as the viewer's last message had them; another epoch =
   *     it has nothing
   */
  synchronized byte[] since(Scene scene, String viewerEpoch, int version) {
    boolean newer = scene.getIterations() != iteration || scene.getRevision() != revision;
    if (state.version() == 0 || (newer && System.nanoTime() - dueNanos >= 0)) {
      refresh(scene.getState() == SceneState.SCENE_STATE_FINISHED);
    }
    int from = viewerEpoch.equals(epoch) && version <= state.version() ? Math.max(0, version) : 0;
    if (from != messageFrom) {
      message = SplatMessage.write(state, epoch, from, iteration, revision);
      messageFrom = from;
    }
    return message;
  }

  private void refresh(boolean exact) {
    long start = System.nanoTime();
    ByteBuffer file = copy.get().order(ByteOrder.LITTLE_ENDIAN);
    int count = file.getInt(8);
    iteration = file.getLong(16);
    revision = file.getLong(24);
    ByteBuffer records = file.slice(SplatFile.HEADER, count * SplatFile.STRIDE);
    state.update(records.order(ByteOrder.LITTLE_ENDIAN), count, exact);
    messageFrom = -1;
    long took = System.nanoTime() - start;
    dueNanos = System.nanoTime() + Math.max(LEAST_PAUSE, PAUSE_TIMES * took);
  }
}
