package io.splatlas.actors.model;

import java.util.Locale;

/** How the semantic field of a scene is learnt, and how often instances are found anew with it. */
public enum SceneProfile {
  /** Lifting in closed form only. */
  LIFTED,
  /** Lifting while frames arrive, a short refinement between two clusterings behind the last. */
  LIVE,
  /** The published schedule: 30,000 iterations, then 7,000 of refinement with four clusterings. */
  FREEGS;

  /** As options and files call it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The profile that is called so.
   *
   * @throws IllegalArgumentException naming those there are
   */
  public static SceneProfile labelled(String label) {
    for (SceneProfile profile : values()) {
      if (profile.label().equals(label)) {
        return profile;
      }
    }
    throw new IllegalArgumentException("profile must be lifted, live or freegs, got " + label);
  }
}
