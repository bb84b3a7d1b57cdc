package io.splatlas.actors.distill.clip;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A model of CLIP's original release at its public home, with the hashes that its publisher gives:
 * the weights' address contains theirs, the list of merges is that of a commit of the publisher's
 * repository.
 *
 * @param name as users call it
 * @param weights an archive of PyTorch's, both encoders in half precision
 * @param merges of the tokenizer
 */
public record OriginalRelease(String name, Pinned weights, Pinned merges) {
  /** For people. */
  public static final String LICENCE = "MIT";

  /** For people. */
  public static final String SOURCE = "https://github.com/openai/CLIP";

  /**
   * A file on the web.
   *
   * @param address of it
   * @param sha256 64 small hexadecimal digits
   * @param most bytes that it can have
   */
  public record Pinned(URI address, String sha256, long most) {}

  private static final Pinned MERGES =
      new Pinned(
          URI.create(
              "https://raw.githubusercontent.com/openai/CLIP/d05afc436d78f1c48dc0dbf8e5980a9d471f35f6"
                  + "/clip/bpe_simple_vocab_16e6.txt.gz"),
          "924691ac288e54409236115652ad4aa250f48203de50a9e4722a6ecd48d6804a",
          4L << 20);

  /** All of them that are vision transformers of a size for robots. */
  public static final List<OriginalRelease> KNOWN =
      List.of(
          known(
              "clip-vit-b16",
              "5806e77cd80f8b59890b7e101eabd078d9fb84e6937f9e85e4ecb61988df416f",
              "ViT-B-16.pt"),
          known(
              "clip-vit-b32",
              "40d365715913c9da98579312b702a82c18be219cc2a73407c4526f58eba950af",
              "ViT-B-32.pt"));

  private static OriginalRelease known(String name, String sha256, String file) {
    URI address =
        URI.create("https://openaipublic.azureedge.net/clip/models/%s/%s".formatted(sha256, file));
    return new OriginalRelease(name, new Pinned(address, sha256, 1L << 30), MERGES);
  }

  /** The one that is called so. */
  public static Optional<OriginalRelease> named(String name) {
    return KNOWN.stream().filter(release -> release.name().equals(name)).findFirst();
  }

  /**
   * Turns the two files into those of a model's folder: ONNX graphs and {@code tokenizer.json}.
   *
   * @param archive the weights, verified
   * @param list the merges, verified
   * @param folder gets the files
   * @return what describes them
   * @throws IOException naming the file that is not what it must be
   */
  public ModelFiles unpack(Path archive, Path list, Path folder) throws IOException {
    int side;
    try (TorchArchive weights = TorchArchive.open(archive)) {
      side = ClipExport.visual(weights, folder.resolve(ModelFiles.VISUAL));
      ClipExport.text(weights, folder.resolve(ModelFiles.TEXT));
    }
    MergeList.write(list, folder.resolve(ModelFiles.TOKENIZER));
    ModelFiles plain = ModelFiles.describe(folder, name);
    return new ModelFiles(
        name, LICENCE, SOURCE, side, plain.mean(), plain.deviation(), plain.files());
  }
}
