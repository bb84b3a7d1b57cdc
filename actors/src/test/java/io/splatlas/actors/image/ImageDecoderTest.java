package io.splatlas.actors.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.actors.image.DecodeException.Fault;
import io.splatlas.actors.model.PosedFrame.Encoding;
import java.awt.image.BufferedImage;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

class ImageDecoderTest {
  private static final int W = 40;
  private static final int H = 30;

  private final ImageDecoder decoder = new ImageDecoder(DecodeLimits.DEFAULTS);

  private Fault fault(Encoding encoding, byte[] bytes, int width, int height) {
    DecodeException e =
        assertThrows(DecodeException.class, () -> decoder.colour(encoding, bytes, width, height));
    assertTrue(e.detail().length() > 10, e.detail());
    return e.fault();
  }

  private Fault depthFault(byte[] bytes, int width, int height) {
    return assertThrows(DecodeException.class, () -> decoder.depth(bytes, width, height)).fault();
  }

  @Test
  void shouldDecodePngExactly() throws DecodeException {
    byte[] rgb = decoder.colour(Encoding.PNG, TestImages.png(W, H), W, H);
    for (int y = 0; y < H; y++) {
      for (int x = 0; x < W; x++) {
        int p = 3 * (y * W + x);
        assertEquals(255 * x / W, rgb[p] & 0xff);
        assertEquals(255 * y / H, rgb[p + 1] & 0xff);
        assertEquals(128, rgb[p + 2] & 0xff);
      }
    }
  }

  @Test
  void shouldIgnoreAlphaAndReadPalettes() throws DecodeException {
    byte[] plain = decoder.colour(Encoding.PNG, TestImages.png(W, H), W, H);
    byte[] alpha = TestImages.encode(TestImages.smooth(W, H, BufferedImage.TYPE_4BYTE_ABGR), "png");
    assertArrayEquals(plain, decoder.colour(Encoding.PNG, alpha, W, H));
    BufferedImage indexed = TestImages.smooth(W, H, BufferedImage.TYPE_BYTE_INDEXED);
    byte[] rgb = decoder.colour(Encoding.PNG, TestImages.encode(indexed, "png"), W, H);
    assertEquals(indexed.getRGB(7, 9) >> 16 & 0xff, rgb[3 * (9 * W + 7)] & 0xff);
  }

  @Test
  void shouldDecodeBaselineAndProgressiveJpeg() throws DecodeException {
    for (byte[] jpeg : List.of(TestImages.jpeg(W, H), TestImages.progressiveJpeg(W, H))) {
      byte[] rgb = decoder.colour(Encoding.JPEG, jpeg, W, H);
      assertEquals(127, rgb[3 * (15 * W + 20)] & 0xff, 12);
      assertEquals(127, rgb[3 * (15 * W + 20) + 1] & 0xff, 12);
      assertEquals(128, rgb[3 * (15 * W + 20) + 2] & 0xff, 12);
    }
  }

  @Test
  void shouldSpreadGreyToThreeChannels() throws DecodeException {
    BufferedImage grey = new BufferedImage(W, H, BufferedImage.TYPE_BYTE_GRAY);
    grey.getRaster().setSample(3, 4, 0, 77);
    byte[] rgb = decoder.colour(Encoding.PNG, TestImages.encode(grey, "png"), W, H);
    int p = 3 * (4 * W + 3);
    assertArrayEquals(new byte[] {77, 77, 77}, Arrays.copyOfRange(rgb, p, p + 3));
    rgb = decoder.colour(Encoding.JPEG, TestImages.encode(grey, "jpeg"), W, H);
    assertEquals(rgb[0], rgb[2]);
  }

  @Test
  void shouldDecodeDepthOfExactlySixteenBits() throws DecodeException {
    short[] units = decoder.depth(TestImages.depthPng(W, H), W, H);
    assertEquals(0, units[0]);
    assertEquals(1000 + 5 + 2, units[2 * W + 5]);
    assertEquals(Fault.UNDECODABLE, depthFault(TestImages.png(W, H), W, H));
    byte[] grey = TestImages.encode(new BufferedImage(W, H, BufferedImage.TYPE_BYTE_GRAY), "png");
    assertEquals(Fault.UNDECODABLE, depthFault(grey, W, H));
    assertEquals(Fault.SIZE_MISMATCH, depthFault(TestImages.depthPng(W, H), W, H + 1));
    assertEquals(Fault.UNDECODABLE, depthFault(TestImages.jpeg(W, H), W, H));
  }

