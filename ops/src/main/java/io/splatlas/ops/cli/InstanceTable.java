package io.splatlas.ops.cli;

import io.splatlas.ops.picture.IdPalette;
import io.splatlas.ops.picture.TextTable;
import io.splatlas.proto.v1.Instance;
import io.splatlas.proto.v1.InstanceChange;
import io.splatlas.proto.v1.InstanceKind;
import java.util.Collection;
import java.util.Locale;

/** Instances as text. */
final class InstanceTable {

  /**
   * One change, one line: {@code #12 created: object of 431 Gaussians, 0.10 x 0.09 x 0.12 m at
   * (0.31, 0.22, 0.80), colour #1b4a9e}.
   */
  static String line(InstanceChange change) {
    Instance i = change.getInstance();
    String what =
        switch (change.getKind()) {
          case INSTANCE_CHANGE_KIND_CREATED -> "found";
          case INSTANCE_CHANGE_KIND_SPLIT -> "split from #" + i.getSplitFrom();
          case INSTANCE_CHANGE_KIND_MERGED -> "merged into #" + i.getMergedInto();
          case INSTANCE_CHANGE_KIND_REMOVED -> "gone";
          case INSTANCE_CHANGE_KIND_UPDATED -> "updated";
          case INSTANCE_CHANGE_KIND_UNSPECIFIED, UNRECOGNIZED -> "changed";
        };
    return "#%d %s: %s of %,d Gaussians, %s m at %s, colour %s"
        .formatted(i.getId(), what, kind(i), i.getGaussians(), size(i), place(i), colour(i));
  }

  /** A table of instances. */
  static String table(Collection<Instance> instances) {
    TextTable table =
        new TextTable("id", "kind", "gaussians", "size m", "at m", "colour", "sure", "shown as");
    for (Instance i : instances) {
      table.row(
          "#" + i.getId(),
          kind(i),
          "%,d".formatted(i.getGaussians()),
          size(i),
          place(i),
          colour(i),
          String.format(Locale.ROOT, "%.2f", i.getConfidence()),
          "#%06x".formatted(IdPalette.colour(i.getId())));
    }
    return table.toString();
  }

  private static String kind(Instance i) {
    return i.getKind() == InstanceKind.INSTANCE_KIND_BACKGROUND ? "surface" : "object";
  }

  private static String size(Instance i) {
    return String.format(
        Locale.ROOT,
        "%.2f x %.2f x %.2f",
        i.getBox().getMax().getX() - i.getBox().getMin().getX(),
        i.getBox().getMax().getY() - i.getBox().getMin().getY(),
        i.getBox().getMax().getZ() - i.getBox().getMin().getZ());
  }

  private static String place(Instance i) {
    return String.format(
        Locale.ROOT,
        "(%.2f, %.2f, %.2f)",
        i.getCentroid().getX(),
        i.getCentroid().getY(),
        i.getCentroid().getZ());
  }

  private static String colour(Instance i) {
    return "#%02x%02x%02x"
        .formatted(
            Math.round(255 * i.getColour().getRed()),
            Math.round(255 * i.getColour().getGreen()),
            Math.round(255 * i.getColour().getBlue()));
  }

  private InstanceTable() {}
}
