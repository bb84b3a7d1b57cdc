package io.splatlas.ops.picture;

import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.awt.image.DataBufferUShort;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Images as PNG files: 8-bit RGB, and 16-bit gray for ids and depth. */
public final class Png {

  private Png() {}

  /** The PNG bytes of a colour image. */
  public static byte[] encode(RgbImage image) {
    var buffered = new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_3BYTE_BGR);
    byte[] bgr = ((DataBufferByte) buffered.getRaster().getDataBuffer()).getData();
    byte[] rgb = image.rgb();
    for (int i = 0; i < rgb.length; i += 3) {
      bgr[i] = rgb[i + 2];
      bgr[i + 1] = rgb[i + 1];
      bgr[i + 2] = rgb[i];
    }
    return encode(buffered);
  }

  /**
   * The 16-bit gray PNG bytes of ids or raw depth.
   *
   * @throws IllegalArgumentException if a value does not fit in 16 bits
   */
  public static byte[] encode16(IntImage image) {
    var buffered = new BufferedImage(image.width(), image.height(), BufferedImage.TYPE_USHORT_GRAY);
    short[] gray = ((DataBufferUShort) buffered.getRaster().getDataBuffer()).getData();
    for (int i = 0; i < gray.length; i++) {
      int value = image.values()[i];
      if (value < 0 || value > 0xffff) {
        throw new IllegalArgumentException("a 16-bit PNG cannot hold " + value);
      }
      gray[i] = (short) value;
    }
    return encode(buffered);
  }

  /** Writes a colour image to a file, with its missing folders. */
  public static void write(Path file, RgbImage image) throws IOException {
    write(file, encode(image));
  }

  /** Writes ids or raw depth to a 16-bit gray file, with its missing folders. */
  public static void write16(Path file, IntImage image) throws IOException {
    write(file, encode16(image));
  }

  private static void write(Path file, byte[] bytes) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Files.write(file, bytes);
  }

  private static byte[] encode(BufferedImage image) {
    var bytes = new ByteArrayOutputStream();
    // An explicit memory stream: ImageIO's own choice would put a cache file on the disk.
    try (var out = new MemoryCacheImageOutputStream(bytes)) {
      if (!ImageIO.write(image, "png", out)) {
        throw new IllegalStateException("this Java runtime has no PNG writer");
      }
    } catch (IOException e) {
      throw new UncheckedIOException("a PNG could not be written to memory", e);
    }
    return bytes.toByteArray();
  }
}
