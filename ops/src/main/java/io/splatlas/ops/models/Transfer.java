package io.splatlas.ops.models;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;

/** Brings files over HTTP and goes on where one was cut off. */
final class Transfer implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int OK = 200;
  private static final int PARTIAL = 206;
  private static final int NOTHING_LEFT = 416;

  private final HttpClient http =
      HttpClient.newBuilder()
          .connectTimeout(PATIENCE)
          .followRedirects(HttpClient.Redirect.NORMAL)
          .build();

  /**
   * Appends what a file lacks, at most up to a size.
   *
   * @param name of it for messages
   * @throws IOException naming what could not be brought; what came stays for the next try
   */
  void fetch(URI address, String name, Path file, long most)
      throws IOException, InterruptedException {
    long have = Files.exists(file) ? Files.size(file) : 0;
    HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(PATIENCE);
    if (have > 0) {
      request.header("Range", "bytes=" + have + "-");
    }
    HttpResponse<InputStream> response;
    try {
      response = http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    } catch (IOException unreachable) {
      throw new UnreachableException(address, unreachable);
    }
    try (InputStream body = response.body()) {
      int status = response.statusCode();
      if (status == NOTHING_LEFT && have > 0) {
        return;
      }
      if (status != OK && status != PARTIAL) {
        throw new IOException("%s: the server answered %d".formatted(address, status));
      }
      boolean continued = status == PARTIAL && have > 0;
      copy(body, file, continued ? most - have : most, continued, name);
    }
  }

  private static void copy(InputStream body, Path file, long most, boolean append, String name)
      throws IOException {
    StandardOpenOption how =
        append ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING;
    try (OutputStream out =
        Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE, how)) {
      byte[] block = new byte[1 << 16];
      long left = most;
      for (int n = read(body, block, name); n >= 0; n = read(body, block, name)) {
        if (n > left) {
          throw new IOException(name + " goes on behind the size it must have");
        }
        out.write(block, 0, n);
        left -= n;
      }
    }
  }

  private static int read(InputStream body, byte[] block, String name) throws IOException {
    try {
      return body.read(block);
    } catch (IOException cut) {
      throw new IOException(
          "%s was cut off (%s); pull again to go on".formatted(name, reason(cut)), cut);
    }
  }

  static String reason(IOException failure) {
    String message = failure.getMessage();
    return message == null || message.isBlank() ? failure.getClass().getSimpleName() : message;
  }

  @Override
  public void close() {
    http.close();
  }
}
