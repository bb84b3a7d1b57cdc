package io.splatlas.gpu.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class LineageTest {
  @Test
  void shouldRememberWhomEachWasBornFrom() {
    Lineage lineage = new Lineage(8);
    lineage.record(10, 3);
    lineage.record(11, 10);
    lineage.record(15, 11);
    assertEquals(11, lineage.sourceOf(15));
    assertEquals(10, lineage.sourceOf(11));
    assertEquals(3, lineage.sourceOf(10));
    assertEquals(Lineage.NONE, lineage.sourceOf(3));
    assertEquals(Lineage.NONE, lineage.sourceOf(12));
  }

  @Test
  void shouldForgetTheOldestWhenFull() {
    Lineage lineage = new Lineage(8);
    for (int k = 1; k <= 9; k++) {
      lineage.record(100 + k, k);
    }
    assertEquals(Lineage.NONE, lineage.sourceOf(101));
    assertEquals(9, lineage.sourceOf(109));
    assertEquals(4, lineage.sourceOf(104));
  }

  @Test
  void shouldForgetUpToAnIdentity() {
    Lineage lineage = new Lineage(8);
    lineage.record(10, 1);
    lineage.record(20, 2);
    lineage.record(30, 3);
    lineage.forgetUpTo(25);
    assertEquals(Lineage.NONE, lineage.sourceOf(20));
    assertEquals(3, lineage.sourceOf(30));
    lineage.forgetUpTo(30);
    assertEquals(Lineage.NONE, lineage.sourceOf(30));
    lineage.record(40, 4);
    assertEquals(4, lineage.sourceOf(40));
  }

  @Test
  void shouldHoldNothingWithoutRoom() {
    Lineage lineage = new Lineage(0);
    lineage.record(10, 1);
    assertEquals(Lineage.NONE, lineage.sourceOf(10));
  }
}
