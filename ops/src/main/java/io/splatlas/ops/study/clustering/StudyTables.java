package io.splatlas.ops.study.clustering;

import io.splatlas.ops.picture.HeatMap;
import io.splatlas.ops.picture.RgbImage;
import io.splatlas.ops.picture.Sheet;
import io.splatlas.ops.picture.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** A study's results as tables and as a picture. */
public final class StudyTables {
  private final List<ClusteringStudy.Result> results;
  private final List<String> scenes;
  private final List<String> settings;

  /**
   * @param results every setting on every scene
   */
  public StudyTables(List<ClusteringStudy.Result> results) {
    this.results = List.copyOf(results);
    scenes = results.stream().map(ClusteringStudy.Result::scene).distinct().toList();
    settings = results.stream().map(ClusteringStudy.Result::setting).distinct().toList();
  }

  /** A row a setting: mIoU of every scene, means of all measures over the scenes. */
  public String table(String title) {
    List<String> head = new ArrayList<>(List.of(title));
    head.addAll(scenes);
    head.addAll(List.of("mIoU", "IoU > 0.5", "consistency"));
    TextTable table = new TextTable(head.toArray(String[]::new));
    for (String setting : settings) {
      List<String> row = new ArrayList<>(List.of(setting));
      for (String scene : scenes) {
        row.add(number(value(scene, setting, LabelScore::miou)));
      }
      row.add(number(mean(setting, LabelScore::miou)));
      row.add(number(mean(setting, score -> score.segmentation().share50())));
      row.add(number(mean(setting, LabelScore::consistency)));
      table.row(row.toArray(String[]::new));
    }
    return table.toString();
  }

  /** The mean over the scenes of a measure. */
  public double mean(String setting, ToDoubleFunction<LabelScore> measure) {
    return scenes.stream().mapToDouble(scene -> value(scene, setting, measure)).average().orElse(0);
  }

  /** The setting with the highest mean mIoU. */
  public String best() {
    String best = settings.getFirst();
    for (String setting : settings) {
      best = mean(setting, LabelScore::miou) > mean(best, LabelScore::miou) ? setting : best;
    }
    return best;
  }

  /** mIoU and consistency of every scene and in the mean, a map of the two sizes each. */
  public RgbImage heatMaps(List<Integer> minSamples, List<Integer> minClusterSizes) {
    List<Sheet.Panel> panels = new ArrayList<>();
    for (String scene : scenes) {
      add(panels, scene, List.of(scene), minSamples, minClusterSizes);
    }
    if (scenes.size() > 1) {
      add(panels, "mean", scenes, minSamples, minClusterSizes);
    }
    return Sheet.grid(panels, 2);
  }

  private void add(
      List<Sheet.Panel> panels,
      String title,
      List<String> of,
      List<Integer> minSamples,
      List<Integer> minClusterSizes) {
    panels.add(
        new Sheet.Panel(title + ": mIoU", map(of, minSamples, minClusterSizes, LabelScore::miou)));
    panels.add(
        new Sheet.Panel(
            title + ": consistency",
            map(of, minSamples, minClusterSizes, LabelScore::consistency)));
  }

  private RgbImage map(
      List<String> of,
      List<Integer> minSamples,
      List<Integer> minClusterSizes,
      ToDoubleFunction<LabelScore> measure) {
    double[][] values = new double[minSamples.size()][minClusterSizes.size()];
    for (int r = 0; r < values.length; r++) {
      for (int c = 0; c < values[r].length; c++) {
        String setting = ClusteringStudy.nameOf(minSamples.get(r), minClusterSizes.get(c));
        values[r][c] =
            of.stream()
                .mapToDouble(scene -> value(scene, setting, measure))
                .average()
                .orElse(Double.NaN);
      }
    }
    return HeatMap.draw(
        minSamples.stream().map(String::valueOf).toList(),
        minClusterSizes.stream().map(String::valueOf).toList(),
        values);
  }

  private double value(String scene, String setting, ToDoubleFunction<LabelScore> measure) {
    return results.stream()
        .filter(result -> result.scene().equals(scene) && result.setting().equals(setting))
        .mapToDouble(result -> measure.applyAsDouble(result.score()))
        .findFirst()
        .orElse(Double.NaN);
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }
}
