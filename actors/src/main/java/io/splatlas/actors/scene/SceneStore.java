package io.splatlas.actors.scene;

import io.splatlas.actors.disk.DurableFiles;
import io.splatlas.actors.model.SceneOptions;
import io.splatlas.actors.model.SceneProfile;
import io.splatlas.actors.model.SceneState;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Properties;

/**
 * The folder of one scene: {@code scene.properties}, the frame log in {@code frames}, teacher's
 * maps in {@code grids}. The manifest is replaced as a whole, so a crash leaves the old or the new
 * one. Blocks on the disk.
 */
final class SceneStore {
  static final String MANIFEST = "scene.properties";
  private static final String FORMAT = "1";

  private final Path folder;

  SceneStore(Path folder) {
    this.folder = folder;
  }

  Path frames() {
    return folder.resolve("frames");
  }

  /** What the teacher said of frames, as far as it is kept; may go at any time. */
  Path grids() {
    return folder.resolve("grids");
  }

  boolean exists() {
    return Files.isRegularFile(folder.resolve(MANIFEST));
  }

  void write(SceneManifest manifest) throws IOException {
    Files.createDirectories(folder);
    DurableFiles.replace(
        folder.resolve(MANIFEST),
        out -> out.write(text(manifest).getBytes(StandardCharsets.UTF_8)));
    DurableFiles.syncFolderOf(folder);
  }

  /**
   * Reads the manifest.
   *
   * @throws IOException also when it is not what {@link #write} wrote
   */
  SceneManifest read() throws IOException {
    Properties properties = new Properties();
    Path file = folder.resolve(MANIFEST);
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
      return manifest(properties);
    } catch (IllegalArgumentException | DateTimeException broken) {
      throw new IOException(file + " is not a scene manifest: " + broken.getMessage(), broken);
    }
  }

  private static SceneManifest manifest(Properties properties) {
    if (!FORMAT.equals(properties.getProperty("format"))) {
      throw new IllegalArgumentException(
          "format must be %s, got %s".formatted(FORMAT, properties.getProperty("format")));
    }
    SceneOptions options =
        new SceneOptions(
            Integer.parseInt(value(properties, "max-gaussians")),
            Integer.parseInt(value(properties, "sh-degree")),
            Integer.parseInt(value(properties, "iterations")),
            Long.parseLong(value(properties, "seed")),
            Boolean.parseBoolean(value(properties, "use-depth")),
            SceneProfile.labelled(properties.getProperty("profile", "lifted")),
            // Manifests of before these options have neither.
            Boolean.parseBoolean(properties.getProperty("antialiased", "false")),
            Boolean.parseBoolean(properties.getProperty("refine-poses", "false")));
    return new SceneManifest(
        value(properties, "id"),
        options,
        Instant.parse(value(properties, "created")),
        SceneState.valueOf(value(properties, "state")),
        properties.getProperty("failure", ""),
        properties.getProperty("owner", ""));
  }

  private static String value(Properties properties, String key) {
    String value = properties.getProperty(key);
    if (value == null) {
      throw new IllegalArgumentException(key + " is missing");
    }
    return value;
  }

  private static String text(SceneManifest manifest) {
    SceneOptions options = manifest.options();
    return String.join(
        "\n",
        List.of(
            "format=" + FORMAT,
            "id=" + manifest.id(),
            "created=" + manifest.created(),
            "state=" + manifest.state(),
            "failure=" + oneLine(manifest.failure()),
            "owner=" + oneLine(manifest.owner()),
            "max-gaussians=" + options.maxGaussians(),
            "sh-degree=" + options.shDegree(),
            "iterations=" + options.iterations(),
            "seed=" + options.seed(),
            "use-depth=" + options.useDepth(),
            "profile=" + options.profile().label(),
            "antialiased=" + options.antialiased(),
            "refine-poses=" + options.refinePoses(),
            ""));
  }

  /** Of one line, as properties are written. */
  private static String oneLine(String text) {
    return text.replace("\\", "\\\\").replaceAll("\\R", " ");
  }

  /** Deletes the folder with all it holds; the manifest first, so that no half scene recovers. */
  void delete() throws IOException {
    Files.deleteIfExists(folder.resolve(MANIFEST));
    DurableFiles.deleteTree(folder);
  }
}
