package io.splatlas.gpu.bench;

import io.splatlas.gpu.GaussianBatch;
import io.splatlas.gpu.GaussianLayout;
import io.splatlas.gpu.ViewData;
import java.util.List;

/** What is timed: a scene in any number of Gaussians, and photographs of it. */
public interface BenchmarkSource {
  /** What it is, in a few words. */
  String name();

  /** The scene before training; the same number gives the same Gaussians. */
  GaussianBatch gaussians(GaussianLayout layout, int count);

  /**
   * The photographs.
   *
   * @param scale of both sides, 0 exclusive to 1; all have one size
   */
  List<ViewData> views(double scale);
}
