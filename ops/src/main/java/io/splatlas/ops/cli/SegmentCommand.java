package io.splatlas.ops.cli;

import io.splatlas.ops.client.SplatlasClient;
import io.splatlas.ops.picture.IdPalette;
import io.splatlas.ops.picture.Overlay;
import io.splatlas.ops.picture.Png;
import io.splatlas.ops.picture.TextTable;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** An instance per pixel of a view, whether a camera ever stood there or not. */
@Command(
    name = "segment",
    description = "Says which instance each pixel of a view shows: a picture and a table.",
    mixinStandardHelpOptions = true)
final class SegmentCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ServerChoice server = new ServerChoice();
  @Mixin private ViewChoice view = new ViewChoice();

  @Parameters(paramLabel = "SCENE", description = "The scene's id.")
  private String scene = "";

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FILE",
      defaultValue = "segments.png",
      description =
          "The picture: the view, every instance tinted and outlined. Default ${DEFAULT-VALUE}.")
  private Path out = Path.of("segments.png");

  @Option(
      names = "--ids",
      paramLabel = "FILE",
      description = "Write the ids too: a grey PNG of 16 bits, 0 = none.")
  private @Nullable Path ids;

  @Override
  public Integer call() throws Exception {
    PrintWriter stdout = spec.commandLine().getOut();
    try (SplatlasClient client = server.connect()) {
      RenderedScene seen = RenderedScene.ask(client, scene, view);
      Png.write(out, Overlay.of(seen.colour(), seen.ids()));
      if (ids != null) {
        Png.write16(ids, seen.ids());
      }
      stdout.print(table(seen));
      stdout.println("%s (iteration %d)".formatted(out, seen.iteration()));
      stdout.flush();
    }
    return ExitCodes.OK;
  }

  private static TextTable table(RenderedScene seen) {
    TextTable table = new TextTable("id", "pixels", "share", "shown as");
    double all = seen.ids().values().length;
    for (Map.Entry<Integer, Integer> one : seen.pixels().entrySet()) {
      table.row(
          one.getKey() == 0 ? "none" : "#" + one.getKey(),
          "%,d".formatted(one.getValue()),
          String.format(Locale.ROOT, "%.3f", one.getValue() / all),
          one.getKey() == 0 ? "" : "#%06x".formatted(IdPalette.colour(one.getKey())));
    }
    return table;
  }
}
