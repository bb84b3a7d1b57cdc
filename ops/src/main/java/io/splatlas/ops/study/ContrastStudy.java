package io.splatlas.ops.study;

import io.splatlas.actors.cluster.InstanceFinder;
import io.splatlas.actors.refine.RefinementPlan;
import io.splatlas.actors.refine.RefinementSettings;
import io.splatlas.gpu.FieldOptions;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

/** What the contrastive loss contributes: without it, in space only, on screen only, both. */
public final class ContrastStudy {
  private record Variant(String label, boolean onScreen, boolean inSpace) {}

  private static final List<Variant> VARIANTS =
      List.of(
          new Variant("no contrast", false, false),
          new Variant("3D", false, true),
          new Variant("2D", true, false),
          new Variant("2D and 3D", true, true));

  /**
   * A row of its table.
   *
   * @param label of the variant
   * @param separation share of the field's variance between the instances it was refined with
   * @param clusters found anew
   * @param score of them
   * @param seconds of refinement
   */
  public record Row(
      String label, double separation, int clusters, StudyScore score, double seconds) {}

  private ContrastStudy() {}

  /** Lifts, clusters, refines and clusters again for each variant. */
  public static void run(
      StudyScene scene,
      InstanceFinder finder,
      RefinementSettings settings,
      RefinementPlan plan,
      Consumer<Row> told)
      throws IOException {
    for (Variant variant : VARIANTS) {
      scene.lift();
      scene.cluster(finder);
      long started = System.nanoTime();
      scene.refine(settings.with(options(settings.options(), variant)), plan, 0);
      double seconds = (System.nanoTime() - started) / 1e9;
      double separation = FieldSeparation.of(scene.snapshot());
      int clusters = scene.cluster(finder).clusters();
      told.accept(new Row(variant.label(), separation, clusters, StudyScore.of(scene), seconds));
    }
  }

  private static FieldOptions options(FieldOptions all, Variant variant) {
    return new FieldOptions(
        all.pixelWeight(),
        all.instanceWeight(),
        all.contrastWeight(),
        all.neighbourWeight(),
        variant.onScreen(),
        variant.inSpace(),
        all.temperature(),
        all.alike(),
        all.rate(),
        all.origin());
  }
}
