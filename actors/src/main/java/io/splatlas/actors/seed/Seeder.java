package io.splatlas.actors.seed;

/**
 * Places new Gaussians where the scene is empty or wrong. The same request gives the same seeds; an
 * implementation may keep what it computed on earlier images. Used by one thread at a time; takes
 * up to ~150 ms: not for actor threads.
 */
@FunctionalInterface
public interface Seeder {
  /**
   * Places Gaussians where a view wants them; pure, and deterministic for the seed of the options.
   */
  Seeds seed(SeedRequest request);
}
