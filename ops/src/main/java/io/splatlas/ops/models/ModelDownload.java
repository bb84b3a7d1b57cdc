package io.splatlas.ops.models;

import io.splatlas.actors.distill.clip.ModelFiles;
import io.splatlas.actors.distill.clip.ModelStore;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Brings a model over HTTP: the manifest, whose SHA-256 the caller has pinned, then the files it
 * lists, held against their sizes and hashes. What was brought before a cut is gone on with; what
 * turns out to be wrong is thrown away and named.
 */
public final class ModelDownload {
  private static final long MOST_MANIFEST = 1 << 20;

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
    try (Transfer http = new Transfer()) {
      ModelFiles model = manifest(http, part, manifestSha256);
      told.accept("licence: %s, from %s".formatted(model.licence(), model.source()));
      for (String file : ModelFiles.REQUIRED) {
        bring(http, file, part.resolve(file), model.known(file));
      }
      return store.finish(part, model);
    }
  }

  private ModelFiles manifest(Transfer http, Path part, String sha256)
      throws IOException, InterruptedException {
    Path file = part.resolve(ModelFiles.MANIFEST);
    Files.deleteIfExists(file);
    http.fetch(base.resolve(ModelFiles.MANIFEST), ModelFiles.MANIFEST, file, MOST_MANIFEST);
    String found = ModelFiles.sha256(file);
    if (!found.equalsIgnoreCase(sha256)) {
      Files.delete(file);
      throw new IOException(
          "%s is another file: its SHA-256 is %s, it must be %s"
              .formatted(base.resolve(ModelFiles.MANIFEST), found, sha256));
    }
    return ModelFiles.read(part);
  }

  private void bring(Transfer http, String name, Path file, ModelFiles.Known known)
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
      http.fetch(base.resolve(name), name, file, known.bytes());
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
}
