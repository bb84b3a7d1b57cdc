package io.splatlas.ops.models;

import io.splatlas.actors.distill.clip.ModelFiles;
import io.splatlas.actors.distill.clip.ModelStore;
import io.splatlas.actors.distill.clip.OriginalRelease;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * Brings a model of CLIP's original release from its public home, holds its files against the
 * hashes that are pinned, and turns them into a model that can be served. What was brought before a
 * cut is gone on with; what turns out to be wrong is thrown away and named.
 */
public final class ReleaseDownload {
  private static final String WEIGHTS = "weights.pt";
  private static final String MERGES = "merges.txt.gz";

  private final ModelStore store;
  private final Consumer<String> told;

  /**
   * @param told of progress, a line each
   */
  public ReleaseDownload(ModelStore store, Consumer<String> told) {
    this.store = store;
    this.told = told;
  }

  /**
   * Brings and installs a model.
   *
   * @throws IOException naming the file that could not be brought or is not what it must be
   */
  public ModelFiles pull(OriginalRelease release) throws IOException, InterruptedException {
    Path part = store.begin(release.name());
    told.accept("licence: %s, from %s".formatted(OriginalRelease.LICENCE, OriginalRelease.SOURCE));
    Path weights = part.resolve(WEIGHTS);
    Path merges = part.resolve(MERGES);
    try (Transfer transfer = new Transfer()) {
      bring(transfer, release.merges(), merges);
      bring(transfer, release.weights(), weights);
    }
    told.accept("writing ONNX files");
    ModelFiles model = release.unpack(weights, merges, part);
    Files.delete(weights);
    Files.delete(merges);
    return store.finish(part, model);
  }

  private void bring(Transfer transfer, OriginalRelease.Pinned pinned, Path file)
      throws IOException, InterruptedException {
    if (Files.exists(file) && ModelFiles.sha256(file).equals(pinned.sha256())) {
      return;
    }
    long have = Files.exists(file) ? Files.size(file) : 0;
    told.accept(
        have == 0
            ? String.valueOf(pinned.address())
            : "%s: going on after %,d bytes".formatted(pinned.address(), have));
    transfer.fetch(pinned.address(), file.getFileName().toString(), file, pinned.most());
    String found = ModelFiles.sha256(file);
    if (!found.equals(pinned.sha256())) {
      Files.delete(file);
      throw new IOException(
          "%s is another file: its SHA-256 is %s, it must be %s"
              .formatted(pinned.address(), found, pinned.sha256()));
    }
  }
}
