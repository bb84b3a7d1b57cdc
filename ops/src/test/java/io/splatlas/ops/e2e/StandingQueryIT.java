package io.splatlas.ops.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.splatlas.ops.client.MatchWatch;
import io.splatlas.ops.client.Reconnect;
import io.splatlas.ops.dataset.CaptureFrame;
import io.splatlas.ops.dataset.ImageFiles;
import io.splatlas.ops.picture.Png;
import io.splatlas.ops.picture.Resampling;
import io.splatlas.ops.picture.RgbImage;
import io.splatlas.ops.replay.ReplayListener;
import io.splatlas.ops.replay.SimulatedRobot;
import io.splatlas.proto.v1.DeleteSceneRequest;
import io.splatlas.proto.v1.FinishSceneRequest;
import io.splatlas.proto.v1.GetSceneRequest;
import io.splatlas.proto.v1.ImageEncoding;
import io.splatlas.proto.v1.ImageMatch;
import io.splatlas.proto.v1.MatchChange;
import io.splatlas.proto.v1.MatchChangeKind;
import io.splatlas.proto.v1.Picture;
import io.splatlas.proto.v1.QueryImageRequest;
import io.splatlas.proto.v1.SceneState;
import io.splatlas.proto.v1.StandingMatch;
import io.splatlas.proto.v1.WatchMatchesRequest;
import io.splatlas.proto.v1.WatchMatchesResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A question that was there before the scene's first frame, over a real socket. */
class StandingQueryIT {
  private static final int FRAMES = 12;
  private static final long PATIENCE_SECONDS = 240;

  @TempDir Path data = Path.of("");

  /** What its client knows, from the messages alone. */
  private static final class Known {
    final AtomicInteger snapshots = new AtomicInteger();
    final AtomicInteger appeared = new AtomicInteger();
    final Map<Integer, Float> levels = new ConcurrentHashMap<>();

    void take(WatchMatchesResponse news) {
      if (news.hasSnapshot()) {
        snapshots.incrementAndGet();
        for (StandingMatch match : news.getSnapshot().getMatchesList()) {
          levels.put(match.getInstance().getId(), match.getLevel());
        }
        return;
      }
      MatchChange change = news.getChange();
      int id = change.getInstance().getId();
      if (change.getKind() == MatchChangeKind.MATCH_CHANGE_KIND_LEFT) {
        assertTrue(levels.remove(id) != null, "what left had matched");
      } else {
        boolean isNew = levels.put(id, change.getLevel()) == null;
        assertEquals(isNew, change.getKind() == MatchChangeKind.MATCH_CHANGE_KIND_APPEARED);
        appeared.addAndGet(isNew ? 1 : 0);
      }
    }
  }

  @Test
  void shouldTellWhatLooksLikeAPictureWhileTheSceneGrows() throws Exception {
    try (LiveServer live = LiveServer.start(data)) {
      List<CaptureFrame> frames = LiveServer.frames(FRAMES);
      Picture picture = middle(frames.getFirst());
      String scene = live.createScene();
      Known known = new Known();
      CompletableFuture<Void> ended = watch(live, scene, picture, known);
      await(() -> known.snapshots.get() == 1, "a snapshot before the first frame");
      assertEquals(0, known.levels.size());
      new SimulatedRobot(LiveServer.source(frames), 10, new ReplayListener() {})
          .run(live.client, scene, "robot-1");
      live.client.scenes().finishScene(FinishSceneRequest.newBuilder().setSceneId(scene).build());
      await(() -> finished(live, scene), "the end of training");
      await(
          () -> known.levels.keySet().equals(asked(live, scene, picture)),
          "the same as who asks once");
      assertTrue(known.appeared.get() > 0, "something appeared");
      assertEquals(1, known.snapshots.get(), "the call was never cut");
      wordless(live, scene);
      live.client.scenes().deleteScene(DeleteSceneRequest.newBuilder().setSceneId(scene).build());
      ended.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
  }

  private static void wordless(LiveServer live, String scene) {
    StatusRuntimeException refused =
        assertThrows(
            StatusRuntimeException.class,
            () ->
                live.client
                    .standing()
                    .watchMatches(
                        WatchMatchesRequest.newBuilder().setSceneId(scene).setText("a mug").build())
                    .hasNext());
    assertEquals(Status.Code.FAILED_PRECONDITION, refused.getStatus().getCode());
  }

  private static CompletableFuture<Void> watch(
      LiveServer live, String scene, Picture picture, Known known) {
    WatchMatchesRequest request =
        WatchMatchesRequest.newBuilder()
            .setSceneId(scene)
            .setPicture(picture)
            .setMinLevel(0.2f)
            .build();
    return CompletableFuture.runAsync(
        () -> {
          try {
            new MatchWatch(live.client, request, Reconnect.never())
                .run(known::take, (why, pause) -> {});
          } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
          }
        });
  }

  /** What matches, and is not at the edge of it, by a single question. */
  private static Set<Integer> asked(LiveServer live, String scene, Picture picture) {
    Set<Integer> matching = new TreeSet<>();
    for (ImageMatch match :
        live.client
            .query()
            .queryImage(
                QueryImageRequest.newBuilder()
                    .setSceneId(scene)
                    .setImage(picture.getImage())
                    .setEncoding(picture.getEncoding())
                    .setWidth(picture.getWidth())
                    .setHeight(picture.getHeight())
                    .setMinSimilarity(0.2f)
                    .build())
            .getMatchesList()) {
      matching.add(match.getInstance().getId());
    }
    return matching;
  }

  private static boolean finished(LiveServer live, String scene) {
    return live.client
            .scenes()
            .getScene(GetSceneRequest.newBuilder().setSceneId(scene).build())
            .getScene()
            .getState()
        == SceneState.SCENE_STATE_FINISHED;
  }

  private static Picture middle(CaptureFrame frame) throws IOException {
    RgbImage small = Resampling.areaAverage(ImageFiles.readRgb(frame.image()), 48, 36);
    return Picture.newBuilder()
        .setImage(ByteString.copyFrom(Png.encode(small)))
        .setEncoding(ImageEncoding.IMAGE_ENCODING_PNG)
        .setWidth(small.width())
        .setHeight(small.height())
        .build();
  }

  private static void await(BooleanSupplier wanted, String what) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (!wanted.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadline, "waited in vain for " + what);
      TimeUnit.MILLISECONDS.sleep(100);
    }
  }
}
