package io.splatlas.actors.capture;

/**
 * How many frames a robot may have under way, without punishing it for what it could not know yet:
 * credit is announced with every answer, and a frame is within its credit when any announcement
 * allows it (the right edge of a window: answers given so far plus the credit announced with them).
 * A smaller credit never takes back what was granted, it only lets the edge rest.
 */
final class CreditWindow {
  private long answers;
  private long submissions;
  private long rightEdge;

  CreditWindow(int credit) {
    rightEdge = credit;
  }

  /** Counts a frame that arrived; false when it is over the credit. */
  boolean submit() {
    submissions++;
    return submissions <= rightEdge;
  }

  /** Counts an answer that announces a credit. */
  void answer(int credit) {
    answers++;
    rightEdge = Math.max(rightEdge, answers + credit);
  }

  /** Frames that arrived and are not answered. */
  long underWay() {
    return submissions - answers;
  }
}
