package io.splatlas.gateway.query;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.actors.model.Instance;
import io.splatlas.actors.model.SceneMatches;
import io.splatlas.gateway.fake.Instances;
import io.splatlas.proto.v1.MatchChange;
import io.splatlas.proto.v1.MatchChangeKind;
import io.splatlas.proto.v1.MatchSnapshot;
import io.splatlas.proto.v1.StandingMatch;
import io.splatlas.proto.v1.WatchMatchesResponse;
import java.util.List;
import org.junit.jupiter.api.Test;

class MatchNewsTest {
  private final MatchNews news = new MatchNews(SceneMatches.Match::relevancy, 0.5);

  @Test
  void shouldBeginWithTheBestOfWhatMatches() {
    assertFalse(news.begun());
    List<WatchMatchesResponse> first =
        news.of(answer(match(1, 1, 0.6), match(2, 1, 0.4), match(3, 1, 0.9)));
    assertEquals(1, first.size());
    MatchSnapshot snapshot = first.getFirst().getSnapshot();
    assertEquals(
        List.of(3, 1),
        snapshot.getMatchesList().stream()
            .map(StandingMatch::getInstance)
            .map(io.splatlas.proto.v1.Instance::getId)
            .toList());
    assertEquals(0.9f, snapshot.getMatches(0).getLevel());
    assertEquals("small", snapshot.getTeacher());
    assertEquals(3, snapshot.getCompared());
    assertTrue(news.begun());
  }

  @Test
  void shouldTellWhatAppearsAndWhatDoesNotMatchNot() {
    news.of(answer());
    assertEquals(List.of(appeared(2)), told(news.of(answer(match(1, 1, 0.4), match(2, 1, 0.5)))));
  }

  @Test
  void shouldBeSilentWhenNothingIsNews() {
    news.of(answer(match(1, 1, 0.6)));
    assertEquals(List.of(), news.of(answer(match(1, 1, 0.64))));
  }

  @Test
  void shouldTellAnInstanceThatIsAnotherRevision() {
    news.of(answer(match(1, 1, 0.6)));
    assertEquals(List.of(changed(1)), told(news.of(answer(match(1, 2, 0.6)))));
    assertEquals(List.of(), news.of(answer(match(1, 2, 0.6))));
  }

  @Test
  void shouldCountALevelFromWhatWasToldLast() {
    news.of(answer(match(1, 1, 0.6)));
    assertEquals(List.of(), news.of(answer(match(1, 1, 0.63))));
    assertEquals(List.of(changed(1)), told(news.of(answer(match(1, 1, 0.66)))));
    assertEquals(List.of(), news.of(answer(match(1, 1, 0.68))));
  }

  @Test
  void shouldLetGoOnlyOfWhatFellWellBelow() {
    news.of(answer(match(1, 1, 0.52)));
    assertEquals(List.of(), told(news.of(answer(match(1, 1, 0.48)))), "hysteresis");
    MatchChange gone = news.of(answer(match(1, 1, 0.44))).getFirst().getChange();
    assertEquals(MatchChangeKind.MATCH_CHANGE_KIND_LEFT, gone.getKind());
    assertEquals(0.44f, gone.getLevel());
    assertEquals(List.of(), told(news.of(answer(match(1, 1, 0.48)))), "it has to match again");
    assertEquals(List.of(appeared(1)), told(news.of(answer(match(1, 1, 0.5)))));
  }

  @Test
  void shouldTellWhatIsNoMoreAsItWasToldLastAndBeforeWhatCame() {
    news.of(answer(match(4, 3, 0.8)));
    List<WatchMatchesResponse> later = news.of(answer(match(2, 9, 0.7)));
    assertEquals(List.of("LEFT 4", appeared(2)), told(later));
    MatchChange left = later.getFirst().getChange();
    assertEquals(3, left.getInstance().getRevision());
    assertEquals(0, left.getLevel());
    assertEquals(7, left.getRevision());
    assertEquals(70, left.getIteration());
  }

  private static String appeared(int id) {
    return "APPEARED " + id;
  }

  private static String changed(int id) {
    return "CHANGED " + id;
  }

  private static List<String> told(List<WatchMatchesResponse> news) {
    return news.stream()
        .map(WatchMatchesResponse::getChange)
        .map(
            change ->
                change.getKind().name().replace("MATCH_CHANGE_KIND_", "")
                    + " "
                    + change.getInstance().getId())
        .toList();
  }

  private static SceneMatches answer(SceneMatches.Match... matches) {
    return new SceneMatches(List.of(matches), null, "small", matches.length, 7, 70);
  }

  private static SceneMatches.Match match(int id, long revision, double level) {
    Instance instance = Instances.alive(id, revision);
    return new SceneMatches.Match(instance, (float) level, 0);
  }
}
