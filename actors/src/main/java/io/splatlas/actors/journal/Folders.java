package io.splatlas.actors.journal;

import com.typesafe.config.Config;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Where the plugins keep what. */
final class Folders {
  private Folders() {}

  static Path root(Config config) {
    String folder = config.getString("folder");
    if (folder.isBlank()) {
      throw new IllegalArgumentException(
          "the folder of the journal is not set; see splatlas.journal.folder in reference.conf");
    }
    return Path.of(folder);
  }

  /** A name for a persistence id that every file system takes. */
  static String name(String persistenceId) {
    return URLEncoder.encode(persistenceId, StandardCharsets.UTF_8).replace("*", "%2A");
  }
}
