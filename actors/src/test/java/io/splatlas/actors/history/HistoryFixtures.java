package io.splatlas.actors.history;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes the event and the state that {@code HistorySerializerTest} must always be able to read.
 */
final class HistoryFixtures {
  private HistoryFixtures() {}

  /** Writes {@code event-v1.bin} and {@code history-v1.bin} into the folder given. */
  public static void main(String[] arguments) throws IOException {
    HistorySerializer serializer = new HistorySerializer();
    Path folder = Path.of(arguments[0]);
    Files.write(folder.resolve("event-v1.bin"), serializer.toBinary(HistorySerializerTest.EVENT));
    Files.write(
        folder.resolve("history-v1.bin"), serializer.toBinary(HistorySerializerTest.state()));
  }
}
