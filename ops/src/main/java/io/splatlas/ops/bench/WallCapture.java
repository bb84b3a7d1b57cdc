package io.splatlas.ops.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.splatlas.ops.picture.IntImage;
import io.splatlas.ops.picture.Png;
import io.splatlas.ops.picture.RgbImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * A capture of a finely textured wall with depth, in which every Gaussian is in view of every later
 * viewer: close looks at every part of it, which a scene seeds densely, then looks at all of it.
 * Written as a nerfstudio folder. Same size, same files.
 */
final class WallCapture {
  static final int WIDTH = 320;
  static final int HEIGHT = 240;
  private static final double FOCAL = 300;

  /** Seeds that a close look can be counted on for. */
  private static final int SEEDS = 2_000;

  private static final int FAR_LOOKS = 12;
  private static final double METRES_PER_UNIT = 0.001;

  private final Path folder;
  private final ArrayNode frames = JsonNodeFactory.instance.arrayNode();

  private WallCapture(Path folder) {
    this.folder = folder;
  }

  /**
   * Writes a capture that seeds about so many Gaussians.
   *
   * @param folder empty
   */
  static void write(Path folder, int gaussians) throws IOException {
    WallCapture wall = new WallCapture(folder);
    Files.createDirectories(folder.resolve("images"));
    Files.createDirectories(folder.resolve("depth"));
    int side = Math.max(2, (int) Math.ceil(Math.sqrt((double) gaussians / SEEDS)));
    double wide = WIDTH / FOCAL;
    double high = HEIGHT / FOCAL;
    for (int row = 0; row < side; row++) {
      for (int column = 0; column < side; column++) {
        wall.look((column - (side - 1) / 2.0) * wide, (row - (side - 1) / 2.0) * high, 1);
      }
    }
    for (int k = 0; k < FAR_LOOKS; k++) {
      double turn = 2 * Math.PI * k / FAR_LOOKS;
      wall.look(0.3 * Math.cos(turn), 0.3 * Math.sin(turn), side);
    }
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("w", WIDTH).put("h", HEIGHT).put("fl_x", FOCAL).put("fl_y", FOCAL);
    json.put("cx", WIDTH / 2.0).put("cy", HEIGHT / 2.0);
    json.put("depth_unit_scale_factor", METRES_PER_UNIT);
    json.set("frames", wall.frames);
    Files.writeString(folder.resolve("transforms.json"), json.toString());
  }

  /** A photograph straight at the wall, which is the plane z = 0. */
  private void look(double x, double y, double distance) throws IOException {
    int n = frames.size();
    String name = "%04d.png".formatted(n);
    Files.write(folder.resolve("images").resolve(name), Png.encode(photograph(x, y, distance)));
    int[] depth = new int[WIDTH * HEIGHT];
    Arrays.fill(depth, (int) Math.round(distance / METRES_PER_UNIT));
    Files.write(
        folder.resolve("depth").resolve(name), Png.encode16(new IntImage(WIDTH, HEIGHT, depth)));
    ObjectNode frame = frames.addObject();
    frame.put("file_path", "images/" + name);
    frame.put("depth_file_path", "depth/" + name);
    frame.put("split", "train");
    frame.put("timestamp", 0.2 * n);
    double[][] pose = {{1, 0, 0, x}, {0, 1, 0, y}, {0, 0, 1, distance}, {0, 0, 0, 1}};
    ArrayNode matrix = frame.putArray("transform_matrix");
    for (double[] row : pose) {
      ArrayNode values = matrix.addArray();
      for (double value : row) {
        values.add(value);
      }
    }
  }

  private static RgbImage photograph(double x, double y, double distance) {
    byte[] rgb = new byte[3 * WIDTH * HEIGHT];
    for (int v = 0; v < HEIGHT; v++) {
      for (int u = 0; u < WIDTH; u++) {
        double wallX = x + (u + 0.5 - WIDTH / 2.0) / FOCAL * distance;
        double wallY = y - (v + 0.5 - HEIGHT / 2.0) / FOCAL * distance;
        for (int c = 0; c < 3; c++) {
          rgb[3 * (v * WIDTH + u) + c] = (byte) Math.round(texture(wallX, wallY, c));
        }
      }
    }
    return new RgbImage(WIDTH, HEIGHT, rgb);
  }

  private static double texture(double x, double y, int channel) {
    double coarse = Math.sin(5 * x + channel) * Math.cos(4 * y - channel);
    double fine = Math.sin(37 * x + 11 * y + 2 * channel) * Math.sin(31 * y - 7 * x);
    return 127.5 + 60 * coarse + 60 * fine;
  }
}
