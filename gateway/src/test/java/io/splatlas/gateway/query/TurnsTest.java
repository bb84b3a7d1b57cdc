package io.splatlas.gateway.query;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class TurnsTest {
  private final Turns turns = new Turns(2);

  @Test
  void shouldGiveEachSceneItsTurns() {
    assertTrue(turns.take("desk"));
    assertTrue(turns.take("desk"));
    assertFalse(turns.take("desk"));
    assertTrue(turns.take("shelf"));
  }

  @Test
  void shouldHaveATurnAgainThatWasGivenBack() {
    turns.take("desk");
    turns.take("desk");
    turns.giveBack("desk");
    assertTrue(turns.take("desk"));
    assertFalse(turns.take("desk"));
  }
}
