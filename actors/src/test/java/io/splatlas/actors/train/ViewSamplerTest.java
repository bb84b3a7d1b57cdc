package io.splatlas.actors.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ViewSamplerTest {
  private static final TrainingSettings.Pace PACE = TrainingSettings.Pace.DEFAULTS;

  private static ViewSampler withViews(int count, long seed) {
    ViewSampler sampler = new ViewSampler(PACE, seed);
    for (long i = 1; i <= count; i++) {
      sampler.add(i);
    }
    return sampler;
  }

  private static List<Long> draws(ViewSampler sampler, int count) {
    List<Long> draws = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      draws.add(sampler.next());
    }
    return draws;
  }

  @Test
  void shouldDrawTheSameForTheSameSeed() {
    assertEquals(draws(withViews(20, 3), 200), draws(withViews(20, 3), 200));
    assertTrue(!draws(withViews(20, 3), 200).equals(draws(withViews(20, 4), 200)));
  }

  @Test
  void shouldDrawANewViewSoon() {
    ViewSampler sampler = withViews(100, 1);
    draws(sampler, 5_000);
    sampler.add(101);
    assertTrue(draws(sampler, 2).contains(101L));
    long ofNext = draws(sampler, 20).stream().filter(view -> view == 101L).count();
    assertTrue(ofNext >= 8, "drawn " + ofNext + " times");
  }

  @Test
  void shouldNotForgetOldViewsWhileNewOnesKeepComing() {
    ViewSampler sampler = withViews(10, 1);
    Map<Long, Integer> counts = new HashMap<>();
    for (long view = 11; view <= 110; view++) {
      sampler.add(view);
      draws(sampler, 20).forEach(drawn -> counts.merge(drawn, 1, Integer::sum));
    }
    for (long old = 1; old <= 10; old++) {
      assertTrue(counts.getOrDefault(old, 0) >= 8, "view " + old + ": " + counts.get(old));
    }
  }

  @Test
  void shouldCoverAllViewsInEachEpochWhenNoneIsNew() {
    ViewSampler sampler = withViews(12, 9);
    draws(sampler, 12 * 2 * PACE.newViewDraws() + 12);
    List<Long> later = draws(sampler, 36);
    assertTrue(new HashSet<>(later).size() == 12, later.toString());
    for (long view = 1; view <= 12; view++) {
      long drawn = view;
      long count = later.stream().filter(number -> number == drawn).count();
      assertTrue(
          count >= 2 && count <= 4, "view " + view + " drawn " + count + " times in 3 epochs");
    }
  }

  @Test
  void shouldRefuseWhatItCannotDo() {
    ViewSampler empty = new ViewSampler(PACE, 1);
    assertThrows(IllegalStateException.class, empty::next);
    empty.add(5);
    assertThrows(IllegalArgumentException.class, () -> empty.add(5));
    assertEquals(1, empty.size());
    assertEquals(5, empty.next());
  }
}
