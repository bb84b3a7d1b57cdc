package io.splatlas.actors.train;

import io.splatlas.actors.image.TrainingImage;
import io.splatlas.gpu.RenderedView;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The exposure of every frame against the scene, found again and again while the scene is learnt,
 * and the frames with it taken out of them. The scene has the mean exposure of its frames.
 *
 * <p>Nothing is changed until exposures are found to vary: a camera with fixed exposure teaches
 * what it saw, bit for bit. After a restart exposures are found anew, against the scene that was
 * learnt.
 *
 * <p>May be used by several threads.
 */
final class ExposureCompensation {
  /** Draws before the first measurement: the scene must know the view. */
  private static final int FIRST_DRAW = 4;

  /** Pixels of a frame that are compared, at most. */
  private static final int SAMPLES = 1024;

  /** Frames whose sampled pixels are kept, of about 6 KiB each: a capture may go on for days. */
  static final int SAMPLED_FRAMES = 1024;

  /** Pixels that both show, at least. */
  private static final int LEAST_SAMPLES = 64;

  /** Measurements before a spread means something. */
  private static final int LEAST_MEASURED = 8;

  /** Newest measurements of which the spread is taken. */
  private static final int NEWEST = 64;

  /** Median absolute deviation to standard deviation. */
  private static final double DEVIATION = 1.4826;

  /** Darker and brighter values of a photograph are cut off and say nothing. */
  private static final int DARKEST = 4;

  private static final int BRIGHTEST = 251;

  /** Pixels that the scene does not fill do not count. */
  private static final float MIN_ALPHA = 0.8f;

  /** Change that is worth loading a frame again for, 0..1. */
  private static final double WORTH_A_CHANGE = 1.5 / 255;

  /** Some pixels of a frame as it came. */
  private record Sample(int[] pixels, byte[] rgb) {}

  private final double leastSpread;

