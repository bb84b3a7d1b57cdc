package io.splatlas.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class GatewayConfigTest {
  /** What a class is first asked for decides in which order it and its parts come to be. */
  static final class LimitsFirst {
    private LimitsFirst() {}

    /** In a JVM of its own. */
    public static void main(String[] arguments) {
      int rate = GatewayConfig.Limits.DEFAULTS.framesPerSecond();
      System.out.println(rate + " " + GatewayConfig.DEFAULTS.limits().framesPerSecond());
    }
  }

  @Test
  void shouldHaveItsDefaultsAlsoWhenTheLimitsAreAskedForFirst()
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                LimitsFirst.class.getName())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
    assertTrue(said.contains("60 60"), said);
  }
}
