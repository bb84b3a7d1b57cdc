package io.splatlas.ops.study;

import io.splatlas.actors.cluster.ClusteringResult;
import io.splatlas.actors.cluster.InstanceFinder;
import io.splatlas.actors.distill.Teacher;
import io.splatlas.actors.refine.RefinementPlan;
import io.splatlas.actors.refine.RefinementSettings;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Whether semantics steady the instances they are bootstrapped from: scores after every clustering
 * of a plan, the first one of the lifted field, and after its clusters were distilled through the
 * photographs.
 */
public final class BootstrapStudy {

  /**
   * A row of its table.
   *
   * @param label what was clustered
   * @param clusters found
   * @param score of them
   * @param seconds of refinement before it
   */
  public record Row(String label, int clusters, StudyScore score, double seconds) {}

  /** Behind the label of clusters that were distilled through the photographs. */
  private static final String SEEN = ", seen";

  private BootstrapStudy() {}

  /**
   * Clusters and refines by turns.
   *
   * @param geometry finds instances without semantics
   * @param union finds them with semantics
   * @param told of every row as it comes
   */
  public static List<Row> run(
      StudyScene scene,
      InstanceFinder geometry,
      InstanceFinder union,
      RefinementSettings settings,
      RefinementPlan plan,
      Consumer<Row> told)
      throws IOException {
    List<Row> rows = new ArrayList<>();
    scene.lift();
    add(rows, told, scene, geometry, "first clustering", 0);
    for (int round = 0; round < plan.rounds(); round++) {
      RefinementPlan.Stage before =
          round == 0 ? new RefinementPlan.Stage(0, 0) : plan.stage(round - 1);
      long started = System.nanoTime();
      if (round > 0) {
        scene.refine(settings, plan, round - 1);
      }
      double seconds = (System.nanoTime() - started) / 1e9;
      String label = round == 0 ? "lifted" : "refined " + before.to();
      add(rows, told, scene, union, label, seconds);
    }
    return rows;
  }

  /**
   * The row that a server ends with: the last one, or what follows from the first clustering where
   * semantics are of appearance only and so not in union space.
   *
   * @param rows of {@link #run}
   */
  public static Row ofServer(List<Row> rows, Teacher teacher) {
    return teacher.isOfAppearance() ? rows.get(1) : rows.getLast();
  }

  private static void add(
      List<Row> rows,
      Consumer<Row> told,
      StudyScene scene,
      InstanceFinder finder,
      String label,
      double seconds)
      throws IOException {
    ClusteringResult found = scene.cluster(finder);
    tell(rows, told, new Row(label, found.clusters(), StudyScore.of(scene), seconds));
    scene.distil(found);
    tell(rows, told, new Row(label + SEEN, found.clusters(), StudyScore.of(scene), seconds));
  }

  private static void tell(List<Row> rows, Consumer<Row> told, Row row) {
    rows.add(row);
    told.accept(row);
  }
}
