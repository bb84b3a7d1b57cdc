package io.splatlas.actors.runtime;

import java.util.Locale;

/** How urgent a job is, most urgent first. */
public enum JobClass {
  /** Somebody waits for it: a render, a pick, a query. */
  INTERACTIVE,
  /** Features and instance ids brought to the Gaussians. */
  LIFT,
  /** Training bursts and the taking up of frames. */
  TRAIN,
  /** Copies of a scene for clustering and export. */
  SNAPSHOT;

  /** As telemetry calls it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
