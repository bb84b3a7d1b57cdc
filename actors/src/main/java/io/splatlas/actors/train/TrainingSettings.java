package io.splatlas.actors.train;

/**
 * The hyper-parameters of training: what a step does, how the number of Gaussians grows, and how
 * much is trained when. Rates are Adam's. "extent" is {@link SceneExtent}, metres.
 *
 * @param rates of the optimiser
 * @param growth of the number of Gaussians
 * @param pace of training against the stream of frames
 */
public record TrainingSettings(Rates rates, Growth growth, Pace pace) {
  public static final TrainingSettings DEFAULTS =
      new TrainingSettings(Rates.DEFAULTS, Growth.DEFAULTS, Pace.DEFAULTS);

  /**
   * Rates and weights of a step. The published rates are for 30,000 iterations; a stream is learnt
   * in a tenth of that or less, for which they are 4 to 10 times too small (decision 12), so these
   * are larger and fall towards the end.
   *
   * @param position while capturing, share of the extent, above 0, default 1e-3
   * @param positionEnd at the end of finishing, share of the extent, above 0, at most {@code
   *     position}, default 3e-5
   * @param othersEnd what is left of all other rates at the end of finishing, a factor above 0, at
   *     most 1, default 0.15
   * @param measuredGeometry factor on the rates of position, rotation and scale in steps of views
   *     with a depth image, where geometry is to be kept, not found, above 0, at most 1, default
   *     0.3
   * @param rotation of quaternions, above 0, default 1e-2
   * @param scale of log scales, above 0, default 5e-2
   * @param opacity of logits, above 0, default 7e-2
   * @param shDc of the DC colour, above 0, default 2e-2
   * @param shRest of the other coefficients, above 0, default 1e-3
   * @param ssimWeight share of 1 - SSIM in the loss, 0..1, default 0.2
   * @param depthWeight of the relative depth error where a view has depth that agrees with others'
   *     (decision 41), at least 0, default 1
   * @param opacityRegularisation at least 0, default 0.01
   * @param scaleRegularisation per extent, at least 0, default 0.01
   * @param shDegreeEvery iterations after which the SH degree in use rises by one, at least 1,
   *     default 150
   * @param background brightest random background in steps of views without a depth image, 0..1,
   *     default 1; 0 is always black
   */
  public record Rates(
      double position,
      double positionEnd,
      double othersEnd,
      double measuredGeometry,
      double rotation,
      double scale,
      double opacity,
      double shDc,
      double shRest,
      double ssimWeight,
      double depthWeight,
      double opacityRegularisation,
      double scaleRegularisation,
      int shDegreeEvery,
      double background) {
    public static final Rates DEFAULTS =
        new Rates(1e-3, 3e-5, 0.15, 0.3, 1e-2, 5e-2, 7e-2, 2e-2, 1e-3, 0.2, 1, 0.01, 0.01, 150, 1);

    public Rates {
      Ranges.positive("position", position);
      Ranges.positive("positionEnd", positionEnd);
      Ranges.positive("rotation", rotation);
      Ranges.positive("scale", scale);
      Ranges.positive("opacity", opacity);
      Ranges.positive("shDc", shDc);
      Ranges.positive("shRest", shRest);
      Ranges.within("positionEnd", positionEnd, 0, position);
      Ranges.positive("othersEnd", othersEnd);
      Ranges.within("othersEnd", othersEnd, 0, 1);
      Ranges.positive("measuredGeometry", measuredGeometry);
      Ranges.within("measuredGeometry", measuredGeometry, 0, 1);
      Ranges.within("ssimWeight", ssimWeight, 0, 1);
      Ranges.within("depthWeight", depthWeight, 0, Double.MAX_VALUE);
      Ranges.within("opacityRegularisation", opacityRegularisation, 0, Double.MAX_VALUE);
      Ranges.within("scaleRegularisation", scaleRegularisation, 0, Double.MAX_VALUE);
      Ranges.within("background", background, 0, 1);
      Ranges.within("shDegreeEvery", shDegreeEvery, 1, Integer.MAX_VALUE);
    }

    /** The same with another brightest background: 0 for photographs rendered before black. */
    public Rates withBackground(double brightest) {
      return new Rates(
          position,
          positionEnd,
          othersEnd,
          measuredGeometry,
          rotation,
          scale,
          opacity,
          shDc,
          shRest,
          ssimWeight,
          depthWeight,
          opacityRegularisation,
          scaleRegularisation,
          shDegreeEvery,
          brightest);
    }
  }

