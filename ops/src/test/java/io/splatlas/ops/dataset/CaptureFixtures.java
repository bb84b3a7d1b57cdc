package io.splatlas.ops.dataset;

import io.splatlas.ops.picture.IntImage;
import io.splatlas.ops.picture.Png;
import io.splatlas.ops.picture.RgbImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** Small captures of every kind, written by the tests themselves. */
final class CaptureFixtures {

  static final int WIDTH = 8;
  static final int HEIGHT = 6;

  private CaptureFixtures() {}

  static void image(Path file) throws IOException {
    Png.write(file, RgbImage.black(WIDTH, HEIGHT));
  }

  static void depth(Path file, int raw) throws IOException {
    IntImage image = IntImage.zeros(WIDTH, HEIGHT);
    Arrays.fill(image.values(), raw);
    Png.write16(file, image);
  }

  static void text(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  /** Ten frames along x with everything the format has; the image of the last is not there. */
  static Path nerfstudio(Path folder) throws IOException {
    var frames = new StringBuilder();
    for (int i = 0; i < 10; i++) {
      frames.append(i == 0 ? "" : ",\n").append(frame("images/%04d.png".formatted(i), i));
      if (i < 9) {
        image(folder.resolve("images/%04d.png".formatted(i)));
        depth(folder.resolve("depth/%04d.png".formatted(i)), 1000 + i);
        depth(folder.resolve("masks/%04d.png".formatted(i)), i);
      }
    }
    transforms(folder, "\"ply_file_path\": \"points.ply\",", frames.toString());
    text(folder.resolve("points.ply"), ASCII_PLY);
    text(folder.resolve("labels.json"), "[{\"id\": 1, \"name\": \"cup\", \"kind\": \"object\"}]");
    return folder;
  }

  static final String ASCII_PLY =
      """
      ply
      format ascii 1.0
      comment two points
      element vertex 2
      property float x
      property float y
      property float z
      property uchar red
      property uchar green
      property uchar blue
      end_header
      1 2 3 10 20 30
      -1.5 0 1e2 255 0 128
      """;

  static String frame(String name, double x) {
    String number = name.replaceAll("\\D", "");
    return """
        {"file_path": "%s", "depth_file_path": "depth/%s.png", "instance_file_path": "masks/%s.png",
         "transform_matrix": [[1, 0, 0, %s], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]]}"""
        .formatted(name, number, number, x);
  }

  static void transforms(Path folder, String globals, String frames) throws IOException {
    text(
        folder.resolve("transforms.json"),
        """
        {"camera_model": "OPENCV", "w": 8.0, "h": 6, "fl_x": 10, "fl_y": 11, "cx": 4.5, "cy": 3, "k1": 0.1,
         %s "frames": [%s]}
        """
            .formatted(globals, frames));
  }

  /** Three images of two cameras in binary files; image ids are not in name order. */
  static Path colmapBinary(Path folder) throws IOException {
    Files.createDirectories(folder.resolve("sparse/0"));
    for (String name : new String[] {"a.png", "b.png", "c.png"}) {
      image(folder.resolve("images").resolve(name));
    }
    Files.write(folder.resolve("sparse/0/cameras.bin"), cameras());
    Files.write(folder.resolve("sparse/0/images.bin"), images());
    Files.write(folder.resolve("sparse/0/points3D.bin"), points());
    return folder;
  }

  private static byte[] cameras() throws IOException {
    var out = new Binary().int64(2);
    out.int32(1).int32(0).int64(WIDTH).int64(HEIGHT).float64(10, 4, 3);
    out.int32(7).int32(4).int64(WIDTH).int64(HEIGHT).float64(10, 11, 4, 3, 0.1, 0.2, 0.3, 0.4);
    return out.bytes();
  }

  private static byte[] images() throws IOException {
    var out = new Binary().int64(3);
    out.int32(30).float64(1, 0, 0, 0, 1, 2, 3).int32(1).text("c.png").int64(1);
    out.float64(0.5, 0.5).int64(5);
    out.int32(20).float64(0, 1, 0, 0, 1, 2, 3).int32(7).text("a.png").int64(0);
    out.int32(10).float64(1, 0, 0, 0, 0, 0, 0).int32(1).text("b.png").int64(0);
    return out.bytes();
  }

  private static byte[] points() throws IOException {
    var out = new Binary().int64(2);
    out.int64(5).float64(1, 2, 3).raw(1, 2, 255).float64(0.5).int64(2);
    out.int32(30).int32(0).int32(20).int32(1);
    out.int64(6).float64(4, 5, 6).raw(7, 8, 9).float64(0.5).int64(1).int32(10).int32(0);
    return out.bytes();
  }

  /** The same model as {@link #colmapBinary} in text files. */
  static Path colmapText(Path folder) throws IOException {
    for (String name : new String[] {"a.png", "b.png", "c.png"}) {
      image(folder.resolve("images").resolve(name));
    }
    Path model = folder.resolve("sparse/0");
    text(
        model.resolve("cameras.txt"),
        "# cameras\n1 SIMPLE_PINHOLE 8 6 10 4 3\n7 OPENCV 8 6 10 11 4 3 0.1 0.2 0.3 0.4\n");
    text(
        model.resolve("images.txt"),
        """
        # images
        30 1 0 0 0 1 2 3 1 c.png
        0.5 0.5 5
        20 0 1 0 0 1 2 3 7 a.png

        10 1 0 0 0 0 0 0 1 b.png

        """);
    text(model.resolve("points3D.txt"), "5 1 2 3 1 2 255 0.5 30 0 20 1\n6 4 5 6 7 8 9 0.5 10 0\n");
    return folder;
  }

  /** Four images, one without a pose and one without depth. */
  static Path tum(Path folder) throws IOException {
    for (int i = 0; i < 4; i++) {
      image(folder.resolve("rgb/" + i + ".png"));
      depth(folder.resolve("depth/" + i + ".png"), 5000);
    }
    text(
        folder.resolve("rgb.txt"),
        "# rgb\n100.00 rgb/0.png\n100.03 rgb/1.png\n100.50 rgb/2.png\n100.10 rgb/3.png\n");
    text(folder.resolve("depth.txt"), "100.005 depth/0.png\n100.031 depth/1.png\n");
    text(
        folder.resolve("groundtruth.txt"),
        """
        # timestamp tx ty tz qx qy qz qw
        99.995 0 0 0 0 0 0 1
        100.001 1 2 3 0 0 0 1
        100.032 1 2 4 0 0 1 0
        100.11 0 0 0 0 0 0 1
        """);
    text(folder.resolve("calibration.txt"), "10 11 3.5 2.5\n");
    return folder;
  }

  /** Little-endian bytes. */
  static final class Binary {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Binary int32(int value) throws IOException {
      out.write(order(4).putInt(value).array());
      return this;
    }

    Binary int64(long value) throws IOException {
      out.write(order(8).putLong(value).array());
      return this;
    }

    Binary float64(double... values) throws IOException {
      for (double value : values) {
        out.write(order(8).putDouble(value).array());
      }
      return this;
    }

    Binary raw(int... values) {
      for (int value : values) {
        out.write(value);
      }
      return this;
    }

    Binary text(String text) throws IOException {
      out.write(text.getBytes(StandardCharsets.UTF_8));
      out.write(0);
      return this;
    }

    byte[] bytes() {
      return out.toByteArray();
    }

    private static ByteBuffer order(int size) {
      return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
  }
}
