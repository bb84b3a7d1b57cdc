package io.splatlas.ops.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.actors.model.CameraModel;
import io.splatlas.actors.model.PosedFrame;
import io.splatlas.actors.telemetry.Telemetry;
import io.splatlas.ops.metrics.Telemetries;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class SceneJournalTest {
  private static final CameraModel CAMERA = new CameraModel(4, 3, 5, 5, 2, 1.5, 0, 0, 0, 0, 0);

  private final SceneJournal journal = new SceneJournal();

  private static PosedFrame frame(int bytes) {
    return new PosedFrame(
        1,
        Instant.EPOCH,
        new double[16],
        null,
        PosedFrame.Encoding.PNG,
        new byte[bytes],
        null,
        0,
        new float[0],
        new byte[0]);
  }

  @Test
  void shouldKeepTheNewestFrameOfAScene() {
    journal.frameStored("a", 1, frame(10), CAMERA);
    journal.frameStored("a", 2, frame(20), CAMERA);
    SceneJournal.NewestFrame newest = journal.frame("a").orElseThrow();
    assertEquals(2, newest.number());
    assertEquals(20, newest.image().length);
    assertEquals("image/png", newest.mediaType());
  }

  @Test
  void shouldNotKeepAFrameThatIsTooLarge() {
    journal.frameStored("a", 1, frame(SceneJournal.FRAME_BYTES + 1), CAMERA);
    assertTrue(journal.frame("a").isEmpty());
  }

  @Test
  void shouldForgetTheSceneThatWasQuietLongest() {
    for (int i = 0; i < SceneJournal.SCENES + 1; i++) {
      journal.frameStored("scene-" + i, 1, frame(1), CAMERA);
    }
    assertTrue(journal.frame("scene-0").isEmpty());
    assertTrue(journal.frame("scene-1").isPresent());
  }

  @Test
  void shouldShowWhatWasFoundOnDiskAndGoOnFromThere() {
    journal.framesFound("a", new float[] {1, 2, 3, 4, 5, 6});
    journal.newestFrameFound("a", 2, frame(10), CAMERA);
    assertEquals(2, journal.frame("a").orElseThrow().number());
    journal.frameStored("a", 3, frame(20), CAMERA);
    assertEquals(3, journal.frame("a").orElseThrow().number());
    assertTrue(
        journal.history("a").contains("\"path\":[[1.0,2.0,3.0],[4.0,5.0,6.0],[0.0,0.0,0.0]]"),
        journal.history("a"));
    journal.framesFound("a", new float[] {1, 2, 3});
    assertTrue(journal.history("a").contains("\"path\":[[1.0,2.0,3.0]]"), "found anew, told anew");
  }

  @Test
  void shouldForgetTheFramesOfScenesThatWereQuietLongestWhereTheyAreTooLargeTogether() {
    int fit = (int) (SceneJournal.FRAMES_BYTES / SceneJournal.FRAME_BYTES);
    for (int i = 0; i <= fit; i++) {
      journal.framesFound("scene-" + i, new float[] {i, 0, 0});
      journal.newestFrameFound("scene-" + i, 1, frame(SceneJournal.FRAME_BYTES), CAMERA);
    }
    assertTrue(journal.frame("scene-0").isEmpty());
    assertTrue(journal.history("scene-0").contains("[[0.0,0.0,0.0]]"), "its path stays");
    assertTrue(journal.frame("scene-1").isPresent());
    assertTrue(journal.frame("scene-" + fit).isPresent());
  }

  @Test
  void shouldForgetASceneThatEnded() {
    journal.frameStored("a", 1, frame(1), CAMERA);
    journal.sceneEnded("a");
    assertTrue(journal.frame("a").isEmpty());
    assertTrue(journal.history("a").contains("\"points\":[],\"path\":[]"), journal.history("a"));
  }

  @Test
  void shouldSayFromWhenOnPointsAreKept() {
    SceneJournal started = new SceneJournal(() -> Instant.ofEpochMilli(1_700_000_000_000L));
    assertTrue(started.history("a").startsWith("{\"since\":1700000000000,"), started.history("a"));
  }

  @Test
  void shouldHearWhatAllSinksAreTold() {
    SceneJournal other = new SceneJournal();
    Telemetry all = Telemetries.all(List.of(journal, other));
    all.frameStored("a", 3, frame(1), CAMERA);
    assertEquals(3, journal.frame("a").orElseThrow().number());
    assertEquals(3, other.frame("a").orElseThrow().number());
    assertEquals(all, all);
  }
}
