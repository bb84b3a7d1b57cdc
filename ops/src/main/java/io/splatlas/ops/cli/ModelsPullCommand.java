package io.splatlas.ops.cli;

import io.splatlas.actors.distill.clip.ModelFiles;
import io.splatlas.ops.models.ModelDownload;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * Fetches a model. This version pins no public address: none could be verified when it was
 * released, and a hash that nobody has checked is worse than none.
 */
@Command(
    name = "pull",
    description =
        "Fetches a model from a folder on the web: model.json, whose SHA-256 you give, and the"
            + " files it lists. Resumes, verifies, shows the licence.",
    mixinStandardHelpOptions = true)
final class ModelsPullCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ModelsFolder models = new ModelsFolder();

  @Parameters(paramLabel = "NAME", description = "The model's name, such as clip-vit-b16.")
  private String name = "";

  @Option(
      names = "--from",
      paramLabel = "URL",
      description = "Address of the folder with model.json. Default: $SPLATLAS_MODELS_URL/NAME.")
  private @Nullable URI from;

  @Option(
      names = "--sha256",
      paramLabel = "HEX",
      description = "SHA-256 of model.json. Required: this version pins none of its own.")
  private @Nullable String sha256;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    URI address = address();
    if (sha256 == null || !sha256.toLowerCase(Locale.ROOT).matches("[0-9a-f]{64}")) {
      throw new UserError(
          "no SHA-256 is pinned for '" + name + "'",
          "give that of its model.json with --sha256 HEX, or install from disk with 'splatlas"
              + " models add DIR'");
    }
    try {
      ModelFiles pulled =
          new ModelDownload(
                  address,
                  models.store(),
                  line -> {
                    out.println(line);
                    out.flush();
                  })
              .pull(name, sha256);
      out.println("installed %s in %s".formatted(pulled.name(), models.path()));
      out.flush();
      return ExitCodes.OK;
    } catch (IOException | IllegalArgumentException refused) {
      throw Refusals.of(refused);
    }
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
          "give that of a folder with its model.json with --from URL, or install from disk with"
              + " 'splatlas models add DIR'");
    }
    return address;
  }
}
