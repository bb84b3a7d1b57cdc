package io.splatlas.ops.cli;

import io.splatlas.ops.client.ServerAddress;
import io.splatlas.ops.client.SplatlasClient;
import io.splatlas.ops.server.ServerOptions;
import io.splatlas.ops.server.SplatlasServer;
import io.splatlas.ops.server.WarmUp;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A connection to the server that was named, or to one that runs in this process for as long as the
 * command does, with its data in a folder of its own that goes with it.
 */
final class EmbeddedServer implements AutoCloseable {
  private final @Nullable SplatlasServer server;
  private final @Nullable Path data;
  private final SplatlasClient client;

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
    WarmUp.run(options.device());
    Path data = Files.createTempDirectory("splatlas-");
    SplatlasServer server = SplatlasServer.start(options.onAnyPort(data));
    return new EmbeddedServer(
        server, data, SplatlasClient.connect(new ServerAddress(server.host(), server.port())));
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
