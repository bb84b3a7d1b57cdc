package io.splatlas.ops.dataset;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Files of a capture that a user was handed. Where a reader has several files the first byte says
 * which of them the rest is; the others are good ones.
 */
public final class DatasetFuzz {
  private static final Path FOLDER = folder();

  private DatasetFuzz() {}

  private interface Reading {
    Object read(Path file) throws IOException;
  }

  private static final List<Reading> BINARY =
      List.of(ColmapBinary::cameras, ColmapBinary::images, ColmapBinary::points);
  private static final List<Reading> TEXT =
      List.of(ColmapText::cameras, ColmapText::images, ColmapText::points);

  /** Points. */
  public static void ply(byte[] input) {
    read(PlyPointsReader::read, "points.ply", input);
  }

  /** One file of a COLMAP model. */
  public static void colmapBinary(byte[] input) {
    oneOf(BINARY, input);
  }

  /** One file of a COLMAP model in text. */
  public static void colmapText(byte[] input) {
    oneOf(TEXT, input);
  }

  /** The list of frames. */
  public static void nerfstudio(byte[] input) {
    read(file -> NerfstudioReader.read(FOLDER), "transforms.json", input);
  }

  /** The list of images, of depth images or of poses. */
  public static void tum(byte[] input) {
    if (input.length > 0) {
      List<String> names = List.of("rgb.txt", "depth.txt", "groundtruth.txt", "calibration.txt");
      String name = names.get(Math.floorMod(input[0], names.size()));
      Path folder = FOLDER.resolve("tum");
      byte[] good = good(folder.resolve(name));
      try {
        read(
            file -> TumReader.read(folder),
            "tum/" + name,
            Arrays.copyOfRange(input, 1, input.length));
      } finally {
        write(folder.resolve(name), good);
      }
    }
  }

  /** An image of a capture. */
  public static void image(byte[] input) {
    Path name = Path.of("image");
    readOrRefuse(() -> ImageFiles.decodeRgb(input, name));
    readOrRefuse(() -> ImageFiles.decodeGray(input, name));
  }

  private static void oneOf(List<Reading> readings, byte[] input) {
    if (input.length > 0) {
      read(
          readings.get(Math.floorMod(input[0], readings.size())),
          "model",
          Arrays.copyOfRange(input, 1, input.length));
    }
  }

  private static void read(Reading reading, String name, byte[] input) {
    Path file = FOLDER.resolve(name);
    write(file, input);
    readOrRefuse(() -> reading.read(file));
  }

  private interface Attempt {
    Object make() throws IOException;
  }

  private static void readOrRefuse(Attempt attempt) {
    try {
      if (attempt.make() == null) {
        throw new AssertionError("neither read nor refused");
      }
    } catch (DatasetException refused) {
      if (refused.getMessage() == null) {
        throw new AssertionError("refused without a word", refused);
      }
    } catch (IOException other) {
      throw new UncheckedIOException(other);
    }
  }

  private static void write(Path file, byte[] bytes) {
    try {
      Files.write(file, bytes);
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static byte[] good(Path file) {
    try {
      return Files.exists(file) ? Files.readAllBytes(file) : new byte[0];
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** In memory where the system has such a folder: a run writes it some million times. */
  private static Path folder() {
    try {
      Path memory = Path.of("/dev/shm");
      Path folder =
          Files.isWritable(memory)
              ? Files.createTempDirectory(memory, "fuzz-")
              : Files.createTempDirectory("fuzz-");
      CaptureFixtures.tum(Files.createDirectories(folder.resolve("tum")));
      CaptureFixtures.image(folder.resolve("a.png"));
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder.toFile())));
      return folder;
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  private static void delete(File file) {
    File[] below = file.listFiles();
    if (below != null) {
      for (File child : below) {
        delete(child);
      }
    }
    file.deleteOnExit();
    if (!file.delete()) {
      file.deleteOnExit();
    }
  }
}