  /**
   * Growth, MCMC-style under the hard cap of the scene.
   *
   * @param every iterations between growth steps, at least 1, default 100
   * @param share Gaussians added by a step at most, as a share of those there are, 0..1, default
   *     0.05
   * @param capturingLimit share of the cap that growth leaves filled while frames still come, so
   *     that their seeds find room, 0..1, default 0.7
   * @param until share of finishing after which neither growth nor relocation goes on, 0..1,
   *     default 0.7
   * @param opacityFloor Gaussians below it are relocated, 0..1, default 0.005
   * @param noise exploration noise of a step in position rates, at least 0, default 0
   * @param seedsPerFrame most seeds of one frame, at least 0, default 3,000
   * @param seedShare most seeds of one frame as a share of the room left under the cap, 0..1,
   *     default 0.08
   */
  public record Growth(
      int every,
      double share,
      double capturingLimit,
      double until,
      double opacityFloor,
      double noise,
      int seedsPerFrame,
      double seedShare) {
    public static final Growth DEFAULTS = new Growth(100, 0.05, 0.7, 0.7, 0.005, 0, 3_000, 0.08);

    public Growth {
      Ranges.within("every", every, 1, Integer.MAX_VALUE);
      Ranges.within("share", share, 0, 1);
      Ranges.within("capturingLimit", capturingLimit, 0, 1);
      Ranges.within("until", until, 0, 1);
      Ranges.within("opacityFloor", opacityFloor, 0, 1);
      Ranges.within("noise", noise, 0, Double.MAX_VALUE);
      Ranges.within("seedsPerFrame", seedsPerFrame, 0, Integer.MAX_VALUE);
      Ranges.within("seedShare", seedShare, 0, 1);
    }
  }

  /**
   * How much is trained when.
   *
   * @param burst iterations between two looks at new frames, 1..1000, default 4
   * @param catchUpBacklog waiting frames from which on bursts are short, at least 1, default 2
   * @param catchUpBurst iterations between two frames then, 1..1000, default 2
   * @param iterationsPerFrame iterations a frame entitles a capturing scene to; then it idles until
   *     the next, at least 1, default 60
   * @param finishingShare iterations of finishing at least, as a share of the scene's iterations,
   *     0..1, default 0.2
   * @param newViewShare share of draws that goes to views not yet drawn often, 0..1, default 0.5
   * @param newViewDraws draws after which a view is no longer new, at least 1, default 12
   * @param newViewWindow newest new views that are drawn from, at least 1, default 8
   * @param viewBytes device memory for photographs, at least 1 byte, default 256 MiB; at least one
   *     is kept
   * @param stereoImages earlier images kept for seeding by stereo, 0..256, default 12
   * @param exposureSpread standard deviation of what the frames make of a medium grey from which on
   *     their exposures are compensated, 0..1, 1 = never, default 0.03 (decision 40)
   */
  public record Pace(
      int burst,
      int catchUpBacklog,
      int catchUpBurst,
      int iterationsPerFrame,
      double finishingShare,
      double newViewShare,
      int newViewDraws,
      int newViewWindow,
      long viewBytes,
      int stereoImages,
      double exposureSpread) {
    public static final Pace DEFAULTS =
        new Pace(4, 2, 2, 60, 0.2, 0.5, 12, 8, 256L << 20, 12, 0.03);

    public Pace {
      Ranges.within("burst", burst, 1, 1000);
      Ranges.within("catchUpBacklog", catchUpBacklog, 1, Integer.MAX_VALUE);
      Ranges.within("catchUpBurst", catchUpBurst, 1, 1000);
      Ranges.within("iterationsPerFrame", iterationsPerFrame, 1, Integer.MAX_VALUE);
      Ranges.within("finishingShare", finishingShare, 0, 1);
      Ranges.within("newViewShare", newViewShare, 0, 1);
      Ranges.within("newViewDraws", newViewDraws, 1, Integer.MAX_VALUE);
      Ranges.within("newViewWindow", newViewWindow, 1, Integer.MAX_VALUE);
      Ranges.within("viewBytes", (double) viewBytes, 1, Long.MAX_VALUE);
      Ranges.within("stereoImages", stereoImages, 0, 256);
      Ranges.within("exposureSpread", exposureSpread, 0, 1);
    }
  }
}
