package io.splatlas.actors.model;

/** What a scene is doing. */
public enum SceneState {
  /** Takes frames and learns from them. */
  CAPTURING,
  /** The capture has ended; training goes on to its goal, a last clustering follows. */
  FINISHING,
  /** Trained and clustered for the last time. */
  FINISHED,
  /** Cannot go on; the status says why. */
  FAILED
}
