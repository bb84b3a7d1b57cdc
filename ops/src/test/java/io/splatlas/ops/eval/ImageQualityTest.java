package io.splatlas.ops.eval;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.ops.picture.RgbImage;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageQualityTest {

  @Test
  void shouldGiveTheDecibelsOfAKnownError() {
    RgbImage black = RgbImage.black(4, 3);
    RgbImage gray = RgbImage.black(4, 3);
    Arrays.fill(gray.rgb(), (byte) 51);
    // 51 is a fifth of 255: 10 log10(25).
    assertEquals(13.979400086720377, Psnr.of(black, gray), 1e-12);
    Arrays.fill(gray.rgb(), (byte) 255);
    assertEquals(0, Psnr.of(black, gray), 1e-12);
  }

  @Test
  void shouldAverageTheSquaredErrorOverAllChannels() {
    RgbImage black = RgbImage.black(2, 1);
    RgbImage oneChannel = RgbImage.black(2, 1);
    oneChannel.set(0, 0, 0xff0000);
    assertEquals(10 * Math.log10(6), Psnr.of(black, oneChannel), 1e-12);
  }

  @Test
  void shouldBePerfectForEqualImages() {
    RgbImage image = noise(20, 15, 1);
    assertEquals(Double.POSITIVE_INFINITY, Psnr.of(image, image));
    assertEquals(1, Ssim.of(image, image), 1e-12);
  }

  @Test
  void shouldNotCareWhichImageIsWhich() {
    RgbImage a = noise(20, 15, 1);
    RgbImage b = noise(20, 15, 2);
    assertEquals(Psnr.of(a, b), Psnr.of(b, a));
    assertEquals(Ssim.of(a, b), Ssim.of(b, a), 1e-15);
  }

  @Test
  void shouldFallAsNoiseGrows() {
    RgbImage image = noise(40, 30, 3);
    double last = 1;
    for (int strength = 10; strength <= 100; strength += 30) {
      double ssim = Ssim.of(image, disturbed(image, strength));
      assertTrue(ssim < last, "at strength " + strength);
      last = ssim;
    }
  }

  @ParameterizedTest
  @CsvSource({"1,1", "3,2", "11,11", "17,5", "5,23", "31,24"})
  void shouldAgreeWithTheDefinitionComputedPixelByPixel(int width, int height) {
    RgbImage a = noise(width, height, 4);
    RgbImage b = disturbed(a, 60);
    assertEquals(slowSsim(a, b), Ssim.of(a, b), 1e-10);
    assertEquals(slowPsnr(a, b), Psnr.of(a, b), 1e-10);
  }

  @Test
  void shouldRefuseImagesOfDifferentSizes() {
    RgbImage a = RgbImage.black(4, 3);
    RgbImage b = RgbImage.black(3, 4);
    assertThrows(IllegalArgumentException.class, () -> Psnr.of(a, b));
    assertThrows(IllegalArgumentException.class, () -> Ssim.of(a, b));
  }

  private static double slowPsnr(RgbImage a, RgbImage b) {
    double sum = 0;
    for (int y = 0; y < a.height(); y++) {
      for (int x = 0; x < a.width(); x++) {
        for (int c = 0; c < 3; c++) {
          sum += Math.pow((a.sample(x, y, c) - b.sample(x, y, c)) / 255.0, 2);
        }
      }
    }
    return -10 * Math.log10(sum / (3.0 * a.width() * a.height()));
  }

  /** One window at a time, two-dimensional weights, moments about the window's mean. */
  private static double slowSsim(RgbImage a, RgbImage b) {
    double sum = 0;
    for (int c = 0; c < 3; c++) {
      for (int y = 0; y < a.height(); y++) {
        for (int x = 0; x < a.width(); x++) {
          sum += slowWindow(a, b, x, y, c);
        }
      }
    }
    return sum / (3.0 * a.width() * a.height());
  }

  private static double slowWindow(RgbImage a, RgbImage b, int x, int y, int c) {
    double total = 0;
    double meanA = 0;
    double meanB = 0;
    for (int dy = -5; dy <= 5; dy++) {
      for (int dx = -5; dx <= 5; dx++) {
        double weight = Math.exp(-(dx * dx + dy * dy) / 4.5);
        total += weight;
        meanA += weight * value(a, x + dx, y + dy, c);
        meanB += weight * value(b, x + dx, y + dy, c);
      }
    }
    meanA /= total;
    meanB /= total;
    double varianceA = 0;
    double varianceB = 0;
    double covariance = 0;
    for (int dy = -5; dy <= 5; dy++) {
      for (int dx = -5; dx <= 5; dx++) {
        double weight = Math.exp(-(dx * dx + dy * dy) / 4.5) / total;
        double fromA = value(a, x + dx, y + dy, c) - meanA;
        double fromB = value(b, x + dx, y + dy, c) - meanB;
        varianceA += weight * fromA * fromA;
        varianceB += weight * fromB * fromB;
        covariance += weight * fromA * fromB;
      }
    }
    return (2 * meanA * meanB + 1e-4)
        * (2 * covariance + 9e-4)
        / ((meanA * meanA + meanB * meanB + 1e-4) * (varianceA + varianceB + 9e-4));
  }

  private static double value(RgbImage image, int x, int y, int c) {
    boolean inside = x >= 0 && y >= 0 && x < image.width() && y < image.height();
    return inside ? image.sample(x, y, c) / 255.0 : 0;
  }

  private static RgbImage noise(int width, int height, long seed) {
    RgbImage image = RgbImage.black(width, height);
    new SplittableRandom(seed).nextBytes(image.rgb());
    return image;
  }

  private static RgbImage disturbed(RgbImage image, int strength) {
    var random = new SplittableRandom(strength);
    RgbImage out = RgbImage.black(image.width(), image.height());
    for (int i = 0; i < out.rgb().length; i++) {
      int value = (image.rgb()[i] & 0xff) + random.nextInt(-strength, strength + 1);
      out.rgb()[i] = (byte) Math.clamp(value, 0, 255);
    }
    return out;
  }
}
