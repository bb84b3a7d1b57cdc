package io.splatlas.ops.cli;

import io.splatlas.ops.picture.TextTable;
import io.splatlas.proto.v1.ImageMatch;
import io.splatlas.proto.v1.Instance;
import io.splatlas.proto.v1.MatchChange;
import io.splatlas.proto.v1.MatchSnapshot;
import io.splatlas.proto.v1.QueryImageResponse;
import io.splatlas.proto.v1.QueryTextResponse;
import io.splatlas.proto.v1.StandingMatch;
import io.splatlas.proto.v1.TextMatch;
import io.splatlas.proto.v1.WatchMatchesResponse;
import java.util.Locale;

/** Matches of questions as text. */
final class MatchLines {
  private MatchLines() {}

  /**
   * A table of what a text describes.
   *
   * @param best whether the best was asked for, match or not
   */
  static String of(QueryTextResponse answer, boolean best) {
    TextTable table = new TextTable("id", "relevancy", "cosine", "gaussians", "at m");
    for (TextMatch match : answer.getMatchesList()) {
      Instance instance = match.getInstance();
      table.row(
          "#" + instance.getId(),
          level(match.getRelevancy()),
          level(match.getSimilarity()),
          "%,d".formatted(instance.getGaussians()),
          place(instance));
    }
    return table
        + answered(best, answer.getMatchesCount(), answer.getCompared(), answer.getModel())
        + System.lineSeparator();
  }

  /**
   * A table of what looks like a picture.
   *
   * @param best whether the best was asked for, match or not
   */
  static String of(QueryImageResponse answer, boolean best) {
    TextTable table = new TextTable("id", "cosine", "share", "gaussians", "at m");
    for (ImageMatch match : answer.getMatchesList()) {
      table.row(
          "#" + match.getInstance().getId(),
          level(match.getSimilarity()),
          level(match.getShare()),
          "%,d".formatted(match.getInstance().getGaussians()),
          place(match.getInstance()));
    }
    return table
        + answered(best, answer.getMatchesCount(), answer.getCompared(), answer.getTeacher())
        + System.lineSeparator();
  }

  /** News of a standing question, a line for each match: {@code #12 appears at 0.713, ...}. */
  static String of(WatchMatchesResponse news) {
    return news.hasSnapshot() ? snapshot(news.getSnapshot()) : change(news.getChange());
  }

  private static String snapshot(MatchSnapshot snapshot) {
    StringBuilder lines = new StringBuilder();
    lines.append(
        snapshot.getTeacher().isEmpty()
            ? "nothing to compare yet"
            : matching(snapshot.getMatchesCount(), snapshot.getCompared(), snapshot.getTeacher()));
    lines.append(System.lineSeparator());
    for (StandingMatch match : snapshot.getMatchesList()) {
      lines.append(line(match.getInstance(), "matches at", match.getLevel()));
    }
    return lines.toString();
  }

  private static String change(MatchChange change) {
    String what =
        switch (change.getKind()) {
          case MATCH_CHANGE_KIND_APPEARED -> "appears at";
          case MATCH_CHANGE_KIND_CHANGED -> "changed, matches at";
          case MATCH_CHANGE_KIND_LEFT -> "matches no longer, at";
          case MATCH_CHANGE_KIND_UNSPECIFIED, UNRECOGNIZED -> "is now at";
        };
    return line(change.getInstance(), what, change.getLevel());
  }

  private static String line(Instance instance, String what, float level) {
    return "#%d %s %s: %,d Gaussians at %s%n"
        .formatted(instance.getId(), what, level(level), instance.getGaussians(), place(instance));
  }

  private static String answered(boolean best, int matches, int compared, String by) {
    return best
        ? "the best of %d instances (%s)".formatted(compared, by)
        : matching(matches, compared, by);
  }

  private static String matching(int matches, int compared, String by) {
    return "%d of %d instances match (%s)".formatted(matches, compared, by);
  }

  private static String level(float level) {
    return String.format(Locale.ROOT, "%.3f", level);
  }

  private static String place(Instance instance) {
    return String.format(
        Locale.ROOT,
        "(%.2f, %.2f, %.2f)",
        instance.getCentroid().getX(),
        instance.getCentroid().getY(),
        instance.getCentroid().getZ());
  }
}
