package io.splatlas.actors.blob;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SealedBlobsTest {
  private static final int KIND = SealedBlobs.kind("TEST");

  @TempDir Path folder;

  private static String read(BlobStore store, int kind) throws IOException {
    return SealedBlobs.read(store, "a/b", kind, (version, in) -> version + in.readUTF());
  }

  private BlobStore filled() throws IOException {
    BlobStore store = new FolderBlobStore(folder);
    store.put("a/b", SealedBlobs.content(KIND, 7, out -> out.writeUTF("some content")));
    return store;
  }

  @Test
  void shouldReadBackWhatWasWritten() throws IOException {
    BlobStore store = filled();
    assertEquals("7some content", read(store, KIND));
    assertEquals(List.of("a/b"), store.list("a"));
    store.deleteAll("a");
    assertEquals(List.of(), store.list("a"));
  }

  @Test
  void shouldTellEveryCutAndEveryFlippedBit() throws IOException {
    BlobStore store = filled();
    Path file = folder.resolve("a/b");
    byte[] whole = Files.readAllBytes(file);
    for (int size = 0; size < whole.length; size++) {
      Files.write(file, Arrays.copyOf(whole, size));
      assertThrows(CorruptBlobException.class, () -> read(store, KIND), "cut at " + size);
    }
    for (int at = 0; at < whole.length; at++) {
      byte[] damaged = whole.clone();
      damaged[at] ^= 0x10;
      Files.write(file, damaged);
      assertThrows(CorruptBlobException.class, () -> read(store, KIND), "damaged at " + at);
    }
  }

  @Test
  void shouldRefuseABlobOfAnotherKind() throws IOException {
    BlobStore store = filled();
    assertThrows(CorruptBlobException.class, () -> read(store, SealedBlobs.kind("SNAP")));
  }

  @Test
  void shouldRefuseNamesThatLeaveTheFolder() {
    BlobStore store = new FolderBlobStore(folder);
    for (String name : List.of("../a", "a/../b", "/a", "a//b", "", "a/.next", "a b")) {
      assertThrows(IllegalArgumentException.class, () -> store.delete(name), name);
    }
  }
}
