package io.splatlas.gateway.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class CautiousGzipTest {
  private static byte[] packed(byte[] message) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(message);
    }
    return out.toByteArray();
  }

  private static InputStream inflated(byte[] message) throws IOException {
    return new CautiousGzip().decompress(new ByteArrayInputStream(packed(message)));
  }

  @Test
  void shouldInflateSmallMessagesHoweverMuchTheyGrow() throws IOException {
    byte[] even = new byte[CautiousGzip.FREE];
    assertArrayEquals(even, inflated(even).readAllBytes());
  }

  @Test
  void shouldInflateLargeMessagesThatGrowLikePicturesAndPoints() throws IOException {
    byte[] half = new byte[20 << 20];
    new Random(5).nextBytes(half);
    Arrays.fill(half, half.length / 2, half.length, (byte) 7);
    assertArrayEquals(half, inflated(half).readAllBytes());
  }

  @Test
  void shouldEndWhatGrowsTooMuchBeforeItIsLarge() throws IOException {
    InputStream bomb = inflated(new byte[100 << 20]);
    byte[] some = new byte[1 << 16];
    long[] read = new long[1];
    StatusRuntimeException ended =
        assertThrows(
            StatusRuntimeException.class,
            () -> {
              for (int n = bomb.read(some); n >= 0; n = bomb.read(some)) {
                read[0] += n;
              }
            });
    assertEquals(Status.Code.RESOURCE_EXHAUSTED, ended.getStatus().getCode());
    assertTrue(Math.abs(CautiousGzip.FREE - read[0]) <= 1 << 16);
  }
}
