package io.splatlas.ops.cli;

import io.splatlas.ops.client.SplatlasClient;
import io.splatlas.ops.picture.TextTable;
import io.splatlas.proto.v1.InstanceLabel;
import io.splatlas.proto.v1.LabelInstancesRequest;
import io.splatlas.proto.v1.LabelInstancesResponse;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Names instances by a vocabulary. */
@Command(
    name = "labels",
    description = {
      "Names the instances of a scene by the label that describes each best.",
      "A relevancy below 0.5 says that nothing of the vocabulary fits."
    },
    mixinStandardHelpOptions = true)
final class LabelsCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ServerChoice server = new ServerChoice();

  @Parameters(index = "0", paramLabel = "SCENE", description = "The scene's id.")
  private String scene = "";

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "LABEL",
      description = "The vocabulary, such as mug \"red bowl\" plant.")
  private List<String> labels = List.of();

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    try (SplatlasClient client = server.connect()) {
      LabelInstancesResponse answer =
          client
              .query()
              .labelInstances(
                  LabelInstancesRequest.newBuilder()
                      .setSceneId(scene)
                      .addAllLabels(labels)
                      .build());
      TextTable table = new TextTable("id", "label", "share", "relevancy", "gaussians");
      for (InstanceLabel named : answer.getLabelsList()) {
        table.row(
            "#" + named.getInstance().getId(),
            named.getLabel(),
            String.format(Locale.ROOT, "%.3f", named.getShare()),
            String.format(Locale.ROOT, "%.3f", named.getRelevancy()),
            "%,d".formatted(named.getInstance().getGaussians()));
      }
      out.print(table);
      out.flush();
    }
    return ExitCodes.OK;
  }
}
