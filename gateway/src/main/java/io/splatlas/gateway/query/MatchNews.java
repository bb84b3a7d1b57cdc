package io.splatlas.gateway.query;

import io.splatlas.actors.model.Instance;
import io.splatlas.actors.model.SceneMatches;
import io.splatlas.gateway.convert.InstanceMessages;
import io.splatlas.proto.v1.MatchChange;
import io.splatlas.proto.v1.MatchChangeKind;
import io.splatlas.proto.v1.MatchSnapshot;
import io.splatlas.proto.v1.StandingMatch;
import io.splatlas.proto.v1.WatchMatchesResponse;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * What a client has been told of the matches of its question, and what is news to it. Not
 * thread-safe.
 */
final class MatchNews {
  /** A match leaves when its level falls this much below the least one. */
  static final double SLACK = 0.05;

  /** A level that differs by this much is news. */
  static final double STEP = 0.05;

  private record Told(Instance instance, double level) {}

  private final ToDoubleFunction<SceneMatches.Match> level;
  private final double least;
  private final Map<Integer, Told> told = new TreeMap<>();
  private boolean begun;

  /**
   * Nothing was told yet.
   *
   * @param level of an answer
   * @param least level of a match
   */
  MatchNews(ToDoubleFunction<SceneMatches.Match> level, double least) {
    this.level = level;
    this.least = least;
  }

  /** Whether a snapshot was told. */
  boolean begun() {
    return begun;
  }

  /**
   * What is news in an answer: a snapshot first, then changes, by the instances' ids; what left
   * comes first.
   *
   * @param answer about all instances
   */
  List<WatchMatchesResponse> of(SceneMatches answer) {
    if (!begun) {
      begun = true;
      return List.of(snapshot(answer));
    }
    Map<Integer, SceneMatches.Match> now = new HashMap<>();
    answer.matches().forEach(match -> now.put(match.instance().id(), match));
    List<WatchMatchesResponse> news = new ArrayList<>();
    leave(now, answer, news);
    answer.matches().stream()
        .sorted(Comparator.comparingInt(match -> match.instance().id()))
        .forEach(match -> stay(match, answer, news));
    return news;
  }

  private WatchMatchesResponse snapshot(SceneMatches answer) {
    MatchSnapshot.Builder snapshot =
        MatchSnapshot.newBuilder()
            .setTeacher(answer.language())
            .setCompared(answer.compared())
            .setRevision(answer.revision())
            .setIteration(answer.iteration());
    answer.matches().stream()
        .filter(match -> level.applyAsDouble(match) >= least)
        .sorted(Comparator.comparingDouble(level).reversed())
        .forEach(
            match -> {
              double now = level.applyAsDouble(match);
              told.put(match.instance().id(), new Told(match.instance(), now));
              snapshot.addMatches(
                  StandingMatch.newBuilder()
                      .setInstance(InstanceMessages.toMessage(match.instance()))
                      .setLevel((float) now));
            });
    return WatchMatchesResponse.newBuilder().setSnapshot(snapshot).build();
  }

  private void leave(
      Map<Integer, SceneMatches.Match> now, SceneMatches answer, List<WatchMatchesResponse> news) {
    Iterator<Map.Entry<Integer, Told>> known = told.entrySet().iterator();
    while (known.hasNext()) {
      Map.Entry<Integer, Told> entry = known.next();
      SceneMatches.Match match = now.get(entry.getKey());
      double present = match == null ? 0 : level.applyAsDouble(match);
      if (match == null || present < least - SLACK) {
        Instance instance = match == null ? entry.getValue().instance() : match.instance();
        news.add(
            change(MatchChangeKind.MATCH_CHANGE_KIND_LEFT, new Told(instance, present), answer));
        known.remove();
      }
    }
  }

  private void stay(
      SceneMatches.Match match, SceneMatches answer, List<WatchMatchesResponse> news) {
    Told now = new Told(match.instance(), level.applyAsDouble(match));
    Told before = told.get(match.instance().id());
    MatchChangeKind kind;
    if (before == null && now.level() >= least) {
      kind = MatchChangeKind.MATCH_CHANGE_KIND_APPEARED;
    } else if (before != null && differ(before, now)) {
      kind = MatchChangeKind.MATCH_CHANGE_KIND_CHANGED;
    } else {
      return;
    }
    told.put(match.instance().id(), now);
    news.add(change(kind, now, answer));
  }

  private static boolean differ(Told before, Told now) {
    return before.instance().revision() != now.instance().revision()
        || Math.abs(before.level() - now.level()) >= STEP;
  }

  private static WatchMatchesResponse change(MatchChangeKind kind, Told now, SceneMatches answer) {
    return WatchMatchesResponse.newBuilder()
        .setChange(
            MatchChange.newBuilder()
                .setKind(kind)
                .setInstance(InstanceMessages.toMessage(now.instance()))
                .setLevel((float) now.level())
                .setRevision(answer.revision())
                .setIteration(answer.iteration()))
        .build();
  }
}
