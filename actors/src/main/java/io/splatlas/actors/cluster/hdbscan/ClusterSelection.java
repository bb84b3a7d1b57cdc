package io.splatlas.actors.cluster.hdbscan;

/** How clusters are chosen from the condensed tree. */
public enum ClusterSelection {
  /**
   * The disjoint clusters of largest total stability (Campello, Moulavi, Sander 2013, section 5).
   */
  EXCESS_OF_MASS,
  /** The clusters that never split: many, small, of like size. */
  LEAF
}
