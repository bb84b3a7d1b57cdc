package io.splatlas.ops.cli;

import io.splatlas.ops.client.SplatlasClient;
import io.splatlas.ops.picture.TextTable;
import io.splatlas.proto.v1.ListScenesRequest;
import io.splatlas.proto.v1.ListScenesResponse;
import io.splatlas.proto.v1.Scene;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Lists the scenes of a server. */
@Command(
    name = "scenes",
    description = "Lists the scenes of a server.",
    mixinStandardHelpOptions = true)
final class ScenesCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ServerChoice server = new ServerChoice();

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    TextTable table =
        new TextTable(
            "scene", "state", "frames", "iterations", "gaussians", "instances", "training PSNR");
    try (SplatlasClient client = server.connect()) {
      String token = "";
      do {
        ListScenesResponse page =
            client.scenes().listScenes(ListScenesRequest.newBuilder().setPageToken(token).build());
        page.getScenesList().forEach(scene -> add(table, scene));
        token = page.getNextPageToken();
      } while (!token.isEmpty());
    }
    out.print(table);
    out.flush();
    return ExitCodes.OK;
  }

  private static void add(TextTable table, Scene scene) {
    table.row(
        scene.getId(),
        scene.getState().name().replace("SCENE_STATE_", "").toLowerCase(Locale.ROOT),
        Long.toString(scene.getFrames()),
        Long.toString(scene.getIterations()),
        Integer.toString(scene.getGaussians()),
        Integer.toString(scene.getInstances()),
        String.format(Locale.ROOT, "%.1f dB", scene.getTrainingPsnr()));
  }
}
