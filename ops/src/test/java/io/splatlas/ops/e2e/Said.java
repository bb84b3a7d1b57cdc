package io.splatlas.ops.e2e;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The lines that a process has printed and logged so far, and a way to wait for one. */
final class Said {
  private final List<String> lines = new ArrayList<>();
  private boolean ended;

  synchronized void add(String line) {
    lines.add(line);
    notifyAll();
  }

  /** The process closed its output: nothing more comes. */
  synchronized void end() {
    ended = true;
    notifyAll();
  }

  synchronized int size() {
    return lines.size();
  }

  synchronized List<String> lines() {
    return List.copyOf(lines);
  }

  /**
   * Waits for a line that contains a text.
   *
   * @param from index of the first line that counts
   * @return whether it came before the process ended and the time was up
   */
  synchronized boolean await(String text, int from, long millis) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    int next = from;
    while (true) {
      for (; next < lines.size(); next++) {
        if (lines.get(next).contains(text)) {
          return true;
        }
      }
      long left = end - System.nanoTime();
      if (ended || left <= 0) {
        return false;
      }
      TimeUnit.NANOSECONDS.timedWait(this, left);
    }
  }

  /** Waits until nothing more comes. */
  synchronized void awaitEnd() throws InterruptedException {
    while (!ended) {
      wait();
    }
  }

  /** Index of the last line that contains a text; -1 = none does. */
  synchronized int last(String text) {
    for (int i = lines.size() - 1; i >= 0; i--) {
      if (lines.get(i).contains(text)) {
        return i;
      }
    }
    return -1;
  }
}
