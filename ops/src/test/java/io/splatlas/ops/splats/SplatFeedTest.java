package io.splatlas.ops.splats;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.splatlas.actors.export.SplatFile;
import io.splatlas.proto.v1.Scene;
import io.splatlas.proto.v1.SceneState;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class SplatFeedTest {
  private final SplittableRandom random = new SplittableRandom(3);
  private final SplatState state = new SplatState();

  private ByteBuffer some(int count) {
    byte[] bytes = new byte[count * SplatFile.STRIDE];
    random.nextBytes(bytes);
    ByteBuffer records = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      for (int axis = 0; axis < 3; axis++) {
        records.putFloat(i * SplatFile.STRIDE + 4 * axis, (float) random.nextDouble(-1, 1));
      }
    }
    return records;
  }

  private static ByteBuffer copy(ByteBuffer records) {
    byte[] bytes = new byte[records.capacity()];
    records.get(0, bytes);
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Test
  void shouldTellEachViewerExactlyWhatItLacks() {
    int count = 3 * SplatMessage.BLOCK + 17;
    SplatViewer early = new SplatViewer();
    SplatViewer late = new SplatViewer();
    ByteBuffer records = some(count);
    state.update(records, count, true);
    early.take(SplatMessage.write(state, "e", 0, 1, 1));
    for (int round = 0; round < 5; round++) {
      records = copy(records);
      int size = count - 100 * round;
      for (int i = 0; i < 50; i++) {
        records.put(random.nextInt(size) * SplatFile.STRIDE + 12, (byte) random.nextInt(256));
      }
      state.update(records, size, true);
      if (round % 2 == 1) {
        early.take(SplatMessage.write(state, "e", early.version(), 1, 1));
        assertArrayEquals(expected(records, size), early.records());
      }
    }
    late.take(SplatMessage.write(state, "e", 0, 1, 1));
    early.take(SplatMessage.write(state, "e", early.version(), 1, 1));
    assertArrayEquals(late.records(), early.records());
  }

  private static byte[] expected(ByteBuffer records, int size) {
    byte[] bytes = new byte[size * SplatFile.STRIDE];
    records.get(0, bytes);
    return bytes;
  }

  @Test
  void shouldNotTellWhatNobodySeesUnlessTheSceneRests() {
    ByteBuffer records = some(10);
    records.put(4 * SplatFile.STRIDE + 12, (byte) 100);
    state.update(records, 10, false);
    ByteBuffer next = copy(records);
    next.put(4 * SplatFile.STRIDE + 12, (byte) 103);
    assertEquals(0, state.update(next, 10, false));
    assertEquals(1, state.version());
    assertEquals(1, state.update(next, 10, true));
    assertArrayEquals(new int[] {4}, state.changedAfter(1));
  }

  @Test
  void shouldTellSlowDriftOnceItCanBeSeen() {
    ByteBuffer records = some(1);
    records.put(12, (byte) 0);
    state.update(records, 1, false);
    int told = 0;
    for (int level = 1; level <= 20; level++) {
      records = copy(records).put(12, (byte) level);
      told += state.update(records.position(0), 1, false);
    }
    assertEquals(4, told, "each time that it is 5 levels off");
  }

  @Test
  void shouldCopyAQuietSceneOnceForAllItsViewers() {
    int[] copies = new int[1];
    SplatFeed feed =
        new SplatFeed(
            () -> {
              copies[0]++;
              return ByteBuffer.allocate(SplatFile.HEADER + 2 * SplatFile.STRIDE)
                  .order(ByteOrder.LITTLE_ENDIAN)
                  .putInt(8, 2)
                  .putLong(16, 5)
                  .putLong(24, 6);
            });
    Scene scene =
        Scene.newBuilder()
            .setIterations(5)
            .setRevision(6)
            .setState(SceneState.SCENE_STATE_FINISHED)
            .build();
    byte[] first = feed.since(scene, "", 0);
    assertSame(first, feed.since(scene, "another epoch", 3));
    SplatViewer viewer = new SplatViewer();
    viewer.take(first);
    viewer.take(feed.since(scene, viewer.epoch(), viewer.version()));
    assertEquals(0, viewer.lastChanged());
    assertEquals(1, copies[0]);
  }
}
