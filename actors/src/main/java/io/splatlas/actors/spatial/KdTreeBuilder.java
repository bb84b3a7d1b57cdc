package io.splatlas.actors.spatial;

import java.util.Arrays;

/** Cuts a point set into cells, then joins the binary cells into wide nodes. */
final class KdTreeBuilder {
  /** Cells above this share of all points are cut before the rest is handed out to threads. */
  private static final int TASKS = 64;

  private final PointSet points;
  private final CellCutter cutter;

  private KdTreeBuilder(PointSet points) {
    this.points = points;
    this.cutter = new CellCutter(points);
  }

  static KdTreeLayout build(PointSet points, Parallel parallel) {
    KdTreeBuilder builder = new KdTreeBuilder(points);
    Cells cells = builder.cut(parallel);
    KdTreeLayout layout = builder.join(cells);
    parallel.forRange(
        layout.leafCount,
        256,
        (worker, from, to) -> layout.fillBlocks(points.coordinates(), from, to));
    return layout;
  }

  private Cells cut(Parallel parallel) {
    Cells cells = new Cells(points.dimensions());
    if (points.size() == 0) {
      return cells;
    }
    cells.add(0, points.size(), 0);
    int taskSize = Math.max(points.size() / TASKS, KdTree.LEAF_SIZE);
    cutter.cutAll(cells, 0, taskSize);
    int[] tasks = cells.leavesLargestFirst();
    Cells[] parts = new Cells[tasks.length];
    parallel.forRange(
        tasks.length,
        1,
        (worker, from, to) -> {
          for (int t = from; t < to; t++) {
            parts[t] = cells.copyOf(tasks[t]);
            cutter.cutAll(parts[t], 0, KdTree.LEAF_SIZE);
          }
        });
    for (int t = 0; t < tasks.length; t++) {
      cells.graft(tasks[t], parts[t]);
    }
    return cells;
  }

  private KdTreeLayout join(Cells cells) {
    int[] leafCells = cells.leavesByStart();
    int[] leafStart = new int[leafCells.length + 1];
    int[] leafOf = new int[cells.size()];
    for (int leaf = 0; leaf < leafCells.length; leaf++) {
      int cell = leafCells[leaf];
      leafStart[leaf] = cells.start(cell);
      leafStart[leaf + 1] = cells.end(cell);
      leafOf[cell] = leaf;
      Arrays.sort(cutter.order(), cells.start(cell), cells.end(cell));
    }
    WideNodes nodes = WideNodes.join(cells);
    KdTreeLayout layout =
        new KdTreeLayout(points, cutter.order(), nodes.count(), nodes.depth(), leafStart);
    int[] lowest = lowestPoints(cells);
    for (int node = 0; node < nodes.count(); node++) {
      nodes.sortChildren(node, lowest);
      layout.clearNode(node);
      layout.childCount[node] = nodes.childCount(node);
      for (int c = 0; c < nodes.childCount(node); c++) {
        int cell = nodes.cell(node, c);
        int reference = cells.isLeaf(cell) ? ~leafOf[cell] : nodes.nodeOf(cell);
        layout.setChild(node, c, reference, lowest[cell], cells.boxes(), cells.boxAt(cell));
      }
    }
    return layout;
  }

  /** The lowest point index in each cell. Children have higher numbers than their parents. */
  private int[] lowestPoints(Cells cells) {
    int[] lowest = new int[cells.size()];
    for (int cell = cells.size() - 1; cell >= 0; cell--) {
      lowest[cell] =
          cells.isLeaf(cell)
              ? cutter.order()[cells.start(cell)]
              : Math.min(lowest[cells.left(cell)], lowest[cells.right(cell)]);
    }
    return lowest;
  }
}
