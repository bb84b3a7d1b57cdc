package io.splatlas.actors.runtime;

import java.util.IdentityHashMap;

/** Open device handles of one owner or one job, and how each is closed. */
final class Handles {
  private final IdentityHashMap<Object, Runnable> closers = new IdentityHashMap<>();

  void add(Object handle, Runnable close) {
    closers.put(handle, close);
  }

  /** Closes one handle; false when it is not among these. */
  boolean close(Object handle) {
    Runnable close = closers.remove(handle);
    if (close == null) {
      return false;
    }
    close.run();
    return true;
  }

  void closeAll() {
    closers.values().forEach(Runnable::run);
    closers.clear();
  }

  void moveTo(Handles other) {
    other.closers.putAll(closers);
    closers.clear();
  }

  boolean isEmpty() {
    return closers.isEmpty();
  }
}
