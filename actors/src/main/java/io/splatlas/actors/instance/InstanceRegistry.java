package io.splatlas.actors.instance;

import io.splatlas.actors.cluster.ClusteringResult;
import io.splatlas.actors.model.Instance;
import io.splatlas.actors.model.InstanceChange;
import io.splatlas.actors.model.InstanceFeed;
import io.splatlas.gpu.GaussianSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The known instances of a scene and their history. Owned by one scene; not thread-safe. */
public interface InstanceRegistry {

  /**
   * What a clustering is based on.
   *
   * @param lastSeen capture time of the newest frame taken into account
   * @param now when the change is made
   * @param frame newest frame taken into account, in order of arrival, from 1
   * @param weight how much it may decide
   * @param evidence time that things have been looked at for, by whichever clock; never falls
   * @param inView capture time of the newest frame that shows an instance, by id, as far as known
   */
  record Basis(
      Instant lastSeen,
      Instant now,
      long frame,
      Weight weight,
      Duration evidence,
      Map<Integer, Instant> inView) {}

  /** How much a clustering may decide. */
  enum Weight {
    /**
     * It comes so soon behind another that it shows the same: nothing known is joined, split or
     * removed, nothing is counted for or against that, and of what is known but has neither grown
     * nor shrunk it is not looked where it lies.
     */
    GLANCE,
    /**
     * It is of ground that was looked at already, and nothing new was seen since: it decides as
     * little as a glance, but it is looked where things lie, and what has no Gaussians any more
     * ends.
     */
    FAMILIAR,
    /** One of the looks that evidence about what is known is counted in. */
    LOOK,
    /**
     * Nothing will follow soon: merges, splits and removals of young instances are believed at
     * once, of old ones with the least confirmation.
     */
    DECISIVE;

    /** Whether evidence for or against joining, splitting and removing what is known is counted. */
    boolean counts() {
      return this == LOOK || this == DECISIVE;
    }
  }

  /**
   * The outcome of taking in a clustering.
   *
   * @param changes in order of revision
   * @param instances instance id per Gaussian of the snapshot, 0 = none
   * @param sightings looks that saw each living instance on its own, by id
   */
  record Update(List<InstanceChange> changes, int[] instances, Map<Integer, Integer> sightings) {}

  /** Matches clusters to the known instances and records what changed. */
  Update update(ClusteringResult clusters, GaussianSnapshot snapshot, Basis basis);

  /**
   * Goes on from what was told in an earlier life; nothing may have been taken in yet.
   *
   * @param instances all that ever were
   * @param sightings as they were updated last; an instance that is not in it was told by a version
   *     that did not count, and is taken for an old one
   * @param revision the present one
   */
  void restore(List<Instance> instances, Map<Integer, Integer> sightings, long revision);

  /** All living instances at the present revision, in the order of their ids. */
  InstanceFeed.Snapshot snapshot();

  /**
   * The changes behind a revision, or empty when that revision is no longer kept or lies in the
   * future.
   */
  Optional<List<InstanceChange>> changesAfter(long revision);

  /** An instance, dead or alive. */
  Optional<Instance> find(int id);

  /** The present revision; 0 before the first change. */
  long revision();

  /** A registry without instances. */
  static InstanceRegistry create(RegistryPolicy policy) {
    return new MatchingRegistry(policy);
  }
}
