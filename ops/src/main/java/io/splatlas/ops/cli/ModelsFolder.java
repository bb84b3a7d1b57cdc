package io.splatlas.ops.cli;

import io.splatlas.actors.distill.clip.ModelStore;
import io.splatlas.actors.distill.clip.OriginalRelease;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where installed models are. */
final class ModelsFolder {
  private static final String AUTO = "auto";
  private static final String BUILT_IN = "built-in";

  @Option(
      names = "--models",
      paramLabel = "DIR",
      description =
          "Folder of installed models. Default $SPLATLAS_MODELS, else ~/.splatlas/models.")
  private @Nullable Path folder;

  /** The installed models. */
  ModelStore store() {
    return new ModelStore(path());
  }

  /** Their folder. */
  Path path() {
    if (folder != null) {
      return folder;
    }
    String variable = System.getenv("SPLATLAS_MODELS");
    return variable == null || variable.isBlank()
        ? Path.of(System.getProperty("user.home", "."), ".splatlas", "models")
        : Path.of(variable);
  }

  /** The folder of the model asked for, null for the built-in teacher. */
  @Nullable Path chosen(String model) throws IOException {
    if (model.equals(BUILT_IN)) {
      return null;
    }
    List<String> installed = store().names();
    if (model.equals(AUTO)) {
      if (installed.size() > 1) {
        throw new UserError(
            "several models are installed: " + String.join(", ", installed),
            "choose one with --model NAME, or --model built-in");
      }
      return installed.isEmpty() ? null : path().resolve(installed.getFirst());
    }
    return store()
        .find(model)
        .orElseThrow(
            () ->
                new UserError(
                    "no model '" + model + "' is installed in " + path(),
                    "'splatlas models list' shows what is; "
                        + (OriginalRelease.named(model).isPresent()
                            ? "'splatlas models pull " + model + "' brings it"
                            : "'splatlas models add DIR' installs one")));
  }
}
