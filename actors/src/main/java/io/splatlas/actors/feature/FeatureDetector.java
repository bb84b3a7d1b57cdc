package io.splatlas.actors.feature;

import boofcv.abst.feature.detdesc.DetectDescribePoint;
import boofcv.abst.feature.detect.interest.ConfigFastHessian;
import boofcv.concurrency.BoofConcurrency;
import boofcv.factory.feature.detdesc.FactoryDetectDescribe;
import boofcv.struct.feature.TupleDesc_F64;
import boofcv.struct.image.GrayF32;
import io.splatlas.actors.image.TrainingImage;

/**
 * Finds and describes interest points: SURF (Bay et al. 2008) as BoofCV implements it, upright
 * scenes and rotated ones alike. Used by one thread at a time.
 */
public final class FeatureDetector {
  /** Strongest features kept at each scale. */
  private static final int PER_SCALE = 300;

  static {
    // One core a call: training has the others, and the order of features stays the same.
    BoofConcurrency.USE_CONCURRENT = false;
  }

  private final DetectDescribePoint<GrayF32, TupleDesc_F64> surf;
  private final GrayF32 grey = new GrayF32(1, 1);

  /** Ready to detect. */
  public FeatureDetector() {
    ConfigFastHessian config = new ConfigFastHessian();
    config.extract.threshold = 3;
    config.extract.radius = 2;
    config.maxFeaturesPerScale = PER_SCALE;
    config.initialSampleStep = 1;
    config.numberOfOctaves = 3;
    surf = FactoryDetectDescribe.surfFast(config, null, null, GrayF32.class);
  }

  /** All interest points of an image, at its full resolution. */
  public Features detect(TrainingImage image) {
    fill(image);
    surf.detect(grey);
    int count = surf.getNumberOfFeatures();
    int length = surf.createDescription().data.length;
    float[] u = new float[count];
    float[] v = new float[count];
    float[] descriptors = new float[count * length];
    boolean[] white = new boolean[count];
    for (int i = 0; i < count; i++) {
      // BoofCV's coordinates name the centre of a pixel by its whole number.
      u[i] = (float) surf.getLocation(i).x + 0.5f;
      v[i] = (float) surf.getLocation(i).y + 0.5f;
      white[i] = surf.getSet(i) == 0;
      double[] data = surf.getDescription(i).data;
      for (int k = 0; k < length; k++) {
        descriptors[i * length + k] = (float) data[k];
      }
    }
    return new Features(count, u, v, descriptors, white, length);
  }

  private void fill(TrainingImage image) {
    grey.reshape(image.width(), image.height());
    for (int p = 0; p < image.width() * image.height(); p++) {
      grey.data[p] = image.luma(p);
    }
  }
}
