package io.splatlas.actors.distill;

import io.splatlas.gpu.FeatureMap;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * Teacher's maps in files of a folder, within a budget of bytes: when it is used up, those not
 * asked for longest go. What is there when it is opened is used. A file is a map's width, height
 * and channels, its values, and the CRC-32C of all that, little-endian. Thread-safe; blocks on the
 * disk.
 */
final class GridFiles {
  private static final String ENDING = ".grid";
  private static final int HEADER = 3 * Integer.BYTES;

  private final Path folder;
  private final long budget;
  private final Map<String, Long> sizes = new LinkedHashMap<>(16, 0.75f, true);
  private long bytes;

  private GridFiles(Path folder, long budget) {
    this.folder = folder;
    this.budget = budget;
  }

  /**
   * Opens a folder, made if it is missing; what does not fit into the budget goes, the oldest
   * first, and so does what a crash left half written.
   */
  static GridFiles open(Path folder, long budget) throws IOException {
    Files.createDirectories(folder);
    GridFiles grids = new GridFiles(folder, budget);
    List<Path> found;
    try (Stream<Path> all = Files.list(folder)) {
      found = all.sorted(Comparator.comparingLong(GridFiles::age)).toList();
    }
    for (Path file : found) {
      String name = file.getFileName().toString();
      if (name.endsWith(ENDING)) {
        grids.add(name, Files.size(file));
      } else {
        Files.delete(file);
      }
    }
    return grids;
  }

  private static long age(Path file) {
    return file.toFile().lastModified();
  }

  private void add(String name, long size) throws IOException {
    Long before = sizes.put(name, size);
    bytes += size - (before == null ? 0 : before);
    while (bytes > budget) {
      forget(sizes.keySet().iterator().next());
    }
  }

  private void forget(String name) throws IOException {
    Long size = sizes.remove(name);
    bytes -= size == null ? 0 : size;
    Files.deleteIfExists(folder.resolve(name));
  }

  /** Bytes of all files. */
  synchronized long bytes() {
    return bytes;
  }

  /**
   * A map that was written.
   *
   * @param key of letters and digits
   * @return empty when it is not there (any more)
   * @throws IOException also when it is not what was written; it is gone then
   */
  synchronized Optional<FeatureMap> read(String key) throws IOException {
    String name = key + ENDING;
    if (sizes.get(name) == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(decode(name, Files.readAllBytes(folder.resolve(name))));
    } catch (NoSuchFileException gone) {
      forget(name);
      return Optional.empty();
    } catch (IOException broken) {
      forget(name);
      throw broken;
    }
  }

  /** Keeps a map, as far as the budget allows. */
  synchronized void write(String key, FeatureMap map) throws IOException {
    byte[] content = encode(map);
    if (content.length > budget) {
      return;
    }
    String name = key + ENDING;
    Path half = folder.resolve(key + ".part");
    Files.write(half, content);
    Files.move(half, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    add(name, content.length);
  }

  private static byte[] encode(FeatureMap map) {
    int values = Float.BYTES * map.values().length;
    ByteBuffer all =
        ByteBuffer.allocate(HEADER + values + Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    all.putInt(map.width()).putInt(map.height()).putInt(map.channels());
    all.asFloatBuffer().put(map.values());
    all.putInt(HEADER + values, checksum(all.array(), HEADER + values));
    return all.array();
  }

  private static FeatureMap decode(String name, byte[] content) throws IOException {
    ByteBuffer all = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
    int end = content.length - Integer.BYTES;
    if (end < HEADER || all.getInt(end) != checksum(content, end)) {
      throw new IOException("the kept features " + name + " are damaged");
    }
    int width = all.getInt();
    int height = all.getInt();
    int channels = all.getInt();
    float[] values = new float[(end - HEADER) / Float.BYTES];
    all.asFloatBuffer().get(values);
    try {
      return new FeatureMap(width, height, channels, values);
    } catch (IllegalArgumentException wrong) {
      throw new IOException("the kept features " + name + " are damaged", wrong);
    }
  }

  private static int checksum(byte[] content, int end) {
    CRC32C checksum = new CRC32C();
    checksum.update(content, 0, end);
    return (int) checksum.getValue();
  }
}
