package io.splatlas.actors.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableFilesTest {
  @TempDir Path folder;

  @Test
  void shouldReplaceAFileAsAWhole() throws IOException {
    Path file = folder.resolve("a");
    DurableFiles.replace(file, out -> out.write("old".getBytes(StandardCharsets.UTF_8)));
    DurableFiles.replace(file, out -> out.write("new".getBytes(StandardCharsets.UTF_8)));
    assertEquals("new", Files.readString(file));
  }

  @Test
  void shouldKeepTheOldFileAndNoRestsWhenWritingFails() throws IOException {
    Path file = folder.resolve("a");
    DurableFiles.replace(file, out -> out.write("old".getBytes(StandardCharsets.UTF_8)));
    assertThrows(
        IOException.class,
        () ->
            DurableFiles.replace(
                file,
                out -> {
                  out.write(new byte[100_000]);
                  throw new IOException("No space left on device");
                }));
    assertEquals("old", Files.readString(file));
    assertFalse(Files.exists(folder.resolve("a" + DurableFiles.UNFINISHED)));
  }

  @Test
  void shouldDeleteAFolderWithAllItHoldsOrNothing() throws IOException {
    Files.createDirectories(folder.resolve("x/y"));
    Files.writeString(folder.resolve("x/y/z"), "z");
    DurableFiles.deleteTree(folder.resolve("x"));
    assertFalse(Files.exists(folder.resolve("x")));
    DurableFiles.deleteTree(folder.resolve("x"));
  }
}
