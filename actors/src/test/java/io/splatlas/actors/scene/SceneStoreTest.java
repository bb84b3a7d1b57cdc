package io.splatlas.actors.scene;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.actors.model.SceneOptions;
import io.splatlas.actors.model.SceneProfile;
import io.splatlas.actors.model.SceneState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SceneStoreTest {
  private static final SceneManifest MANIFEST =
      new SceneManifest(
          "desk",
          new SceneOptions(5_000, 3, 70, -4, false, SceneProfile.FREEGS, true, true),
          Instant.parse("2026-01-02T03:04:05.678Z"),
          SceneState.CAPTURING,
          "",
          "robot-1@lab\\x=y");

  @TempDir private Path folder = Path.of("");

  @Test
  void shouldReadWhatItWrote() throws IOException {
    SceneStore store = new SceneStore(folder.resolve("desk"));
    store.write(MANIFEST);
    assertEquals(MANIFEST, store.read());
    SceneManifest failed = MANIFEST.in(SceneState.FAILED, "C:\\path: \"5 %\" of 3 = a\tb");
    store.write(failed);
    assertEquals(failed, store.read());
  }

  @Test
  void shouldSayWhatIsWrongWithABrokenManifest() throws IOException {
    SceneStore store = new SceneStore(folder);
    for (String broken : new String[] {"", "format=2", "format=1\nid=a", "format=1\n\\u00zz"}) {
      Files.writeString(folder.resolve(SceneStore.MANIFEST), broken);
      IOException failure = assertThrows(IOException.class, store::read);
      assertTrue(String.valueOf(failure.getMessage()).contains(SceneStore.MANIFEST));
    }
  }

  @Test
  void shouldDeleteAllThatAFolderHolds() throws IOException {
    SceneStore store = new SceneStore(folder.resolve("desk"));
    store.write(MANIFEST);
    Files.createDirectories(store.frames());
    Files.writeString(store.frames().resolve("a"), "b");
    store.delete();
    assertFalse(store.exists());
    assertFalse(Files.exists(folder.resolve("desk")));
    store.delete();
  }
}
