package io.splatlas.ops.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code ./splatlas demo --stay} as a person runs it, on free ports. */
final class DemoProcess implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DemoProcess.class);
  private static final Path ROOT = Path.of(System.getProperty("splatlas.root", ".."));
  private static final Pattern HTTP = Pattern.compile("http://127\\.0\\.0\\.1:(\\d+)/metrics");

  private final Process process;
  private final Said said;
  private final int httpPort;

  private DemoProcess(Process process, Said said, int httpPort) {
    this.process = process;
    this.said = said;
    this.httpPort = httpPort;
  }

  static DemoProcess start(Path out) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            ROOT.resolve("splatlas").toString(),
            "demo",
            "--stay",
            "--port=0",
            "--http-port=0",
            "--device=cpu",
            "--out=" + out);
    builder.environment().put("SPLATLAS_NO_BUILD", "1");
    // What a person sees who has set nothing.
    builder.environment().remove("SPLATLAS_LOG");
    builder.environment().put("SPLATLAS_JAVA_OPTS", "-Xmx3g");
    Process process = builder.redirectErrorStream(true).start();
    BufferedReader lines = process.inputReader();
    Said said = new Said();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      said.add(line);
      Matcher address = HTTP.matcher(line);
      if (address.find()) {
        read(lines, said);
        return new DemoProcess(process, said, Integer.parseInt(address.group(1)));
      }
    }
    throw new IOException("the demo served nothing:\n" + String.join("\n", said.lines()));
  }

  /** Who prints must not wait for a reader. */
  private static void read(BufferedReader lines, Said said) {
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                lines.lines().forEach(said::add);
              } catch (UncheckedIOException ended) {
                LOG.debug("the demo's output ended", ended);
              } finally {
                said.end();
              }
            });
  }

  /** Where the page and the metrics are. */
  int httpPort() {
    return httpPort;
  }

  /** Waits until it has printed its scores and goes on serving. */
  void awaitScores(long seconds) throws InterruptedException {
    if (!said.await("serving until interrupted", 0, TimeUnit.SECONDS.toMillis(seconds))) {
      throw new AssertionError("the demo did not come to its scores:\n" + said.lines());
    }
  }

  /**
   * Ends it as Ctrl-C does: the JVM makes no difference, but a shell may have its background jobs
   * ignore that signal.
   *
   * @return what it says from then on
   */
  List<String> interrupt() throws InterruptedException {
    int before = said.size();
    process.destroy();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      throw new AssertionError("the demo did not end within a minute of being interrupted");
    }
    said.awaitEnd();
    return said.lines().subList(before, said.size());
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
