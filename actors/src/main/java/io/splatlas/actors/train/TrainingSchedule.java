package io.splatlas.actors.train;

import io.splatlas.actors.model.SceneOptions;
import io.splatlas.gpu.GrowthOptions;
import io.splatlas.gpu.TrainingOptions;
import org.jspecify.annotations.Nullable;

/**
 * What is trained when, as a pure function of the iteration: rates, SH degree, growth, and how far
 * a scene may be trained.
 *
 * @param settings the hyper-parameters
 * @param options the scene's
 */
public record TrainingSchedule(TrainingSettings settings, SceneOptions options) {

  /**
   * The last stretch of training.
   *
   * @param start iteration at which the last frame had been taken up
   * @param goal iteration at which training ends, above start
   */
  public record Finishing(long start, long goal) {
    public Finishing {
      if (goal <= start) {
        throw new IllegalArgumentException("finishing must not be empty: " + start + ".." + goal);
      }
    }

    double progress(long iteration) {
      return Math.clamp((double) (iteration - start) / (goal - start), 0, 1);
    }
  }

  /** Iterations a capturing scene may have with this many frames. */
  public long capturingGoal(int frames) {
    return (long) frames * settings.pace().iterationsPerFrame();
  }

  /**
   * The stretch that begins when the last of so many frames is taken up: to the scene's iterations
   * at least.
   */
  public Finishing finishing(long start, int frames) {
    int wanted = options.iterations(frames);
    long least = Math.max(1, Math.round(settings.pace().finishingShare() * wanted));
    return new Finishing(start, Math.max(wanted, start + least));
  }

  /** Iterations until the next look at new frames. */
  public int burst(int backlog) {
    TrainingSettings.Pace pace = settings.pace();
    return backlog >= pace.catchUpBacklog() ? pace.catchUpBurst() : pace.burst();
  }

  /** Position rate, metres: constant while frames come, then exponential decay. */
  public double positionRate(long iteration, @Nullable Finishing finishing, double extent) {
    TrainingSettings.Rates rates = settings.rates();
    double progress = finishing == null ? 0 : finishing.progress(iteration);
    return extent * rates.position() * Math.pow(rates.positionEnd() / rates.position(), progress);
  }

  /**
   * Options of the step behind {@code iteration} steps.
   *
   * @param depthTrust how far the depth of the view that is learnt from can be trusted, above 0 to
   *     1; 0 without depth
   */
  public TrainingOptions step(
      long iteration, @Nullable Finishing finishing, double extent, double depthTrust) {
    TrainingSettings.Rates rates = settings.rates();
    double factor = otherRates(finishing == null ? 0 : finishing.progress(iteration));
    double trust = options.useDepth() ? depthTrust : 0;
    boolean measured = trust > 0;
    double geometry = measured ? rates.measuredGeometry() : 1;
    return new TrainingOptions(
        (float) (geometry * positionRate(iteration, finishing, extent)),
        (float) (geometry * factor * rates.rotation()),
        (float) (geometry * factor * rates.scale()),
        (float) (factor * rates.opacity()),
        (float) (factor * rates.shDc()),
        (float) (factor * rates.shRest()),
        (float) rates.ssimWeight(),
        (float) (trust * rates.depthWeight()),
        (float) rates.opacityRegularisation(),
        (float) (rates.scaleRegularisation() / extent),
        shDegree(iteration),
        options.antialiased(),
        measured ? new float[3] : background(iteration));
  }

  /**
   * Another colour every step. Before a black one, a translucent Gaussian that is too bright looks
   * like an opaque one of the right colour, and nothing but a measured depth tells them apart.
   */
  private float[] background(long iteration) {
    long bits = mix(~options.seed(), iteration);
    float[] rgb = new float[3];
    for (int c = 0; c < rgb.length; c++) {
      rgb[c] = (float) settings.rates().background() * (bits >>> (16 * c) & 0xffff) / 0xffff;
    }
    return rgb;
  }

  /**
   * Factor on all rates but the position's: falls late, by the cube of progress, so that little of
   * the learning is lost and the noise of large rates is gone at the end.
   */
  private double otherRates(double progress) {
    return Math.pow(settings.rates().othersEnd(), progress * progress * progress);
  }

  /** SH degree in use: rises over time up to the scene's. */
  public int shDegree(long iteration) {
    return (int) Math.min(options.shDegree(), iteration / settings.rates().shDegreeEvery());
  }

  /** Whether a growth step follows when {@code iteration} steps are done. */
  public boolean growsAfter(long iteration, @Nullable Finishing finishing) {
    boolean over = finishing != null && finishing.progress(iteration) > settings.growth().until();
    return iteration > 0 && iteration % settings.growth().every() == 0 && !over;
  }

  /**
   * The growth step when {@code iteration} steps are done, {@code count} Gaussians live and {@code
   * frames} have been taken up.
   */
  public GrowthOptions growth(
      long iteration, @Nullable Finishing finishing, double extent, int count, int frames) {
    TrainingSettings.Growth growth = settings.growth();
    int cap = options.gaussians(frames);
    int limit = finishing == null ? (int) (cap * growth.capturingLimit()) : cap;
    int wanted = count + (int) Math.ceil(count * growth.share());
    int target = Math.max(count, Math.min(limit, wanted));
    return new GrowthOptions(
        target,
        (float) growth.opacityFloor(),
        (float) (growth.noise() * positionRate(iteration, finishing, extent)),
        mix(options.seed(), iteration));
  }

  /** Most seeds of the frame behind {@code frames} others when {@code count} Gaussians live. */
  public int seeds(int count, int frames) {
    int room = Math.max(0, options.gaussians(frames + 1) - count);
    TrainingSettings.Growth growth = settings.growth();
    return (int) Math.min(growth.seedsPerFrame(), Math.ceil(growth.seedShare() * room));
  }

  /** Seed of the random choices made on a frame. */
  public long frameSeed(long frame) {
    return mix(options.seed(), -frame);
  }

  /** A well-spread seed from two numbers (the finaliser of SplitMix64). */
  private static long mix(long seed, long number) {
    long z = seed * 0x9E3779B97F4A7C15L + number;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
