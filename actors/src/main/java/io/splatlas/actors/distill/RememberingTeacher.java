package io.splatlas.actors.distill;

import io.splatlas.gpu.FeatureMap;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A teacher that describes no image twice while its map is still on disk: maps that host memory has
 * no room for, and those of before a restart, are read instead. A disk that fails costs the
 * teacher's time and nothing else.
 */
public final class RememberingTeacher implements Teacher {
  private static final Logger LOG = LoggerFactory.getLogger(RememberingTeacher.class);

  private final Teacher teacher;
  private final String version;
  private final Path folder;
  private final long bytes;
  private @Nullable GridFiles opened;

  private RememberingTeacher(Teacher teacher, String version, Path folder, long bytes) {
    this.teacher = teacher;
    this.version = version;
    this.folder = folder;
    this.bytes = bytes;
  }

  /**
   * The same teacher, remembering where that is worth it.
   *
   * @param folder of its maps and nothing else, made if missing
   * @param bytes of maps at most, 0 = none
   */
  public static Teacher of(Teacher teacher, Path folder, long bytes) {
    Optional<String> version = teacher.version();
    return version.isEmpty() || bytes == 0
        ? teacher
        : new RememberingTeacher(teacher, version.get(), folder, bytes);
  }

  /** When it is first needed: the teacher's thread may wait for a disk, an actor's may not. */
  private GridFiles grids() throws IOException {
    GridFiles present = opened;
    if (present == null) {
      present = GridFiles.open(folder, bytes);
      opened = present;
    }
    return present;
  }

  @Override
  public String name() {
    return teacher.name();
  }

  @Override
  public int channels() {
    return teacher.channels();
  }

  @Override
  public FeatureMap describe(int width, int height, byte[] rgb) {
    String key = key(width, height, rgb);
    Optional<FeatureMap> kept = read(key);
    if (kept.isPresent() && kept.get().channels() == teacher.channels()) {
      return kept.get();
    }
    FeatureMap map = teacher.describe(width, height, rgb);
    write(key, map);
    return map;
  }

  private Optional<FeatureMap> read(String key) {
    try {
      return grids().read(key);
    } catch (IOException failure) {
      LOG.warn("features that were kept are described anew", failure);
      return Optional.empty();
    }
  }

  private void write(String key, FeatureMap map) {
    try {
      grids().write(key, map);
    } catch (IOException failure) {
      LOG.warn("features cannot be kept; they are described again when they are needed", failure);
    }
  }

  private String key(int width, int height, byte[] rgb) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(version.getBytes(StandardCharsets.UTF_8));
      digest.update(ByteBuffer.allocate(2 * Integer.BYTES).putInt(width).putInt(height).flip());
      return HexFormat.of().formatHex(digest.digest(rgb));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java has SHA-256", impossible);
    }
  }

  @Override
  public float[] describe(Region region, FeatureMap dense) {
    return teacher.describe(region, dense);
  }

  @Override
  public float[] embed(int width, int height, byte[] rgb) {
    return teacher.embed(width, height, rgb);
  }

  @Override
  public boolean isOfAppearance() {
    return teacher.isOfAppearance();
  }

  @Override
  public Optional<Language> language() {
    return teacher.language();
  }

  @Override
  public Optional<String> version() {
    return teacher.version();
  }
}
