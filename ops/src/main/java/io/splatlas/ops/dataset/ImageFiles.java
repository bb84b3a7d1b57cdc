package io.splatlas.ops.dataset;

import io.splatlas.ops.picture.ImageSize;
import io.splatlas.ops.picture.IntImage;
import io.splatlas.ops.picture.RgbImage;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Decodes images that may be anything: sizes are looked at before memory is taken, and whatever
 * goes wrong in a decoder is a {@link DatasetException}. Orientation tags are not applied:
 * intrinsics describe the stored pixels.
 */
public final class ImageFiles {

  private static final long MAX_BYTES = 512L << 20;

  private ImageFiles() {}

  /** The size of an image from its header. */
  public static ImageSize sizeOf(Path file) throws IOException {
    CapturePaths.requireFile(file, MAX_BYTES);
    try (var stream = Files.newInputStream(file);
        var input = new MemoryCacheImageInputStream(stream)) {
      return decode(file, input, reader -> checkedSize(file, reader));
    }
  }

  /** An image as 8-bit colour: gray is repeated, 16 bits are cut to 8, transparency is dropped. */
  public static RgbImage readRgb(Path file) throws IOException {
    return decodeRgb(bytes(file), file);
  }

  /** Decodes an image from memory; {@code name} stands for it in messages. */
  public static RgbImage decodeRgb(byte[] bytes, Path name) throws IOException {
    return toRgb(name, decodeImage(bytes, name));
  }

  /**
   * An image of one channel as it is stored, 8 or 16 bits: raw depth, or instance ids. The values
   * of a palette image are its palette indices.
   */
  public static IntImage readGray(Path file) throws IOException {
    return decodeGray(bytes(file), file);
  }

  /** Decodes a single-channel image from memory; {@code name} stands for it in messages. */
  public static IntImage decodeGray(byte[] bytes, Path name) throws IOException {
    BufferedImage image = decodeImage(bytes, name);
    Raster raster = image.getRaster();
    if (raster.getNumBands() != 1) {
      throw new DatasetException(
          name, "", "must have one channel (gray), not " + raster.getNumBands());
    }
    int width = image.getWidth();
    int height = image.getHeight();
    return new IntImage(
        width, height, raster.getSamples(0, 0, width, height, 0, new int[width * height]));
  }

  static byte[] bytes(Path file) throws IOException {
    CapturePaths.requireFile(file, MAX_BYTES);
    return Files.readAllBytes(file);
  }

  private static BufferedImage decodeImage(byte[] bytes, Path name) throws IOException {
    try (var input = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
      return decode(
          name,
          input,
          reader -> {
            checkedSize(name, reader);
            return reader.read(0);
          });
    }
  }

  /** What is done with an opened decoder. */
  private interface Decoding<T> {
    T apply(ImageReader reader) throws IOException;
  }

  // The JDK's decoders answer garbage with almost any unchecked exception; all of them mean the
  // same here.
  private static <T> T decode(Path name, ImageInputStream input, Decoding<T> decoding)
      throws IOException {
    Iterator<ImageReader> readers = ImageIO.getImageReaders(input);
    if (!readers.hasNext()) {
      throw new DatasetException(name, "", "is not an image of a known kind (PNG, JPEG)");
    }
    ImageReader reader = readers.next();
    try {
      reader.setInput(input, true, true);
      return decoding.apply(reader);
    } catch (DatasetException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw new DatasetException(name, "", "the image cannot be decoded: " + e.getMessage(), e);
    } finally {
      reader.dispose();
    }
  }

  private static ImageSize checkedSize(Path name, ImageReader reader) throws IOException {
    int width = reader.getWidth(0);
    int height = reader.getHeight(0);
    if (width < 1
        || height < 1
        || width > CameraIntrinsics.MAX_SIDE
        || height > CameraIntrinsics.MAX_SIDE
        || (long) width * height > IntImage.MAX_PIXELS) {
      throw new DatasetException(name, "", "is " + width + "x" + height + " pixels, too large");
    }
    return new ImageSize(width, height);
  }

  private static RgbImage toRgb(Path name, BufferedImage image) throws DatasetException {
    if (image.getColorModel() instanceof IndexColorModel) {
      return fromPalette(image);
    }
    Raster raster = image.getRaster();
    int shift =
        switch (raster.getTransferType()) {
          case DataBuffer.TYPE_BYTE -> 0;
          case DataBuffer.TYPE_USHORT -> 8;
          default -> throw new DatasetException(name, "", "must have 8 or 16 bits a channel");
        };
    int bands = raster.getNumBands();
    int width = image.getWidth();
    RgbImage out = RgbImage.black(width, image.getHeight());
    // Raw samples: asking the colour model instead would bend gray values by a gamma curve.
    int[] row = new int[bands * width];
    for (int y = 0; y < image.getHeight(); y++) {
      raster.getPixels(0, y, width, 1, row);
      for (int x = 0; x < width; x++) {
        for (int channel = 0; channel < 3; channel++) {
          int band = bands < 3 ? 0 : channel;
          out.rgb()[3 * (y * width + x) + channel] = (byte) (row[x * bands + band] >> shift);
        }
      }
    }
    return out;
  }

  private static RgbImage fromPalette(BufferedImage image) {
    RgbImage out = RgbImage.black(image.getWidth(), image.getHeight());
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        out.set(x, y, image.getRGB(x, y));
      }
    }
    return out;
  }
}
