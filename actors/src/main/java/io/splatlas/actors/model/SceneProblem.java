package io.splatlas.actors.model;

/** A request to a scene that cannot be served, with a reason that a door can translate. */
public final class SceneProblem extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why. */
  public enum Reason {
    NOT_FOUND,
    ALREADY_EXISTS,
    INVALID,
    /** The scene is not in a state for this (finished, or still empty). */
    NOT_READY,
    /** The scene's teacher knows no words, and never will while the server runs. */
    NO_LANGUAGE,
    /** A revision that is no longer kept. */
    COMPACTED,
    /** A bound was reached: scenes, renders waiting, device memory. */
    EXHAUSTED,
    /** A bound of who asks was reached: the scenes of one principal. */
    QUOTA,
    /** The server or the scene is going down or restarting; try again. */
    UNAVAILABLE
  }

  private final Reason reason;

  public SceneProblem(Reason reason, String message) {
    super(message);
    this.reason = reason;
  }

  /** What kind of problem it is. */
  public Reason reason() {
    return reason;
  }
}
