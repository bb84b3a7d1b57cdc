package io.splatlas.actors.history;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes the event and the state that {@code HistorySerializerTest} must always be able to read.
 * Those of version 1 were written by the version that began the format, without oriented boxes and
 * sightings.
 */
final class HistoryFixtures {
  private HistoryFixtures() {}

  /** Writes {@code event-v2.bin} and {@code history-v2.bin} into the folder given. */
  public static void main(String[] arguments) throws IOException {
    HistorySerializer serializer = new HistorySerializer();
    Path folder = Path.of(arguments[0]);
    Files.write(folder.resolve("event-v2.bin"), serializer.toBinary(HistorySerializerTest.EVENT));
    Files.write(
        folder.resolve("history-v2.bin"), serializer.toBinary(HistorySerializerTest.state()));
  }
}
