package io.splatlas.ops.cli;

import io.splatlas.actors.distill.clip.ModelFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Installs a model from a folder. */
@Command(
    name = "add",
    description =
        "Installs a CLIP model from a folder with visual.onnx (or vision_model.onnx), text.onnx (or"
            + " text_model.onnx), tokenizer.json and, if there is one, model.json with their"
            + " SHA-256.",
    mixinStandardHelpOptions = true)
final class ModelsAddCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ModelsFolder models = new ModelsFolder();

  @Parameters(paramLabel = "DIR", description = "The folder.")
  private Path from = Path.of(".");

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "Name of a model without model.json. Default: the folder's name.")
  private @Nullable String name;

  @Override
  public Integer call() throws Exception {
    if (!Files.isDirectory(from)) {
      throw new UserError("'" + from + "' is no folder");
    }
    try {
      ModelFiles added = models.store().add(from, name == null ? folderName() : name);
      spec.commandLine()
          .getOut()
          .println(
              "installed %s (licence: %s) in %s"
                  .formatted(added.name(), added.licence(), models.path()));
      spec.commandLine().getOut().flush();
      return ExitCodes.OK;
    } catch (IOException | IllegalArgumentException refused) {
      throw Refusals.of(refused);
    }
  }

  private String folderName() {
    Path last = from.toAbsolutePath().normalize().getFileName();
    return (last == null ? "model" : last.toString())
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^a-z0-9._-]", "-");
  }
}
