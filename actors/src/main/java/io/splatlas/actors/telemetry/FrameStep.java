package io.splatlas.actors.telemetry;

/** The steps of a frame through a scene, in the order in which most frames take them. */
public enum FrameStep {
  /** From arrival to being on disk. */
  DURABLE("durable"),
  /** Training has seeded Gaussians from it and draws it from now on: rendering, seeding, upload. */
  TAKEN_UP("taken_up"),
  /** The first training burst that could draw it. */
  TRAINED("trained"),
  /** The teacher's description; of keyframes only. */
  DESCRIBED("described"),
  /** Lifting that description onto the Gaussians; of keyframes only. */
  LIFTED("lifted"),
  /** The first clustering based on it. */
  CLUSTERED("clustered"),
  /** From arrival to the telling of the instance changes that reflect it. */
  TOLD("told");

  private final String label;

  FrameStep(String label) {
    this.label = label;
  }

  /** As metrics and traces call it. */
  public String label() {
    return label;
  }
}
