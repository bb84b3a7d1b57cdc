package io.splatlas.actors.image;

import io.splatlas.actors.image.DecodeException.Fault;
import io.splatlas.actors.model.PosedFrame.Encoding;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.awt.image.DataBufferUShort;
import java.awt.image.IndexColorModel;
import java.awt.image.PixelInterleavedSampleModel;
import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Locale;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

/**
 * Decodes images nobody trusts. Structure, sizes and limits are checked on the compressed bytes
 * before a decoder allocates anything; whatever goes wrong afterwards is a {@link DecodeException}.
 * Stateless; nothing is cached on disk.
 */
public final class ImageDecoder {
  private final DecodeLimits limits;

  public ImageDecoder(DecodeLimits limits) {
    this.limits = limits;
  }

  /**
   * Decodes a colour or grey image of 8 bits a channel; alpha is ignored, grey is spread to three
   * channels, values are as stored.
   *
   * @return interleaved red green blue, 3 * width * height
   */
  public byte[] colour(Encoding encoding, byte[] compressed, int width, int height)
      throws DecodeException {
    limits.check("image", compressed.length, width, height);
    BufferedImage image =
        switch (encoding) {
          case JPEG -> jpeg(compressed, width, height);
          case PNG -> png(compressed, width, height);
        };
    requireSize("image", image.getWidth(), image.getHeight(), width, height);
    return image.getColorModel() instanceof IndexColorModel palette
        ? fromPalette(image.getRaster(), palette)
        : fromBands(image.getRaster());
  }

  /**
   * Decodes a depth image: PNG, one channel of exactly 16 bits.
   *
   * @return units per pixel, width * height, 0 = not known
   */
  public short[] depth(byte[] compressed, int width, int height) throws DecodeException {
    limits.check("depth image", compressed.length, width, height);
    PngStructure png = PngStructure.parse(compressed);
    requireSize("depth image", png.width(), png.height(), width, height);
    if (png.colourType() != PngStructure.GREY || png.bitDepth() != 16) {
      throw new DecodeException(
          Fault.UNDECODABLE,
          "the depth image has %d bits and PNG colour type %d, expected one channel of 16 bits"
              .formatted(png.bitDepth(), png.colourType()));
    }
    BufferedImage image = read("png", png.stripped());
    requireSize("depth image", image.getWidth(), image.getHeight(), width, height);
    if (!(image.getRaster().getDataBuffer() instanceof DataBufferUShort units)
        || units.getData().length != width * height) {
      throw new DecodeException(Fault.UNDECODABLE, "the depth image is not one channel of 16 bits");
    }
    return units.getData();
  }

  private BufferedImage jpeg(byte[] compressed, int width, int height) throws DecodeException {
    JpegStructure jpeg = JpegStructure.parse(compressed);
    requireSize("image", jpeg.width(), jpeg.height(), width, height);
    return read("jpeg", jpeg.stripped());
  }

  private BufferedImage png(byte[] compressed, int width, int height) throws DecodeException {
    PngStructure png = PngStructure.parse(compressed);
    requireSize("image", png.width(), png.height(), width, height);
    if (png.bitDepth() != 8 && png.colourType() != PngStructure.PALETTE) {
      throw new DecodeException(
          Fault.UNDECODABLE, "the PNG has " + png.bitDepth() + " bits a channel, expected 8");
    }
    return read("png", png.stripped());
  }

  private static void requireSize(String what, int foundW, int foundH, int width, int height)
      throws DecodeException {
    if (foundW != width || foundH != height) {
      throw new DecodeException(
          Fault.SIZE_MISMATCH,
          "the %s is %dx%d pixels, the intrinsics say %dx%d"
              .formatted(what, foundW, foundH, width, height));
    }
  }

  private static BufferedImage read(String format, byte[] bytes) throws DecodeException {
    ImageReader reader = ImageIO.getImageReadersByFormatName(format).next();
    boolean[] cutShort = new boolean[1];
    reader.addIIOReadWarningListener(
        (source, warning) ->
            cutShort[0] |= warning.toLowerCase(Locale.ROOT).contains("premature end"));
    try (var stream = new MemoryCacheImageInputStream(new ByteArrayInputStream(bytes))) {
      reader.setInput(stream, true, true);
      BufferedImage image = reader.read(0);
      if (cutShort[0]) {
        throw new DecodeException(
            Fault.UNDECODABLE, "the " + format.toUpperCase(Locale.ROOT) + " is cut short");
      }
      return image;
    } catch (IOException | RuntimeException e) {
      // The JDK's readers answer damaged data with any of these; the cause is kept.
      throw new DecodeException(
          Fault.UNDECODABLE,
          "the " + format.toUpperCase(Locale.ROOT) + " is damaged: " + e.getMessage(),
          e);
    } finally {
      reader.dispose();
    }
  }

  /** Copies the first three bands (or spreads the first) of a byte raster. */
  private static byte[] fromBands(Raster raster) throws DecodeException {
    if (!(raster.getDataBuffer() instanceof DataBufferByte buffer)
        || !(raster.getSampleModel() instanceof PixelInterleavedSampleModel model)
        || raster.getSampleModelTranslateX() != 0
        || raster.getSampleModelTranslateY() != 0) {
      throw new DecodeException(Fault.UNDECODABLE, "the image is not 8 bits a channel");
    }
    byte[] in = buffer.getData();
    int[] bands = model.getBandOffsets();
    int r = bands[0];
    int g = bands.length < 3 ? bands[0] : bands[1];
    int b = bands.length < 3 ? bands[0] : bands[2];
    int pixelStride = model.getPixelStride();
    byte[] out = new byte[3 * raster.getWidth() * raster.getHeight()];
    int o = 0;
    for (int y = 0; y < raster.getHeight(); y++) {
      int i = buffer.getOffset() + y * model.getScanlineStride();
      for (int x = 0; x < raster.getWidth(); x++, i += pixelStride, o += 3) {
        out[o] = in[i + r];
        out[o + 1] = in[i + g];
        out[o + 2] = in[i + b];
      }
    }
    return out;
  }

  private static byte[] fromPalette(Raster raster, IndexColorModel palette) {
    int width = raster.getWidth();
    byte[] out = new byte[3 * width * raster.getHeight()];
    int[] row = new int[width];
    int last = palette.getMapSize() - 1;
    int o = 0;
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getSamples(0, y, width, 1, 0, row);
      for (int x = 0; x < width; x++) {
        int rgb = palette.getRGB(Math.min(row[x], last));
        out[o++] = (byte) (rgb >> 16);
        out[o++] = (byte) (rgb >> 8);
        out[o++] = (byte) rgb;
      }
    }
    return out;
  }
}
