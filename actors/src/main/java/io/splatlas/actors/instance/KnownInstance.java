package io.splatlas.actors.instance;

import io.splatlas.actors.model.Instance;

/** An instance and what the registry remembers about it between clusterings. */
final class KnownInstance {
  Instance told;
  int missed;
  int mergeTarget;
  int mergeSeen;

  KnownInstance(Instance told) {
    this.told = told;
  }

  boolean alive() {
    return told.status() == Instance.Status.ALIVE;
  }

  /** Counts clusterings in a row that show this instance inside another one. */
  int mergeSeenInto(int target) {
    mergeSeen = target == mergeTarget ? mergeSeen + 1 : 1;
    mergeTarget = target;
    return mergeSeen;
  }

  void seenOnItsOwn() {
    missed = 0;
    mergeSeen = 0;
    mergeTarget = 0;
  }
}
