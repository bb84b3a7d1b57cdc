package io.splatlas.ops.cli;

import com.google.protobuf.ByteString;
import io.splatlas.ops.client.SplatlasClient;
import io.splatlas.ops.dataset.ImageFiles;
import io.splatlas.ops.picture.Png;
import io.splatlas.ops.picture.RgbImage;
import io.splatlas.ops.picture.TextTable;
import io.splatlas.proto.v1.GetSceneRequest;
import io.splatlas.proto.v1.ImageEncoding;
import io.splatlas.proto.v1.ImageMatch;
import io.splatlas.proto.v1.QueryImageRequest;
import io.splatlas.proto.v1.QueryImageResponse;
import io.splatlas.proto.v1.QueryTextRequest;
import io.splatlas.proto.v1.QueryTextResponse;
import io.splatlas.proto.v1.Scene;
import io.splatlas.proto.v1.TextMatch;
import io.splatlas.proto.v1.View;
import io.splatlas.proto.v1.Viewpoint;
import java.io.IOException;
import java.io.PrintWriter;
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

/** Says which instances a text describes. */
@Command(
    name = "query",
    description = "Says which instances a text describes, or look like a picture.",
    mixinStandardHelpOptions = true)
final class QueryCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ServerChoice server = new ServerChoice();
  @Mixin private ViewChoice view = new ViewChoice();

  @Parameters(index = "0", paramLabel = "SCENE", description = "The scene's id.")
  private String scene = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "TEXT",
      description = "What to look for; not with --image.")
  private String text = "";

  @Option(
      names = "--image",
      paramLabel = "FILE",
      description =
          "A PNG or JPEG of what to look for, showing little else. Needs no language model.")
  private @Nullable Path image;

  @Option(
      names = "--min",
      paramLabel = "0..1",
      description =
          "Relevancy, or cosine with --image, from which on an instance matches. Default 0.5.")
  private @Nullable Float least;

  @Option(names = "--best", description = "Only the best match, whatever its relevancy.")
  private boolean best;

  @Option(
      names = "--map",
      paramLabel = "FILE",
      description = "Write how relevant the view's pixels are: a grey PNG, 255 = 1.")
  private @Nullable Path map;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    if (image != null) {
      return queryImage(image, out);
    }
    if (text.isEmpty()) {
      throw new UserError("say what to look for: a TEXT or --image FILE");
    }
    QueryTextRequest.Builder request =
        QueryTextRequest.newBuilder().setSceneId(scene).setText(text);
    if (best) {
      request.setMaxResults(1).setMinRelevancy(0);
    }
    if (least != null) {
      request.setMinRelevancy(least);
    }
    try (SplatlasClient client = server.connect()) {
      if (map != null) {
        Scene now =
            client
                .scenes()
                .getScene(GetSceneRequest.newBuilder().setSceneId(scene).build())
                .getScene();
        View chosen = view.of(now).build();
        request.setView(
            Viewpoint.newBuilder().setPose(chosen.getPose()).setIntrinsics(chosen.getIntrinsics()));
      }
      QueryTextResponse answer = client.query().queryText(request.build());
      print(answer, out);
      if (map != null) {
        Files.write(map, answer.getRelevancyMap().toByteArray());
        out.println(map);
      }
      out.flush();
    }
    return ExitCodes.OK;
  }

  private int queryImage(Path file, PrintWriter out) throws IOException {
    RgbImage picture = ImageFiles.readRgb(file);
    QueryImageRequest.Builder request =
        QueryImageRequest.newBuilder()
            .setSceneId(scene)
            .setImage(ByteString.copyFrom(Png.encode(picture)))
            .setEncoding(ImageEncoding.IMAGE_ENCODING_PNG)
            .setWidth(picture.width())
            .setHeight(picture.height());
    if (best) {
      request.setMaxResults(1).setMinSimilarity(-1);
    }
    if (least != null) {
      request.setMinSimilarity(least);
    }
    try (SplatlasClient client = server.connect()) {
      QueryImageResponse answer = client.query().queryImage(request.build());
      TextTable table = new TextTable("id", "cosine", "share", "gaussians");
      for (ImageMatch match : answer.getMatchesList()) {
        table.row(
            "#" + match.getInstance().getId(),
            String.format(Locale.ROOT, "%.3f", match.getSimilarity()),
            String.format(Locale.ROOT, "%.3f", match.getShare()),
            "%,d".formatted(match.getInstance().getGaussians()));
      }
      out.print(table);
      out.println(
          "%d of %d instances match (%s)"
              .formatted(answer.getMatchesCount(), answer.getCompared(), answer.getTeacher()));
      out.flush();
    }
    return ExitCodes.OK;
  }

  private static void print(QueryTextResponse answer, PrintWriter out) {
    TextTable table = new TextTable("id", "relevancy", "cosine", "gaussians", "at m");
    for (TextMatch match : answer.getMatchesList()) {
      table.row(
          "#" + match.getInstance().getId(),
          String.format(Locale.ROOT, "%.3f", match.getRelevancy()),
          String.format(Locale.ROOT, "%.3f", match.getSimilarity()),
          "%,d".formatted(match.getInstance().getGaussians()),
          String.format(
              Locale.ROOT,
              "(%.2f, %.2f, %.2f)",
              match.getInstance().getCentroid().getX(),
              match.getInstance().getCentroid().getY(),
              match.getInstance().getCentroid().getZ()));
    }
    out.print(table);
    out.println(
        "%d of %d instances match (%s)"
            .formatted(answer.getMatchesCount(), answer.getCompared(), answer.getModel()));
  }
}
