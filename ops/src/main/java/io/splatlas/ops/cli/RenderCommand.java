package io.splatlas.ops.cli;

import io.splatlas.ops.client.SplatlasClient;
import io.splatlas.proto.v1.GetSceneRequest;
import io.splatlas.proto.v1.RenderLayer;
import io.splatlas.proto.v1.RenderRequest;
import io.splatlas.proto.v1.RenderResponse;
import io.splatlas.proto.v1.Scene;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Renders one view of a scene to a PNG. */
@Command(
    name = "render",
    description = "Renders a view of a scene to a PNG file.",
    mixinStandardHelpOptions = true)
final class RenderCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ServerChoice server = new ServerChoice();
  @Mixin private ViewChoice view = new ViewChoice();

  @Parameters(paramLabel = "SCENE", description = "The scene's id.")
  private String scene = "";

  @Option(
      names = "--layer",
      defaultValue = "COLOUR",
      description = "What to show: ${COMPLETION-CANDIDATES}. Default ${DEFAULT-VALUE}.")
  private Shown layer = Shown.COLOUR;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FILE",
      defaultValue = "render.png",
      description = "The file. Default ${DEFAULT-VALUE}.")
  private Path out = Path.of("render.png");

  /** What a picture can show. */
  enum Shown {
    COLOUR(RenderLayer.RENDER_LAYER_COLOUR),
    DEPTH(RenderLayer.RENDER_LAYER_DEPTH),
    ALPHA(RenderLayer.RENDER_LAYER_ALPHA),
    IDS(RenderLayer.RENDER_LAYER_IDS),
    ID_COLOURS(RenderLayer.RENDER_LAYER_ID_COLOURS);

    private final RenderLayer layer;

    Shown(RenderLayer layer) {
      this.layer = layer;
    }
  }

  @Override
  public Integer call() throws Exception {
    try (SplatlasClient client = server.connect()) {
      Scene now =
          client
              .scenes()
              .getScene(GetSceneRequest.newBuilder().setSceneId(scene).build())
              .getScene();
      RenderResponse answer =
          client
              .render()
              .render(
                  RenderRequest.newBuilder()
                      .setSceneId(scene)
                      .setView(view.of(now).addLayers(layer.layer))
                      .build());
      Files.write(out, answer.getLayers(0).getImage().toByteArray());
      spec.commandLine()
          .getOut()
          .println("%s (iteration %d)".formatted(out, answer.getIteration()));
      spec.commandLine().getOut().flush();
    }
    return ExitCodes.OK;
  }
}
