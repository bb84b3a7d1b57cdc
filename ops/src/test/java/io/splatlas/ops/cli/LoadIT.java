package io.splatlas.ops.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A small load on a server of its own process: what the report says of every client. */
class LoadIT {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void homeIsAbove() {
    System.setProperty("splatlas.home", "..");
  }

  @AfterAll
  static void homeIsHere() {
    System.clearProperty("splatlas.home");
  }

  @Test
  void shouldReportThatNothingWasLost() throws Exception {
    int code =
        Main.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(
                "load",
                "--robots",
                "2",
                "--fps",
                "3",
                "--subscribers",
                "20",
                "--scenes",
                "3",
                "--training",
                "2",
                "--flood",
                "1",
                "--stuck",
                "1",
                "--warm-up",
                "5",
                "--duration",
                "16",
                "--max-width",
                "160",
                "--max-gaussians",
                "5000",
                "--json");
    assertEquals(ExitCodes.OK, code, err::toString);
    JsonNode report =
        new ObjectMapper().readTree(out.toString().lines().reduce((a, b) -> b).orElseThrow());
    assertEquals(20, report.path("subscribers").asInt());
    assertEquals(0, report.path("behind").asInt(-1), "all have what the scene told");
    assertEquals(0, report.path("missing").asInt(-1));
    assertEquals(0, report.path("outOfOrder").asInt(-1));
    for (String half : new String[] {"quiet", "disturbed"}) {
      assertTrue(report.path(half).path("acknowledgement").path("count").asInt() > 0, half);
    }
    assertNotEquals(0, report.path("server").path("threads").asInt(), "the server was looked at");
  }
}
