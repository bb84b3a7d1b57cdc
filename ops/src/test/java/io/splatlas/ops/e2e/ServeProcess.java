package io.splatlas.ops.e2e;

import io.splatlas.ops.client.ServerAddress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code ./splatlas serve} as a process of its own. */
final class ServeProcess implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ServeProcess.class);
  private static final Path ROOT = Path.of(System.getProperty("splatlas.root", ".."));

  final ServerAddress address;
  private final Process process;

  private ServeProcess(Process process, ServerAddress address) {
    this.process = process;
    this.address = address;
  }

  static ServeProcess start(Path data, String... more) throws IOException {
    return start(0, data, more);
  }

  /** On a port, 0 = any free one. */
  static ServeProcess start(int port, Path data, String... more) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            ROOT.resolve("splatlas").toString(),
            "serve",
            "--port",
            Integer.toString(port),
            "--http-port",
            "0",
            "--device",
            "cpu",
            "--device-memory",
            "512",
            "--data",
            data.toString());
    builder.command().addAll(List.of(more));
    builder.environment().put("SPLATLAS_NO_BUILD", "1");
    builder.environment().put("SPLATLAS_JAVA_OPTS", "-Xmx1g");
    Process process = builder.redirectErrorStream(true).start();
    BufferedReader out = process.inputReader();
    StringBuilder seen = new StringBuilder();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      seen.append(line).append('\n');
      if (line.startsWith("gRPC")) {
        drain(out);
        return new ServeProcess(process, ServerAddress.parse(line.split("\\s+", 3)[1]));
      }
    }
    throw new IOException("the server said nothing of its address:\n" + seen);
  }

  /** A server that logs must not wait for somebody to read it. */
  private static void drain(BufferedReader out) {
    Thread.ofVirtual()
        .start(
            () -> {
              try (Writer rest = Writer.nullWriter()) {
                out.transferTo(rest);
              } catch (IOException ended) {
                LOG.debug("the server's output ended", ended);
              }
            });
  }

  /** Kills it at once, as a power cut would. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    process.waitFor();
  }

  /** Kills it at once, as a power cut would, unless it ends by itself within some time. */
  void killAfter(long millis) throws InterruptedException {
    if (process.waitFor(millis, TimeUnit.MILLISECONDS)) {
      throw new AssertionError("the server ended by itself with " + process.exitValue());
    }
    kill();
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
