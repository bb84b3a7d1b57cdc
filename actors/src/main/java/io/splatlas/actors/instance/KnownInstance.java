package io.splatlas.actors.instance;

import io.splatlas.actors.model.Instance;

/** An instance and what the registry remembers about it between clusterings. */
final class KnownInstance {
  Instance told;

  /** Looks that saw it on its own. */
  int age;

  int missed;
  int mergeTarget;
  int mergeSeen;

  /**
   * @param age looks that saw it on its own
   */
  KnownInstance(Instance told, int age) {
    this.told = told;
    this.age = age;
  }

  boolean alive() {
    return told.status() == Instance.Status.ALIVE;
  }

  /** Counts looks that show this instance inside another one. */
  int mergeSeenInto(int target) {
    mergeSeen = target == mergeTarget ? mergeSeen + 1 : 1;
    mergeTarget = target;
    return mergeSeen;
  }

  void seenOnItsOwn() {
    age++;
    missed = 0;
    mergeSeen = Math.max(0, mergeSeen - 1);
  }
}
