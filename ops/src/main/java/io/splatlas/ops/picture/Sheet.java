package io.splatlas.ops.picture;

import java.util.List;

/** Pictures side by side with captions above them. */
public final class Sheet {

  private static final int GAP = 4;
  private static final int CAPTION = PixelFont.HEIGHT + 6;
  private static final int BACKGROUND = 0xf4f4f2;
  private static final int INK = 0x1a1a1a;

  private Sheet() {}

  /**
   * A captioned picture.
   *
   * @param caption a short line; cut where the picture ends
   * @param image the picture
   */
  public record Panel(String caption, RgbImage image) {}

  /** Panels in one row. */
  public static RgbImage row(List<Panel> panels) {
    return grid(panels, panels.size());
  }

  /**
   * Panels in rows, cells as large as the largest panel.
   *
   * @param panels at least one
   * @param columns panels a row, at least 1
   */
  public static RgbImage grid(List<Panel> panels, int columns) {
    if (panels.isEmpty() || columns < 1) {
      throw new IllegalArgumentException("a sheet needs at least one panel and one column");
    }
    int cellWidth = panels.stream().mapToInt(panel -> panel.image.width()).max().orElse(1);
    int cellHeight = panels.stream().mapToInt(panel -> panel.image.height()).max().orElse(1);
    int used = Math.min(columns, panels.size());
    int rows = (panels.size() + used - 1) / used;
    RgbImage out =
        RgbImage.black(GAP + used * (cellWidth + GAP), GAP + rows * (cellHeight + CAPTION + GAP));
    fill(out, BACKGROUND);
    for (int i = 0; i < panels.size(); i++) {
      int x = GAP + i % used * (cellWidth + GAP);
      int y = GAP + i / used * (cellHeight + CAPTION + GAP);
      PixelFont.draw(out, panels.get(i).caption, x, y + 3, x + cellWidth, INK);
      copy(panels.get(i).image, out, x, y + CAPTION);
    }
    return out;
  }

  private static void fill(RgbImage image, int colour) {
    for (int y = 0; y < image.height(); y++) {
      for (int x = 0; x < image.width(); x++) {
        image.set(x, y, colour);
      }
    }
  }

  private static void copy(RgbImage from, RgbImage to, int x, int y) {
    for (int row = 0; row < from.height(); row++) {
      int source = 3 * row * from.width();
      int target = 3 * ((y + row) * to.width() + x);
      System.arraycopy(from.rgb(), source, to.rgb(), target, 3 * from.width());
    }
  }
}
