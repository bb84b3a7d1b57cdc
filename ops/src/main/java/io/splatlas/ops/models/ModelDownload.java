package io.splatlas.ops.models;

import io.splatlas.actors.distill.clip.ModelFiles;
import io.splatlas.actors.distill.clip.ModelStore;
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
import java.util.function.Consumer;

/**
 * Brings a model over HTTP: the manifest, whose SHA-256 the caller has pinned, then the files it
 * lists, held against their sizes and hashes. What was brought before a cut is gone on with; what
 * turns out to be wrong is thrown away and named.
 */
public final class ModelDownload {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long MOST_MANIFEST = 1 << 20;
  private static final int OK = 200;
  private static final int PARTIAL = 206;

  private final URI base;
  private final ModelStore store;
  private final Consumer<String> told;

  /**
   * @param base address of the folder that holds the model's files, http or https
   * @param told of progress, a line each
   */
  public ModelDownload(URI base, ModelStore store, Consumer<String> told) {
    String address = base.toString();
    this.base = address.endsWith("/") ? base : URI.create(address + "/");
    this.store = store;
    this.told = told;
  }

  /**
   * Brings and installs a model.
   *
   * @param name under which it is kept until it is whole
   * @param manifestSha256 of {@code model.json}: 64 hexadecimal digits
   * @throws IOException naming the file that could not be brought or is not what it must be; what
   *     is whole so far is kept for the next try
   */
  public ModelFiles pull(String name, String manifestSha256)
      throws IOException, InterruptedException {
    Path part = store.begin(name);
    try (HttpClient http =
        HttpClient.newBuilder()
            .connectTimeout(PATIENCE)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build()) {
      ModelFiles model = manifest(http, part, manifestSha256);
      told.accept("licence: %s, from %s".formatted(model.licence(), model.source()));
      for (String file : ModelFiles.REQUIRED) {
        bring(http, file, part.resolve(file), model.known(file));
      }
      return store.finish(part, model);
    }
  }

  private ModelFiles manifest(HttpClient http, Path part, String sha256)
      throws IOException, InterruptedException {
    Path file = part.resolve(ModelFiles.MANIFEST);
    Files.deleteIfExists(file);
    fetch(http, ModelFiles.MANIFEST, file, MOST_MANIFEST);
    String found = ModelFiles.sha256(file);
    if (!found.equalsIgnoreCase(sha256)) {
      Files.delete(file);
      throw new IOException(
          "%s is another file: its SHA-256 is %s, it must be %s"
              .formatted(base.resolve(ModelFiles.MANIFEST), found, sha256));
    }
    return ModelFiles.read(part);
  }

  private void bring(HttpClient http, String name, Path file, ModelFiles.Known known)
      throws IOException, InterruptedException {
    long have = Files.exists(file) ? Files.size(file) : 0;
    if (have > known.bytes()) {
      Files.delete(file);
      have = 0;
    }
    if (have < known.bytes()) {
      told.accept(
          have == 0
              ? "%s: %,d bytes".formatted(name, known.bytes())
              : "%s: going on after %,d of %,d bytes".formatted(name, have, known.bytes()));
      fetch(http, name, file, known.bytes());
    }
    if (Files.size(file) < known.bytes()) {
      throw new IOException(
          "%s was cut off after %,d of %,d bytes; pull again to go on"
              .formatted(name, Files.size(file), known.bytes()));
    }
    try {
      ModelFiles.verify(file, known);
    } catch (IOException wrong) {
      Files.delete(file);
      throw wrong;
    }
  }

  /** Appends what a file lacks, at most up to a size. */
  private void fetch(HttpClient http, String name, Path file, long most)
      throws IOException, InterruptedException {
    long have = Files.exists(file) ? Files.size(file) : 0;
    HttpRequest.Builder request = HttpRequest.newBuilder(base.resolve(name)).timeout(PATIENCE);
    if (have > 0) {
      request.header("Range", "bytes=" + have + "-");
    }
    HttpResponse<InputStream> response =
        http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      if (response.statusCode() != OK && response.statusCode() != PARTIAL) {
        throw new IOException(
            "%s: the server answered %d".formatted(base.resolve(name), response.statusCode()));
      }
      boolean continued = response.statusCode() == PARTIAL && have > 0;
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
      for (int n = body.read(block); n >= 0; n = body.read(block)) {
        if (n > left) {
          throw new IOException(name + " goes on behind the size it must have");
        }
        out.write(block, 0, n);
        left -= n;
      }
    }
  }
}