  /** Those used longest ago go first: a frame that is loaded again brings its pixels along. */
  private final Map<Long, Sample> samples =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Sample> eldest) {
          return size() > SAMPLED_FRAMES;
        }
      };

  private final Map<Long, Integer> draws = new HashMap<>();
  private final Map<Long, Exposure> found = new HashMap<>();
  private final Map<Long, Exposure> applied = new HashMap<>();

  // Sums over all found, a channel each.
  private final double[] logGains = new double[3];
  private final double[] gains = new double[3];
  private final double[] biases = new double[3];

  /** What the frames measured last, and not for the first time, make of a medium grey. */
  private final double[] greys = new double[NEWEST];

  private int measurements;
  private boolean active;

  /**
   * @param leastSpread {@link #spread} from which on exposures are compensated, 0..1; 1 = never
   */
  ExposureCompensation(double leastSpread) {
    this.leastSpread = leastSpread;
  }

  /** Whether frames are changed. */
  synchronized boolean active() {
    return active;
  }

  /** Counts a draw of a frame; whether it is to be rendered and {@link #measured} before it. */
  synchronized boolean due(long number) {
    int count = draws.merge(number, 1, Integer::sum);
    boolean power = count >= FIRST_DRAW && Integer.bitCount(count) == 1;
    return leastSpread < 1 && (power || (active && !found.containsKey(number)));
  }

  /**
   * The scene has been rendered where a frame was taken.
   *
   * @param view its colour and alpha
   */
  synchronized void measured(long number, RenderedView view) {
    Sample sample = samples.get(number);
    if (sample == null) {
      return;
    }
    float[] colour = Objects.requireNonNull(view.colour());
    float[] alpha = Objects.requireNonNull(view.alpha());
    float[] scene = new float[3 * sample.pixels().length];
    float[] photograph = new float[scene.length];
    int count = 0;
    for (int i = 0; i < sample.pixels().length; i++) {
      int pixel = sample.pixels()[i];
      if (alpha[pixel] > MIN_ALPHA) {
        for (int c = 0; c < 3; c++) {
          scene[count] = Math.clamp(colour[3 * pixel + c], 0f, 1f);
          photograph[count++] = (sample.rgb()[3 * i + c] & 0xff) / 255f;
        }
      }
    }
    if (count >= 3 * LEAST_SAMPLES) {
      keep(number, Exposure.fit(scene, photograph, count));
    }
  }

  private void keep(long number, Exposure exposure) {
    Exposure before = found.put(number, exposure);
    if (before != null) {
      sum(before, -1);
    }
    sum(exposure, 1);
    if (before != null) {
      // The first time the whole scene is still on its way to its brightness.
      greys[measurements++ % NEWEST] = grey(exposure);
    }
    active |= measurements >= LEAST_MEASURED && spread() > leastSpread;
  }

  /** A frame is never drawn again. Its exposure still counts in the mean that the scene has. */
  synchronized void forget(long number) {
    samples.remove(number);
    draws.remove(number);
    applied.remove(number);
  }

  private void sum(Exposure exposure, int sign) {
    for (int c = 0; c < 3; c++) {
      logGains[c] += sign * Math.log(exposure.gain()[c]);
      gains[c] += sign * exposure.gain()[c];
      biases[c] += sign * exposure.bias()[c];
    }
  }

  private static double grey(Exposure exposure) {
    return (exposure.shown(0, 0.5) + exposure.shown(1, 0.5) + exposure.shown(2, 0.5)) / 3;
  }

  /**
   * Standard deviation of what the frames make of a medium grey, 0..1; by the median deviation,
   * since a frame whose place the scene hardly knows is far off.
   */
  synchronized double spread() {
    double[] newest = Arrays.copyOf(greys, Math.min(measurements, NEWEST));
    if (newest.length == 0) {
      return 0;
    }
    Arrays.sort(newest);
    double median = newest[newest.length / 2];
    double[] deviations = Arrays.stream(newest).map(grey -> Math.abs(grey - median)).toArray();
    Arrays.sort(deviations);
    return DEVIATION * deviations[deviations.length / 2];
  }

  /** Whether a frame was taken out of what is now known to be wrong. */
  synchronized boolean stale(long number) {
    return active
        && current(number).distance(applied.getOrDefault(number, Exposure.NONE)) > WORTH_A_CHANGE;
  }

  /**
   * The exposure of a frame when the mean of all frames is the scene's: without that the scene and
   * its frames could drift to any brightness together.
   */
  private Exposure current(long number) {
    Exposure own = found.get(number);
    if (own == null) {
      return Exposure.NONE;
    }
    int n = found.size();
    double[] gain = new double[3];
    double[] bias = new double[3];
    for (int c = 0; c < 3; c++) {
      double meanGain = Math.exp(logGains[c] / n);
      double meanBias = biases[c] / gains[c] * meanGain;
      gain[c] = own.gain()[c] / meanGain;
      bias[c] = own.bias()[c] - gain[c] * meanBias;
    }
    return new Exposure(gain, bias);
  }

  /** A frame as it came, with its exposure taken out as far as it is known. */
  synchronized LoadedFrame compensated(LoadedFrame frame) {
    TrainingImage image = frame.image();
    samples.computeIfAbsent(frame.number(), number -> sample(image));
    if (!active) {
      return frame;
    }
    Exposure exposure = current(frame.number());
    applied.put(frame.number(), exposure);
    return frame.withColours(compensated(image.rgb(), exposure));
  }

  private static byte[] compensated(byte[] rgb, Exposure exposure) {
    byte[][] table = new byte[3][256];
    for (int c = 0; c < 3; c++) {
      for (int value = 0; value < 256; value++) {
        table[c][value] = (byte) Math.round(255 * exposure.scene(c, value / 255.0));
      }
    }
    byte[] out = new byte[rgb.length];
    for (int i = 0; i < rgb.length; i += 3) {
      out[i] = table[0][rgb[i] & 0xff];
      out[i + 1] = table[1][rgb[i + 1] & 0xff];
      out[i + 2] = table[2][rgb[i + 2] & 0xff];
    }
    return out;
  }

  private static Sample sample(TrainingImage image) {
    int step = (int) Math.ceil(Math.sqrt((double) image.width() * image.height() / SAMPLES));
    byte[] valid = image.valid();
    int[] pixels = new int[SAMPLES];
    byte[] rgb = new byte[3 * SAMPLES];
    int count = 0;
    for (int y = step / 2; y < image.height(); y += step) {
      for (int x = step / 2; x < image.width() && count < SAMPLES; x += step) {
        int pixel = y * image.width() + x;
        if ((valid == null || valid[pixel] != 0) && isWithin(image.rgb(), 3 * pixel)) {
          System.arraycopy(image.rgb(), 3 * pixel, rgb, 3 * count, 3);
          pixels[count++] = pixel;
        }
      }
    }
    return new Sample(Arrays.copyOf(pixels, count), Arrays.copyOf(rgb, 3 * count));
  }

  private static boolean isWithin(byte[] rgb, int at) {
    boolean within = true;
    for (int c = 0; c < 3; c++) {
      int value = rgb[at + c] & 0xff;
      within &= value >= DARKEST && value <= BRIGHTEST;
    }
    return within;
  }
}
