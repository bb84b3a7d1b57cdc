package io.splatlas.ops.cli;

import io.splatlas.actors.distill.clip.ModelFiles;
import io.splatlas.ops.picture.TextTable;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Lists installed models. */
@Command(name = "list", description = "Lists installed models.", mixinStandardHelpOptions = true)
final class ModelsListCommand implements Callable<Integer> {
  private static final long MIB = 1 << 20;

  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ModelsFolder models = new ModelsFolder();

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    List<ModelFiles> installed = models.store().list();
    if (installed.isEmpty()) {
      out.println("no model is installed in " + models.path());
    } else {
      TextTable table = new TextTable("name", "MiB", "licence", "from");
      for (ModelFiles model : installed) {
        long bytes = model.files().values().stream().mapToLong(ModelFiles.Known::bytes).sum();
        table.row(
            model.name(), Long.toString((bytes + MIB - 1) / MIB), model.licence(), model.source());
      }
      out.print(table);
    }
    out.flush();
    return ExitCodes.OK;
  }
}
