package io.splatlas.ops.eval;

import io.splatlas.ops.picture.IntImage;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Id maps for tests. */
final class IdMaps {

  private IdMaps() {}

  /** A map written as rows of digits. */
  static IntImage of(String... rows) {
    IntImage image = IntImage.zeros(rows[0].length(), rows.length);
    for (int y = 0; y < rows.length; y++) {
      for (int x = 0; x < rows[y].length(); x++) {
        image.values()[y * image.width() + x] = rows[y].charAt(x) - '0';
      }
    }
    return image;
  }

  static IntImage filled(int width, int height, int id) {
    IntImage image = IntImage.zeros(width, height);
    Arrays.fill(image.values(), id);
    return image;
  }

  static void fill(IntImage image, int left, int top, int right, int bottom, int id) {
    for (int y = top; y < bottom; y++) {
      Arrays.fill(image.values(), y * image.width() + left, y * image.width() + right, id);
    }
  }

  /** Random overlapping rectangles of ids 1 to {@code ids} over 0. */
  static IntImage random(int width, int height, int ids, SplittableRandom random) {
    IntImage image = IntImage.zeros(width, height);
    for (int i = 0; i < 2 * ids; i++) {
      int left = random.nextInt(width);
      int top = random.nextInt(height);
      fill(
          image,
          left,
          top,
          random.nextInt(left, width) + 1,
          random.nextInt(top, height) + 1,
          1 + i % ids);
    }
    return image;
  }

  /** The map with other names for its ids; 0 stays. */
  static IntImage renamed(IntImage image, int[] names) {
    IntImage out = IntImage.zeros(image.width(), image.height());
    Arrays.setAll(out.values(), i -> image.values()[i] == 0 ? 0 : names[image.values()[i]]);
    return out;
  }
}