  @Test
  void shouldRefuseOtherSizesAndKinds() {
    assertEquals(Fault.SIZE_MISMATCH, fault(Encoding.JPEG, TestImages.jpeg(W, H), H, W));
    assertEquals(Fault.SIZE_MISMATCH, fault(Encoding.PNG, TestImages.png(W, H), W, H + 1));
    assertEquals(Fault.UNDECODABLE, fault(Encoding.PNG, TestImages.jpeg(W, H), W, H));
    assertEquals(Fault.UNDECODABLE, fault(Encoding.JPEG, TestImages.png(W, H), W, H));
    assertEquals(Fault.UNDECODABLE, fault(Encoding.PNG, TestImages.depthPng(W, H), W, H));
    assertEquals(Fault.UNDECODABLE, fault(Encoding.JPEG, new byte[0], W, H));
  }

  @Test
  void shouldRefuseWhatIsTooLargeBeforeDecoding() {
    assertEquals(Fault.TOO_LARGE, fault(Encoding.PNG, new byte[(16 << 20) + 1], W, H));
    assertEquals(Fault.TOO_LARGE, fault(Encoding.JPEG, TestImages.jpeg(W, H), 16_385, 1));
    assertEquals(Fault.TOO_LARGE, fault(Encoding.JPEG, TestImages.jpeg(W, H), 16_384, 16_384));
  }

  @Test
  void shouldRefuseImagesCutShortAnywhere() {
    byte[] jpeg = TestImages.jpeg(W, H);
    byte[] png = TestImages.png(W, H);
    for (int length = 0; length < jpeg.length; length++) {
      assertEquals(
          Fault.UNDECODABLE, fault(Encoding.JPEG, Arrays.copyOf(jpeg, length), W, H), "" + length);
    }
    for (int length = 0; length < png.length; length++) {
      assertEquals(
          Fault.UNDECODABLE, fault(Encoding.PNG, Arrays.copyOf(png, length), W, H), "" + length);
    }
  }

  @Test
  void shouldAnswerMutatedBytesWithAnImageOrADecodeException() {
    SplittableRandom random = new SplittableRandom(42);
    List<byte[]> originals =
        List.of(
            TestImages.jpeg(W, H),
            TestImages.progressiveJpeg(W, H),
            TestImages.png(W, H),
            TestImages.encode(TestImages.smooth(W, H, BufferedImage.TYPE_BYTE_INDEXED), "png"),
            TestImages.depthPng(W, H));
    for (int round = 0; round < 4_000; round++) {
      byte[] bytes = originals.get(round % originals.size()).clone();
      mutate(bytes, random);
      Encoding encoding = round % originals.size() < 2 ? Encoding.JPEG : Encoding.PNG;
      try {
        assertEquals(3 * W * H, decoder.colour(encoding, bytes, W, H).length);
      } catch (DecodeException e) {
        assertTrue(e.detail().length() > 10);
      }
      try {
        assertEquals(W * H, decoder.depth(bytes, W, H).length);
      } catch (DecodeException e) {
        assertTrue(e.detail().length() > 10);
      }
    }
  }

  private static void mutate(byte[] bytes, SplittableRandom random) {
    int changes = 1 + random.nextInt(6);
    for (int i = 0; i < changes; i++) {
      int at = random.nextInt(3) == 0 ? random.nextInt(40) : random.nextInt(bytes.length);
      bytes[at] = (byte) random.nextInt(256);
    }
    if (bytes[0] == (byte) 0x89) {
      repairChecksums(bytes);
    }
  }

  /** Makes PNG checksums right again, so that mutations reach the decoder behind them. */
  private static void repairChecksums(byte[] png) {
    int at = 8;
    while (at + 12 <= png.length) {
      int length =
          (png[at] & 0xff) << 24
              | (png[at + 1] & 0xff) << 16
              | (png[at + 2] & 0xff) << 8
              | (png[at + 3] & 0xff);
      if (length < 0 || length > png.length - at - 12) {
        return;
      }
      CRC32 crc = new CRC32();
      crc.update(png, at + 4, length + 4);
      int value = (int) crc.getValue();
      for (int i = 0; i < 4; i++) {
        png[at + 8 + length + i] = (byte) (value >> (24 - 8 * i));
      }
      at += length + 12;
    }
  }
}
