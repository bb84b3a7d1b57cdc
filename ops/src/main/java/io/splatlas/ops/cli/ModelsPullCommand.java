package io.splatlas.ops.cli;

import io.splatlas.actors.distill.clip.ModelFiles;
import io.splatlas.actors.distill.clip.OriginalRelease;
import io.splatlas.ops.models.ModelDownload;
import io.splatlas.ops.models.ReleaseDownload;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Fetches a model: one of CLIP's original release by its name, its hashes pinned here, or any other
 * from an address and with a hash that the user gives.
 */
@Command(
    name = "pull",
    description =
        "Fetches a model: clip-vit-b16 or clip-vit-b32 from their public home (350 MB, kept as 600"
            + " MB), or any other from a folder on the web: model.json, whose SHA-256 you give,"
            + " and the files it lists. Resumes, verifies, shows the licence.",
    mixinStandardHelpOptions = true)
final class ModelsPullCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ModelsFolder models = new ModelsFolder();

  @Parameters(paramLabel = "NAME", description = "The model's name, such as clip-vit-b16.")
  private String name = "";

  @Option(
      names = "--from",
      paramLabel = "URL",
      description =
          "Address of a folder with model.json. Default: the public home of a model that has one,"
              + " else $SPLATLAS_MODELS_URL/NAME.")
  private @Nullable URI from;

  @Option(
      names = "--sha256",
      paramLabel = "HEX",
      description = "SHA-256 of model.json; required but for models with a public home.")
  private @Nullable String sha256;

  @Override
  public Integer call() throws Exception {
    Optional<OriginalRelease> release =
        from == null && sha256 == null ? OriginalRelease.named(name) : Optional.empty();
    try {
      ModelFiles pulled =
          release.isPresent()
              ? new ReleaseDownload(models.store(), this::tell).pull(release.get())
              : pullFromFolder();
      tell("installed %s in %s".formatted(pulled.name(), models.path()));
      return ExitCodes.OK;
    } catch (IOException | IllegalArgumentException refused) {
      throw Refusals.of(refused);
    }
  }

  private ModelFiles pullFromFolder() throws IOException, InterruptedException {
    URI address = address();
    if (sha256 == null || !sha256.toLowerCase(Locale.ROOT).matches("[0-9a-f]{64}")) {
      throw new UserError(
          "no SHA-256 is pinned for '" + name + "'",
          "give that of its model.json with --sha256 HEX, or install from disk with 'splatlas"
              + " models add DIR'");
    }
    return new ModelDownload(address, models.store(), this::tell).pull(name, sha256);
  }

  private void tell(String line) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(line);
    out.flush();
  }

  private URI address() {
    if (!name.matches("[a-z0-9][a-z0-9._-]{0,63}")) {
      throw new UserError("'" + name + "' cannot be the name of a model");
    }
    String base = System.getenv("SPLATLAS_MODELS_URL");
    URI address =
        from != null ? from : base == null || base.isBlank() ? null : URI.create(base + "/" + name);
    if (address == null || address.getScheme() == null || !address.getScheme().matches("https?")) {
      throw new UserError(
          "no address is known for '" + name + "'",
          "clip-vit-b16 and clip-vit-b32 have one; for others give that of a folder with model.json"
              + " with --from URL, or install from disk with 'splatlas models add DIR'");
    }
    return address;
  }
}
