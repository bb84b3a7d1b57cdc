package io.splatlas.actors.distill.clip;

import io.splatlas.actors.distill.Language;
import io.splatlas.actors.distill.Region;
import io.splatlas.actors.distill.Teacher;
import io.splatlas.gpu.FeatureMap;
import java.util.Optional;

/**
 * CLIP as a teacher: the image is scaled so that its shorter side fills the encoder's square, and
 * covered along the longer one by windows that overlap on whole patches; where they do, features
 * are averaged, those near a window's edge, which see less, counting less.
 */
public final class ClipTeacher implements Teacher {
  /** Most times that an image may be larger than the encoder's square, by its shorter side. */
  public static final int MOST_DETAIL = 4;

  /** Patches that neighbouring windows share, at least. */
  private static final int OVERLAP = 2;

  private final ClipModel model;
  private final int detail;

  /** With windows as large as the image's shorter side. */
  public ClipTeacher(ClipModel model) {
    this(model, 1);
  }

  /**
   * With windows that slide over an enlarged image: a patch then sees a smaller part of it, at the
   * cost of about {@code detail} squared as many runs of the encoder.
   *
   * @param detail windows along the shorter side, 1..4
   */
  public ClipTeacher(ClipModel model, int detail) {
    if (detail < 1 || detail > MOST_DETAIL) {
      throw new IllegalArgumentException(
          "detail must be 1 to %d, got %d".formatted(MOST_DETAIL, detail));
    }
    this.model = model;
    this.detail = detail;
  }

  @Override
  public String name() {
    return model.name();
  }

  @Override
  public int channels() {
    return model.dimensions();
  }

  @Override
  public Optional<String> version() {
    return Optional.of(model.version() + " detail " + detail);
  }

  @Override
  public Optional<Language> language() {
    return Optional.of(model);
  }

  /** CLIP's embedding of the box, scaled to a square, background left in (METHOD section 4). */
  @Override
  public float[] describe(Region region, FeatureMap dense) {
    int columns = region.right() - region.left();
    int rows = region.bottom() - region.top();
    int side = model.scale().size();
    byte[] square = Bicubic.resize(region.crop(), columns, rows, side, side);
    return model.embed(square, side, side);
  }

  @Override
  public float[] embed(int width, int height, byte[] rgb) {
    return model.embed(rgb, width, height);
  }

  @Override
  public FeatureMap describe(int width, int height, byte[] rgb) {
    int grid = model.grid();
    int patch = model.scale().size() / grid;
    int shorter = Math.min(width, height);
    int least = detail * grid;
    int columns = Math.max(least, Math.round((float) least * width / shorter));
    int rows = Math.max(least, Math.round((float) least * height / shorter));
    byte[] scaled = Bicubic.resize(rgb, width, height, columns * patch, rows * patch);
    Mosaic mosaic = new Mosaic(columns, rows, grid, model.dimensions());
    for (int top : starts(rows, grid)) {
      for (int left : starts(columns, grid)) {
        float[] planes = model.scale().window(scaled, columns * patch, left * patch, top * patch);
        mosaic.add(model.dense(planes), left, top);
      }
    }
    return mosaic.mean();
  }

  /** First patches of the windows along a side: evenly spread, the first and last at the ends. */
  static int[] starts(int patches, int grid) {
    int free = patches - grid;
    int stride = Math.max(1, grid - OVERLAP);
    int windows = 1 + (free + stride - 1) / stride;
    int[] starts = new int[windows];
    for (int i = 1; i < windows; i++) {
      starts[i] = Math.round((float) free * i / (windows - 1));
    }
    return starts;
  }

  /** The features of an image, put together of windows. */
  private static final class Mosaic {
    private final int columns;
    private final int rows;
    private final int grid;
    private final int channels;
    private final float[] sums;

    Mosaic(int columns, int rows, int grid, int channels) {
      this.columns = columns;
      this.rows = rows;
      this.grid = grid;
      this.channels = channels;
      this.sums = new float[columns * rows * channels];
    }

    void add(float[] patches, int left, int top) {
      for (int y = 0; y < grid; y++) {
        for (int x = 0; x < grid; x++) {
          float weight = fromEdge(x) * fromEdge(y);
          int to = ((top + y) * columns + left + x) * channels;
          int from = (y * grid + x) * channels;
          for (int c = 0; c < channels; c++) {
            sums[to + c] += weight * patches[from + c];
          }
        }
      }
    }

    private float fromEdge(int at) {
      return 1 + Math.min(at, grid - 1 - at);
    }

    /** Planar, each cell of unit length, which the sum of weights has no part in. */
    FeatureMap mean() {
      int cells = columns * rows;
      float[] planar = new float[sums.length];
      for (int cell = 0; cell < cells; cell++) {
        Vectors.normalise(sums, cell * channels, channels);
        for (int c = 0; c < channels; c++) {
          planar[c * cells + cell] = sums[cell * channels + c];
        }
      }
      return new FeatureMap(columns, rows, channels, planar);
    }
  }
}
