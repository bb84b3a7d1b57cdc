package io.splatlas.ops.cli;

import io.splatlas.ops.client.ServerAddress;
import io.splatlas.ops.client.SplatlasClient;
import io.splatlas.ops.server.ServerOptions;
import io.splatlas.ops.server.SplatlasServer;
import io.splatlas.ops.server.WarmUp;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection to the server that was named, or to one that runs in this process for as long as the
 * command does, with its data in a folder of its own that goes with it.
 */
final class EmbeddedServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedServer.class);
  private static final int USUAL_PORT = 50051;
  private static final int USUAL_HTTP_PORT = 8080;

  private final @Nullable SplatlasServer server;
  private final @Nullable Path data;
  private final SplatlasClient client;
  private final AtomicBoolean closed = new AtomicBoolean();

  private EmbeddedServer(
      @Nullable SplatlasServer server, @Nullable Path data, SplatlasClient client) {
    this.server = server;
    this.data = data;
    this.client = client;
  }

  static EmbeddedServer orNamed(Optional<ServerAddress> named, ServerOptions options)
      throws IOException {
    if (named.isPresent()) {
      return new EmbeddedServer(null, null, SplatlasClient.connect(named.get()));
    }
    return temporary(options, 0, 0);
  }

  /**
   * One that others look at.
   *
   * @param port of gRPC, 0 = any free one; absent = where commands expect a server, if that is free
   * @param httpPort of the page, the same; absent = where Prometheus and people expect it
   */
  static EmbeddedServer forOnlookers(
      ServerOptions options, Optional<Integer> port, Optional<Integer> httpPort)
      throws IOException {
    return temporary(
        options,
        port.orElseGet(() -> ifFree(USUAL_PORT)),
        httpPort.orElseGet(() -> ifFree(USUAL_HTTP_PORT)));
  }

  private static EmbeddedServer temporary(ServerOptions options, int port, int httpPort)
      throws IOException {
    WarmUp.run(options.device());
    Path data = Files.createTempDirectory("splatlas-");
    SplatlasServer server = SplatlasServer.start(options.onAnyPort(data).onPorts(port, httpPort));
    EmbeddedServer embedded =
        new EmbeddedServer(
            server, data, SplatlasClient.connect(new ServerAddress(server.host(), server.port())));
    // Who interrupts the command wants its folder gone, too.
    Runtime.getRuntime()
        .addShutdownHook(Thread.ofPlatform().name("shutdown").unstarted(embedded::end));
    return embedded;
  }

  private void end() {
    try {
      close();
    } catch (IOException left) {
      LOG.warn("{} could not be deleted", data, left);
    }
  }

  /** The port, or 0 for any other when somebody has it. */
  private static int ifFree(int port) {
    try (ServerSocket probe = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    } catch (IOException taken) {
      return 0;
    }
  }

  /** A server whose data stays in a folder. */
  static EmbeddedServer keeping(Path data, ServerOptions options) throws IOException {
    WarmUp.run(options.device());
    SplatlasServer server = SplatlasServer.start(options.onAnyPort(data));
    return new EmbeddedServer(
        server, null, SplatlasClient.connect(new ServerAddress(server.host(), server.port())));
  }

  SplatlasClient client() {
    return client;
  }

  Optional<SplatlasServer> server() {
    return Optional.ofNullable(server);
  }

  @Override
  public void close() throws IOException {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    client.close();
    if (server != null) {
      server.close();
    }
    if (data != null) {
      deleteTree(data);
    }
  }

  /** Deletes a folder and all in it. */
  static void deleteTree(Path folder) throws IOException {
    List<Path> deepestFirst;
    try (Stream<Path> paths = Files.walk(folder)) {
      deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : deepestFirst) {
      Files.deleteIfExists(path);
    }
  }
}
