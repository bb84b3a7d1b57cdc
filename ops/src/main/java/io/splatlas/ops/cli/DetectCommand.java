package io.splatlas.ops.cli;

import com.google.protobuf.util.JsonFormat;
import io.splatlas.ops.client.SplatlasClient;
import io.splatlas.ops.picture.IdPalette;
import io.splatlas.ops.picture.Png;
import io.splatlas.ops.picture.Wireframe;
import io.splatlas.proto.v1.Instance;
import io.splatlas.proto.v1.InstanceKind;
import io.splatlas.proto.v1.Intrinsics;
import io.splatlas.proto.v1.OrientedBox;
import io.splatlas.proto.v1.Quaternion;
import io.splatlas.proto.v1.Vector3;
import io.splatlas.proto.v1.View;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The boxes of a scene's instances, as numbers and drawn into a view. */
@Command(
    name = "detect",
    description = {
      "Lists the things of a scene with their boxes, the surest first, and draws those boxes into a"
          + " view.",
    },
    mixinStandardHelpOptions = true)
final class DetectCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private ServerChoice server = new ServerChoice();
  @Mixin private ViewChoice view = new ViewChoice();

  @Parameters(paramLabel = "SCENE", description = "The scene's id.")
  private String scene = "";

  @Option(
      names = "--min",
      paramLabel = "CONFIDENCE",
      defaultValue = "0",
      description = "Leave out what is less sure, 0 to 1. Default ${DEFAULT-VALUE}.")
  private double least;

  @Option(names = "--surfaces", description = "Table tops, floors and walls, too.")
  private boolean surfaces;

  @Option(names = "--json", description = "Print the instances as JSON, one a line.")
  private boolean json;

  @Option(
      names = {"-o", "--out"},
      paramLabel = "FILE",
      defaultValue = "boxes.png",
      description = "The picture. Default ${DEFAULT-VALUE}.")
  private Path out = Path.of("boxes.png");

  @Override
  public Integer call() throws Exception {
    if (!(least >= 0 && least <= 1)) {
      throw new UserError("--min must be 0 to 1, not " + least);
    }
    try (SplatlasClient client = server.connect()) {
      RenderedScene seen = RenderedScene.ask(client, scene, view);
      List<Instance> found =
          seen.instances().stream()
              .filter(one -> one.getConfidence() >= least)
              .filter(one -> surfaces || one.getKind() != InstanceKind.INSTANCE_KIND_BACKGROUND)
              .sorted(Comparator.comparingDouble(Instance::getConfidence).reversed())
              .toList();
      draw(seen, found);
      print(found, seen.iteration());
    }
    return ExitCodes.OK;
  }

  private void print(List<Instance> found, long iteration) throws IOException {
    PrintWriter stdout = spec.commandLine().getOut();
    if (json) {
      for (Instance one : found) {
        stdout.println(JsonFormat.printer().omittingInsignificantWhitespace().print(one));
      }
    } else {
      stdout.print(InstanceTable.table(found));
      stdout.println("%s (iteration %d)".formatted(out, iteration));
    }
    stdout.flush();
  }

  /** The least sure first, so that the surest are on top. */
  private void draw(RenderedScene seen, List<Instance> found) throws IOException {
    Wireframe drawing = new Wireframe(seen.colour(), pinhole(seen.view()));
    for (Instance one : found.reversed()) {
      drawing.box(
          corners(one.getOrientedBox()),
          IdPalette.colour(one.getId()),
          String.format(Locale.ROOT, "#%d %.2f", one.getId(), one.getConfidence()));
    }
    Png.write(out, seen.colour());
  }

  private static Wireframe.Pinhole pinhole(View view) {
    List<Double> m = view.getPose().getCameraToWorldList();
    boolean flipped =
        view.getPose().getAxes() == io.splatlas.proto.v1.CameraAxes.CAMERA_AXES_OPENGL;
    double[] worldToCamera = new double[12];
    for (int row = 0; row < 3; row++) {
      double sign = flipped && row > 0 ? -1 : 1;
      double moved = 0;
      for (int column = 0; column < 3; column++) {
        double turn = sign * m.get(4 * column + row);
        worldToCamera[4 * row + column] = turn;
        moved -= turn * m.get(4 * column + 3);
      }
      worldToCamera[4 * row + 3] = moved;
    }
    Intrinsics lens = view.getIntrinsics();
    return new Wireframe.Pinhole(
        lens.getFx(), lens.getFy(), lens.getCx(), lens.getCy(), worldToCamera);
  }

  /** The corners of a box; the lowest three bits of a corner's number are its ends of the axes. */
  static double[][] corners(OrientedBox box) {
    double[][] axes = axes(box.getRotation());
    Vector3 centre = box.getCentre();
    double[] middle = {centre.getX(), centre.getY(), centre.getZ()};
    double[] half = {box.getSize().getX() / 2, box.getSize().getY() / 2, box.getSize().getZ() / 2};
    double[][] corners = new double[8][3];
    for (int corner = 0; corner < 8; corner++) {
      for (int d = 0; d < 3; d++) {
        corners[corner][d] = middle[d];
        for (int axis = 0; axis < 3; axis++) {
          double side = (corner >> axis & 1) == 0 ? -half[axis] : half[axis];
          corners[corner][d] += side * axes[d][axis];
        }
      }
    }
    return corners;
  }

  /** The rotation as a matrix: its columns are the box's axes in the world. */
  private static double[][] axes(Quaternion q) {
    double w = q.getW();
    double x = q.getX();
    double y = q.getY();
    double z = q.getZ();
    return new double[][] {
      {1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)},
      {2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)},
      {2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)}
    };
  }
}
