package io.splatlas.ops.cli;

import io.splatlas.actors.distill.clip.ModelFiles;
import io.splatlas.actors.distill.clip.ModelStore;
import io.splatlas.actors.distill.clip.UnusableModelException;
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
    ModelStore store = models.store();
    List<String> installed = store.names();
    if (installed.isEmpty()) {
      out.println("no model is installed in " + models.path());
      out.println(
          "  'splatlas models pull clip-vit-b16' brings one, 'splatlas models add DIR' takes one from"
              + " a disk");
    } else {
      TextTable table = new TextTable("name", "MiB", "licence", "from");
      for (String name : installed) {
        table.row(row(store, name));
      }
      out.print(table);
    }
    out.flush();
    return ExitCodes.OK;
  }

  /** One that is damaged does not hide the others. */
  private static String[] row(ModelStore store, String name) {
    try {
      ModelFiles model = store.read(name);
      long bytes = model.files().values().stream().mapToLong(ModelFiles.Known::bytes).sum();
      String size = Long.toString((bytes + MIB - 1) / MIB);
      return new String[] {name, size, model.licence(), model.source()};
    } catch (UnusableModelException damaged) {
      return new String[] {name, "?", "?", String.valueOf(damaged.getMessage())};
    }
  }
}
