package io.splatlas.ops.cli;

import com.google.protobuf.ByteString;
import io.splatlas.ops.client.MatchWatch;
import io.splatlas.ops.client.SplatlasClient;
import io.splatlas.ops.dataset.ImageFiles;
import io.splatlas.ops.picture.Png;
import io.splatlas.ops.picture.Resampling;
import io.splatlas.ops.picture.RgbImage;
import io.splatlas.proto.v1.GetSceneRequest;
import io.splatlas.proto.v1.ImageEncoding;
import io.splatlas.proto.v1.Picture;
import io.splatlas.proto.v1.QueryImageRequest;
import io.splatlas.proto.v1.QueryImageResponse;
import io.splatlas.proto.v1.QueryTextRequest;
import io.splatlas.proto.v1.QueryTextResponse;
import io.splatlas.proto.v1.View;
import io.splatlas.proto.v1.Viewpoint;
import io.splatlas.proto.v1.WatchMatchesRequest;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
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
  /**
   * Of a picture that is asked for: less than the 1 MiB of a request even if nothing compresses.
   */
  private static final int MOST_PIXELS = 300_000;

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
      description = "Write how relevant, or similar, the view's pixels are: a grey PNG, 255 = 1.")
  private @Nullable Path map;

  @Option(
      names = "--watch",
      description =
          "Ask on as the scene changes: a line when something that matches appears, changes or leaves.")
  private boolean watch;

  @Override
  public Integer call() throws Exception {
    if (image == null && text.isEmpty()) {
      throw new UserError("say what to look for: a TEXT or --image FILE");
    }
    if (image != null && !text.isEmpty()) {
      throw new UserError("a TEXT or --image FILE, not both");
    }
    if (watch && (best || map != null)) {
      throw new UserError(
          "--watch tells all that matches and draws no map: leave out --best, --map");
    }
    Picture picture = image == null ? null : picture(image);
    PrintWriter out = spec.commandLine().getOut();
    try (SplatlasClient client = server.connect()) {
      if (watch) {
        return watch(client, picture, out);
      }
      Viewpoint from = map == null ? null : viewpoint(client);
      ByteString levels =
          picture == null ? askText(client, from, out) : askImage(client, picture, from, out);
      if (map != null) {
        Files.write(map, levels.toByteArray());
        out.println(map);
      }
      out.flush();
    }
    return ExitCodes.OK;
  }

  private Viewpoint viewpoint(SplatlasClient client) throws IOException {
    GetSceneRequest request = GetSceneRequest.newBuilder().setSceneId(scene).build();
    View chosen = view.of(client.scenes().getScene(request).getScene()).build();
    return Viewpoint.newBuilder()
        .setPose(chosen.getPose())
        .setIntrinsics(chosen.getIntrinsics())
        .build();
  }

  private ByteString askText(SplatlasClient client, @Nullable Viewpoint from, PrintWriter out) {
    QueryTextRequest.Builder request =
        QueryTextRequest.newBuilder().setSceneId(scene).setText(text);
    if (best) {
      request.setMaxResults(1).setMinRelevancy(0);
    }
    if (least != null) {
      request.setMinRelevancy(least);
    }
    if (from != null) {
      request.setView(from);
    }
    QueryTextResponse answer = client.query().queryText(request.build());
    out.print(MatchLines.of(answer, best));
    return answer.getRelevancyMap();
  }

  private ByteString askImage(
      SplatlasClient client, Picture picture, @Nullable Viewpoint from, PrintWriter out) {
    QueryImageRequest.Builder request =
        QueryImageRequest.newBuilder()
            .setSceneId(scene)
            .setImage(picture.getImage())
            .setEncoding(picture.getEncoding())
            .setWidth(picture.getWidth())
            .setHeight(picture.getHeight());
    if (best) {
      request.setMaxResults(1).setMinSimilarity(-1);
    }
    if (least != null) {
      request.setMinSimilarity(least);
    }
    if (from != null) {
      request.setView(from);
    }
    QueryImageResponse answer = client.query().queryImage(request.build());
    out.print(MatchLines.of(answer, best));
    return answer.getSimilarityMap();
  }

  private int watch(SplatlasClient client, @Nullable Picture picture, PrintWriter out)
      throws InterruptedException {
    WatchMatchesRequest.Builder request = WatchMatchesRequest.newBuilder().setSceneId(scene);
    if (least != null) {
      request.setMinLevel(least);
    }
    if (picture == null) {
      request.setText(text);
    } else {
      request.setPicture(picture);
    }
    PrintWriter err = spec.commandLine().getErr();
    new MatchWatch(client, request.build(), Reconnections.patient())
        .run(
            news -> {
              out.print(MatchLines.of(news));
              out.flush();
            },
            (why, pause) -> {
              err.println(Reconnections.told(why.toString(), pause, ""));
              err.flush();
            });
    out.println("the scene was deleted");
    out.flush();
    return ExitCodes.OK;
  }

  /**
   * A file as the contract wants it: models see about 224 pixels, so nothing is lost by scaling.
   */
  private static Picture picture(Path file) throws IOException {
    RgbImage read = ImageFiles.readRgb(file);
    double shrink = Math.sqrt(MOST_PIXELS / ((double) read.width() * read.height()));
    RgbImage small =
        shrink >= 1
            ? read
            : Resampling.areaAverage(
                read,
                Math.max(1, (int) (read.width() * shrink)),
                Math.max(1, (int) (read.height() * shrink)));
    return Picture.newBuilder()
        .setImage(ByteString.copyFrom(Png.encode(small)))
        .setEncoding(ImageEncoding.IMAGE_ENCODING_PNG)
        .setWidth(small.width())
        .setHeight(small.height())
        .build();
  }
}
