package io.splatlas.ops.e2e;

import io.splatlas.ops.client.ServerAddress;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** {@code ./splatlas serve} as a process of its own. */
final class ServeProcess implements AutoCloseable {
  private static final Path ROOT = Path.of(System.getProperty("splatlas.root", ".."));

  final ServerAddress address;
  private final Process process;

  private ServeProcess(Process process, ServerAddress address) {
    this.process = process;
    this.address = address;
  }

  static ServeProcess start(Path data) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            ROOT.resolve("splatlas").toString(),
            "serve",
            "--port",
            "0",
            "--http-port",
            "0",
            "--device",
            "cpu",
            "--device-memory",
            "512",
            "--data",
            data.toString());
    builder.environment().put("SPLATLAS_NO_BUILD", "1");
    builder.environment().put("SPLATLAS_JAVA_OPTS", "-Xmx1g");
    Process process = builder.redirectErrorStream(true).start();
    BufferedReader out = process.inputReader();
    StringBuilder seen = new StringBuilder();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      seen.append(line).append('\n');
      if (line.startsWith("gRPC")) {
        return new ServeProcess(process, ServerAddress.parse(line.substring(4).strip()));
      }
    }
    throw new IOException("the server said nothing of its address:\n" + seen);
  }

  /** Kills it at once, as a power cut would. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  /** Asks it to end and answers how it ended. */
  int terminate() throws InterruptedException {
    process.destroy();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      throw new AssertionError("the server did not end within a minute of being asked to");
    }
    return process.exitValue();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
