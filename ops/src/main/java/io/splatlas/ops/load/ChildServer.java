package io.splatlas.ops.load;

import io.splatlas.ops.client.ServerAddress;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A server in a process of its own, started like this one, whose memory is its own. */
public final class ChildServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ChildServer.class);
  private static final String MAIN = "io.splatlas.ops.cli.Main";
  private static final long STOP_SECONDS = 60;

  private final Process process;
  private final LoadRun.Target target;

  private ChildServer(Process process, LoadRun.Target target) {
    this.process = process;
    this.target = target;
  }

  /**
   * Starts {@code serve} on free ports.
   *
   * @param heapMebibytes most heap
   * @param data folder
   * @param options of {@code serve}
   */
  public static ChildServer start(int heapMebibytes, Path data, List<String> options)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(argument -> !argument.startsWith("-Xmx") && !argument.contains("jdwp"))
        .forEach(command::add);
    command.addAll(
        List.of("-Xmx" + heapMebibytes + "m", "-cp", System.getProperty("java.class.path"), MAIN));
    command.addAll(List.of("serve", "--port", "0", "--http-port", "0", "--data", data.toString()));
    command.addAll(options);
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try {
      return new ChildServer(process, awaitTarget(process));
    } catch (IOException failure) {
      process.destroyForcibly();
      throw failure;
    }
  }

  private static LoadRun.Target awaitTarget(Process process) throws IOException {
    BufferedReader out = process.inputReader();
    StringBuilder seen = new StringBuilder();
    ServerAddress address = null;
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      seen.append(line).append('\n');
      String[] words = line.split("\\s+", 3);
      if (line.startsWith("gRPC")) {
        address = ServerAddress.parse(words[1]);
      } else if (line.startsWith("metrics") && address != null) {
        pass(out);
        return new LoadRun.Target(address, URI.create(words[1]), OptionalLong.of(process.pid()));
      }
    }
    throw new IOException("the server said nothing of its address:\n" + seen);
  }

  /** What the server says is for people; nobody reads it, and it must not wait for that. */
  private static void pass(BufferedReader out) {
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                for (String line = out.readLine(); line != null; line = out.readLine()) {
                  LOG.info("server: {}", line);
                }
              } catch (IOException ended) {
                LOG.debug("the server's output ended", ended);
              }
            });
  }

  /** Where it is. */
  public LoadRun.Target target() {
    return target;
  }

  /** Asks it to end and waits; ends it by force when it does not. */
  @Override
  public void close() throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException(
            "the server did not end within %d s of being asked to".formatted(STOP_SECONDS));
      }
    } catch (InterruptedException interrupted) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
