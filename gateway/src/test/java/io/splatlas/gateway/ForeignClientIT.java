package io.splatlas.gateway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.splatlas.gateway.fake.GatewayFixture;
import io.splatlas.gateway.render.Png;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client in another language, without generated code, against the gateway. */
class ForeignClientIT {
  /** Debian's python, for which python3-grpcio is packaged. */
  private static final String PYTHON = "/usr/bin/python3";

  private static final String CLIENT = "src/test/python/foreign_client.py";

  private record Outcome(int code, String output) {}

  @Test
  void shouldServeAClientThatKnowsNothingButReflection(@TempDir Path folder) throws Exception {
    assumeTrue(
        Files.isExecutable(Path.of(PYTHON))
            && run(List.of(PYTHON, "-c", "import grpc, google.protobuf")).code() == 0,
        "skipped: install python3-grpcio and python3-protobuf to run the foreign client");
    writeCapture(folder);
    try (GatewayFixture gateway = new GatewayFixture()) {
      Outcome outcome =
          run(List.of(PYTHON, CLIENT, "127.0.0.1:" + gateway.server.port(), folder.toString()));
      assertEquals(0, outcome.code(), outcome.output());
      assertTrue(outcome.output().contains("splatlas.v1.CaptureService"), outcome.output());
      assertTrue(outcome.output().contains("frame 3 is durable"), outcome.output());
      assertTrue(outcome.output().contains("watch: event at revision 1"), outcome.output());
    }
  }

  /** Three frames with depth, in nerfstudio's form. */
  private static void writeCapture(Path folder) throws IOException {
    Files.write(folder.resolve("image.png"), Png.rgb8(32, 24, new byte[3 * 32 * 24]));
    Files.write(folder.resolve("depth.png"), Png.grey16(32, 24, new short[32 * 24]));
    String frame =
        """
        {"file_path": "image.png", "depth_file_path": "depth.png",
         "transform_matrix": [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 2], [0, 0, 0, 1]]}""";
    Files.writeString(
        folder.resolve("transforms.json"),
        """
        {"w": 32, "h": 24, "fl_x": 30, "fl_y": 30, "cx": 16, "cy": 12, "frames": [%s]}
        """
            .formatted(String.join(",", Collections.nCopies(3, frame))));
  }

  private static Outcome run(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Outcome(process.waitFor(), output);
  }
}
