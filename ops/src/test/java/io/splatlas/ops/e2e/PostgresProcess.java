package io.splatlas.ops.e2e;

import io.splatlas.actors.disk.DurableFiles;
import io.splatlas.ops.store.JournalDatabase;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A PostgreSQL of the system's packages, with an empty database, on a free port of this machine.
 * PostgreSQL never runs as root: there it runs as the user {@code postgres} of the package.
 */
final class PostgresProcess implements AutoCloseable {
  private static final Path INSTALLED = Path.of("/usr/lib/postgresql");
  private static final String USER = "splatlas";

  private final Path binaries;
  private final Path folder;
  private final int port;

  private PostgresProcess(Path binaries, Path folder, int port) {
    this.binaries = binaries;
    this.folder = folder;
    this.port = port;
  }

  /** Where the newest one is. */
  static Optional<Path> find() throws IOException {
    if (!Files.isDirectory(INSTALLED)) {
      return Optional.empty();
    }
    try (Stream<Path> versions = Files.list(INSTALLED)) {
      return versions
          .map(version -> version.resolve("bin"))
          .filter(bin -> Files.isExecutable(bin.resolve("initdb")))
          .max(Comparator.naturalOrder());
    }
  }

  static PostgresProcess start(Path binaries) throws IOException {
    Path folder =
        Files.createTempDirectory(
            "splatlas-postgres-",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    if (isRoot()) {
      run(List.of("chown", "postgres", folder.toString()));
    }
    PostgresProcess made = new PostgresProcess(binaries, folder, freePort());
    made.runAsOwner(
        "initdb", "-D", made.data(), "-U", USER, "-A", "trust", "-E", "UTF8", "--no-sync");
    made.begin();
    return made;
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private String data() {
    return folder.resolve("data").toString();
  }

  /** Starts it, also again. */
  void begin() throws IOException {
    runAsOwner(
        "pg_ctl",
        "-D",
        data(),
        "-w",
        "-l",
        folder.resolve("log").toString(),
        "-o",
        "-p %d -c listen_addresses=127.0.0.1 -c unix_socket_directories=%s".formatted(port, folder),
        "start");
  }

  /** Ends it at once, as a crash would. */
  void crash() throws IOException {
    runAsOwner("pg_ctl", "-D", data(), "-m", "immediate", "-w", "stop");
  }

  JournalDatabase database() {
    return new JournalDatabase("jdbc:postgresql://127.0.0.1:" + port + "/postgres", USER, "");
  }

  private void runAsOwner(String program, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    if (isRoot()) {
      command.addAll(List.of("runuser", "-u", "postgres", "--"));
    }
    command.add(binaries.resolve(program).toString());
    command.addAll(List.of(arguments));
    run(command);
  }

  private static void run(List<String> command) throws IOException {
    try {
      runAndWait(command);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while " + command.getFirst() + " ran", interrupted);
    }
  }

  private static void runAndWait(List<String> command) throws IOException, InterruptedException {
    Path output = Files.createTempFile("splatlas-postgres-", ".log");
    try {
      // To a file, not a pipe: a server that was started keeps what it inherited open.
      Process process =
          new ProcessBuilder(command)
              .directory(Path.of("/").toFile())
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start();
      if (process.waitFor() != 0) {
        throw new IOException(String.join(" ", command) + ":\n" + Files.readString(output));
      }
    } finally {
      Files.delete(output);
    }
  }

  @Override
  public void close() throws IOException {
    crash();
    DurableFiles.deleteTree(folder);
  }
}
