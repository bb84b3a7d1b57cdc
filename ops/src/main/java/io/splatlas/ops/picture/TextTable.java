package io.splatlas.ops.picture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A table for a terminal: aligned columns two spaces apart, numbers to the right, a line under the
 * head.
 */
public final class TextTable {

  private final List<String> head;
  private final List<List<String>> rows = new ArrayList<>();

  /** A table with these column titles. */
  public TextTable(String... titles) {
    head = List.of(titles);
  }

  /** Adds a row; missing cells stay empty. */
  public TextTable row(String... cells) {
    if (cells.length > head.size()) {
      throw new IllegalArgumentException(
          "a row of " + cells.length + " cells in a table of " + head.size() + " columns");
    }
    String[] padded = Arrays.copyOf(cells, head.size());
    Arrays.fill(padded, cells.length, padded.length, "");
    rows.add(List.of(padded));
    return this;
  }

  /** The lines, each ended by a line feed. */
  @Override
  public String toString() {
    int[] widths = new int[head.size()];
    boolean[] numeric = new boolean[head.size()];
    for (int column = 0; column < widths.length; column++) {
      int c = column;
      widths[c] = rows.stream().mapToInt(row -> length(row.get(c))).max().orElse(0);
      widths[c] = Math.max(widths[c], length(head.get(c)));
      numeric[c] = !rows.isEmpty() && rows.stream().allMatch(row -> isNumber(row.get(c)));
    }
    var out = new StringBuilder();
    append(out, head, widths, numeric);
    append(out, Arrays.stream(widths).mapToObj("-"::repeat).toList(), widths, numeric);
    rows.forEach(row -> append(out, row, widths, numeric));
    return out.toString();
  }

  private static void append(
      StringBuilder out, List<String> cells, int[] widths, boolean[] numeric) {
    var line = new StringBuilder();
    for (int column = 0; column < widths.length; column++) {
      String padding = " ".repeat(widths[column] - length(cells.get(column)));
      line.append(column == 0 ? "" : "  ")
          .append(numeric[column] ? padding : "")
          .append(cells.get(column))
          .append(numeric[column] ? "" : padding);
    }
    out.append(line.toString().stripTrailing()).append('\n');
  }

  private static int length(String cell) {
    return cell.codePointCount(0, cell.length());
  }

  private static boolean isNumber(String cell) {
    return cell.matches("[-+]?[0-9.,]*(e[-+]?[0-9]+)?( ?%)?|inf|nan|Infinity|NaN");
  }
}
