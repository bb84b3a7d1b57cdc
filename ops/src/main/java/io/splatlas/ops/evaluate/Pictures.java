package io.splatlas.ops.evaluate;

import io.splatlas.ops.dataset.CaptureFrame;
import io.splatlas.ops.dataset.Split;
import io.splatlas.ops.picture.IdPalette;
import io.splatlas.ops.picture.IntImage;
import io.splatlas.ops.picture.Png;
import io.splatlas.ops.picture.RgbImage;
import io.splatlas.ops.picture.Sheet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Keeps the pictures of an evaluation: {@code colour/}, {@code ids/} (16 bit) for every view,
 * {@code sheets/} with render, photograph, ids and truth side by side for held-out views, {@code
 * overview.png} with some of them.
 */
final class Pictures {
  private static final int OVERVIEW_ROWS = 5;

  private final Path out;
  private final List<RgbImage> sheets = new ArrayList<>();

  Pictures(Path out) {
    this.out = out;
  }

  void add(RenderedFrame render, RgbImage photograph, Optional<IntImage> truth) throws IOException {
    CaptureFrame frame = render.frame();
    Path name = FrameRenderer.nameFor(frame);
    Png.write(out.resolve("colour").resolve(name), render.colour());
    Png.write16(out.resolve("ids").resolve(name), render.ids());
    if (frame.split() == Split.TEST) {
      RgbImage sheet = sheet(render, photograph, truth);
      sheets.add(sheet);
      Png.write(out.resolve("sheets").resolve(name), sheet);
    }
  }

  private static RgbImage sheet(
      RenderedFrame render, RgbImage photograph, Optional<IntImage> truth) {
    List<Sheet.Panel> panels = new ArrayList<>();
    panels.add(new Sheet.Panel("render", render.colour()));
    panels.add(new Sheet.Panel("photograph", photograph));
    panels.add(new Sheet.Panel("ids", IdPalette.paint(render.ids())));
    truth.ifPresent(ids -> panels.add(new Sheet.Panel("truth", IdPalette.paint(ids))));
    return Sheet.row(panels);
  }

  /** Writes the overview; nothing when there are no held-out views. */
  Optional<Path> overview() throws IOException {
    if (sheets.isEmpty()) {
      return Optional.empty();
    }
    List<Sheet.Panel> rows = new ArrayList<>();
    int count = Math.min(OVERVIEW_ROWS, sheets.size());
    for (int i = 0; i < count; i++) {
      rows.add(new Sheet.Panel("", sheets.get(i * sheets.size() / count)));
    }
    Path file = out.resolve("overview.png");
    Png.write(file, Sheet.grid(rows, 1));
    return Optional.of(file);
  }
}
