package io.splatlas.ops.cli;

import io.splatlas.ops.dataset.Capture;
import io.splatlas.ops.dataset.Label;
import io.splatlas.ops.eval.EvaluationReport;
import io.splatlas.ops.eval.ObjectScore;
import io.splatlas.ops.evaluate.EvaluationOutcome;
import io.splatlas.ops.picture.TextTable;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Prints what an evaluation found. */
final class OutcomePrinter {

  static void print(
      EvaluationOutcome outcome, Capture capture, Optional<Path> kept, PrintWriter out) {
    outcome.segmentation().ifPresent(score -> out.println(objects(score.objects(), capture)));
    out.println(EvaluationReport.table(List.of(outcome.report())));
    outcome.overview().ifPresent(file -> out.println("render | photograph | ids | truth: " + file));
    kept.ifPresent(
        folder ->
            out.println(
                "scene: " + folder.resolve("scene.ply") + ", " + folder.resolve("instances.json")));
    out.flush();
  }

  private static String objects(List<ObjectScore> scores, Capture capture) {
    Map<Integer, Label> labels =
        capture.labels().orElse(List.of()).stream()
            .collect(Collectors.toMap(Label::id, label -> label));
    TextTable table = new TextTable("object", "instance", "IoU", "boundary IoU", "test pixels");
    for (ObjectScore score : scores) {
      Label label = labels.get(score.truth());
      table.row(
          label == null ? "object " + score.truth() : label.name(),
          score.predicted() > 0 ? "#" + score.predicted() : "none",
          String.format(Locale.ROOT, "%.2f", score.iou()),
          String.format(Locale.ROOT, "%.2f", score.boundaryIou()),
          Long.toString(score.testPixels()));
    }
    return table.toString();
  }

  private OutcomePrinter() {}
}
