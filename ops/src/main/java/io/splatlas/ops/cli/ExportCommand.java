package io.splatlas.ops.cli;

import io.splatlas.ops.client.SceneFiles;
import io.splatlas.ops.client.SplatlasClient;
import io.splatlas.proto.v1.ExportFormat;
import io.splatlas.proto.v1.ExportSceneRequest;
import io.splatlas.proto.v1.GetSceneRequest;
import io.splatlas.proto.v1.RenderLayer;
import io.splatlas.proto.v1.RenderRequest;
import io.splatlas.proto.v1.RenderResponse;
import io.splatlas.proto.v1.Scene;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Brings a scene to disk as files that other programs open. */
@Command(
    name = "export",
    description =
        "Writes scene.ply (INRIA layout with an instance property), instances.json, ids.png and"
            + " colour.png.",
    mixinStandardHelpOptions = true)
final class ExportCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ServerChoice server = new ServerChoice();
  @Mixin private ViewChoice view = new ViewChoice();

  @Parameters(paramLabel = "SCENE", description = "The scene's id.")
  private String scene = "";

  @Option(
      names = {"-o", "--out"},
      paramLabel = "DIR",
      defaultValue = "export",
      description = "The folder. Default ./${DEFAULT-VALUE}.")
  private Path out = Path.of("export");

  @ArgGroup private Filter filter = new Filter();

  /** What is left out. */
  static final class Filter {
    @Option(names = "--only", paramLabel = "ID", description = "Write this instance alone.")
    private int only;

    @Option(
        names = "--without",
        paramLabel = "ID",
        description = "Write the scene without this instance.")
    private int without;
  }

  @Override
  public Integer call() throws Exception {
    PrintWriter stdout = spec.commandLine().getOut();
    try (SplatlasClient client = server.connect()) {
      Files.createDirectories(out);
      write(client, ExportFormat.EXPORT_FORMAT_PLY, "scene.ply", stdout);
      write(client, ExportFormat.EXPORT_FORMAT_INSTANCES_JSON, "instances.json", stdout);
      pictures(client, stdout);
      stdout.flush();
    }
    return ExitCodes.OK;
  }

  private void write(SplatlasClient client, ExportFormat format, String name, PrintWriter stdout)
      throws IOException {
    Path file = out.resolve(name);
    ExportSceneRequest.Builder request =
        ExportSceneRequest.newBuilder().setSceneId(scene).setFormat(format);
    if (filter.only != 0) {
      request.setOnlyInstance(filter.only);
    } else if (filter.without != 0) {
      request.setWithoutInstance(filter.without);
    }
    long bytes = SceneFiles.export(client, request.build(), file);
    stdout.println("%s (%,d bytes)".formatted(file, bytes));
  }

  private void pictures(SplatlasClient client, PrintWriter stdout) throws IOException {
    Scene now =
        client.scenes().getScene(GetSceneRequest.newBuilder().setSceneId(scene).build()).getScene();
    RenderResponse answer =
        client
            .render()
            .render(
                RenderRequest.newBuilder()
                    .setSceneId(scene)
                    .setView(
                        view.of(now)
                            .addLayers(RenderLayer.RENDER_LAYER_ID_COLOURS)
                            .addLayers(RenderLayer.RENDER_LAYER_COLOUR))
                    .build());
    for (int i = 0; i < 2; i++) {
      Path file = out.resolve(i == 0 ? "ids.png" : "colour.png");
      Files.write(file, answer.getLayers(i).getImage().toByteArray());
      stdout.println(file);
    }
  }
}
