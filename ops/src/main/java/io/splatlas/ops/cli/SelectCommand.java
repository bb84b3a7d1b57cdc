package io.splatlas.ops.cli;

import io.splatlas.ops.client.SplatlasClient;
import io.splatlas.proto.v1.Box;
import io.splatlas.proto.v1.BoxTarget;
import io.splatlas.proto.v1.Click;
import io.splatlas.proto.v1.GetSceneRequest;
import io.splatlas.proto.v1.Ray;
import io.splatlas.proto.v1.Scene;
import io.splatlas.proto.v1.SelectRequest;
import io.splatlas.proto.v1.SelectResponse;
import io.splatlas.proto.v1.SelectedInstance;
import io.splatlas.proto.v1.Vector3;
import io.splatlas.proto.v1.View;
import io.splatlas.proto.v1.Viewpoint;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Says which instance is at a pixel, on a ray, in a box. */
@Command(
    name = "select",
    description = "Says which instances are at a pixel, on a ray or in a box.",
    mixinStandardHelpOptions = true)
final class SelectCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ServerChoice server = new ServerChoice();
  @Mixin private ViewChoice view = new ViewChoice();

  @Parameters(paramLabel = "SCENE", description = "The scene's id.")
  private String scene = "";

  @ArgGroup(multiplicity = "1")
  private Target target = new Target();

  @Option(
      names = {"-m", "--mask"},
      paramLabel = "FILE",
      description = "Write where it is seen in the view: a grey PNG, 255 = selected.")
  private @Nullable Path mask;

  /** Where to look. */
  static final class Target {
    @Option(
        names = "--pixel",
        paramLabel = "X,Y",
        split = ",",
        description = "A pixel of the view, from the top left corner.")
    private int @Nullable [] pixel;

    @Option(
        names = "--ray",
        paramLabel = "OX,OY,OZ,DX,DY,DZ",
        split = ",",
        description = "Origin in metres and direction of a ray.")
    private double @Nullable [] ray;

    @Option(
        names = "--box",
        paramLabel = "X0,Y0,Z0,X1,Y1,Z1",
        split = ",",
        description = "Smallest and largest corner of a box, metres.")
    private double @Nullable [] box;
  }

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    try (SplatlasClient client = server.connect()) {
      SelectRequest.Builder request = SelectRequest.newBuilder().setSceneId(scene);
      if (target.ray != null) {
        request.setRay(ray(target.ray));
      } else if (target.box != null) {
        request.setBox(box(target.box));
      }
      if (target.pixel != null || mask != null) {
        Viewpoint seen = viewpoint(client);
        if (target.pixel != null) {
          request.setClick(click(seen, target.pixel));
        }
        if (mask != null) {
          request.setMaskView(seen);
        }
      }
      SelectResponse answer = client.query().select(request.build());
      print(answer, out);
      if (mask != null) {
        Files.write(mask, answer.getMask().toByteArray());
        out.println(mask);
      }
      out.flush();
    }
    return ExitCodes.OK;
  }

  private Viewpoint viewpoint(SplatlasClient client) throws IOException {
    Scene now =
        client.scenes().getScene(GetSceneRequest.newBuilder().setSceneId(scene).build()).getScene();
    View chosen = view.of(now).build();
    return Viewpoint.newBuilder()
        .setPose(chosen.getPose())
        .setIntrinsics(chosen.getIntrinsics())
        .build();
  }

  private static Click click(Viewpoint view, int[] pixel) {
    if (pixel.length != 2) {
      throw new UserError("--pixel takes X,Y, got " + pixel.length + " numbers");
    }
    return Click.newBuilder().setView(view).setX(pixel[0]).setY(pixel[1]).build();
  }

  private static Ray ray(double[] values) {
    requireSix(values, "--ray");
    return Ray.newBuilder().setOrigin(vector(values, 0)).setDirection(vector(values, 3)).build();
  }

  private static BoxTarget box(double[] values) {
    requireSix(values, "--box");
    return BoxTarget.newBuilder()
        .setBox(Box.newBuilder().setMin(vector(values, 0)).setMax(vector(values, 3)))
        .build();
  }

  private static void requireSix(double[] values, String option) {
    if (values.length != 6) {
      throw new UserError(option + " takes six numbers, got " + values.length);
    }
  }

  private static Vector3 vector(double[] values, int at) {
    return Vector3.newBuilder().setX(values[at]).setY(values[at + 1]).setZ(values[at + 2]).build();
  }

  private static void print(SelectResponse answer, PrintWriter out) {
    if (answer.getInstancesCount() == 0) {
      out.println("no instance there");
    } else {
      out.print(
          InstanceTable.table(
              answer.getInstancesList().stream().map(SelectedInstance::getInstance).toList()));
    }
    if (answer.hasPoint()) {
      Vector3 p = answer.getPoint();
      out.println(
          String.format(Locale.ROOT, "met at (%.3f, %.3f, %.3f) m", p.getX(), p.getY(), p.getZ()));
    }
  }
}
