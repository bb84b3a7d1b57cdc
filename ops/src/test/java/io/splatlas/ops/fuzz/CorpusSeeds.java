package io.splatlas.ops.fuzz;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import com.google.protobuf.util.Timestamps;
import io.splatlas.ops.dataset.DatasetSeeds;
import io.splatlas.ops.security.TokenIssuer;
import io.splatlas.proto.v1.BoxTarget;
import io.splatlas.proto.v1.CameraAxes;
import io.splatlas.proto.v1.CaptureRequest;
import io.splatlas.proto.v1.Click;
import io.splatlas.proto.v1.CreateSceneRequest;
import io.splatlas.proto.v1.DepthImage;
import io.splatlas.proto.v1.Distortion;
import io.splatlas.proto.v1.Frame;
import io.splatlas.proto.v1.ImageEncoding;
import io.splatlas.proto.v1.Intrinsics;
import io.splatlas.proto.v1.OpenCapture;
import io.splatlas.proto.v1.Pose;
import io.splatlas.proto.v1.QueryTextRequest;
import io.splatlas.proto.v1.Ray;
import io.splatlas.proto.v1.RenderLayer;
import io.splatlas.proto.v1.RenderRequest;
import io.splatlas.proto.v1.SceneOptions;
import io.splatlas.proto.v1.SelectRequest;
import io.splatlas.proto.v1.SparsePoints;
import io.splatlas.proto.v1.Vector3;
import io.splatlas.proto.v1.View;
import io.splatlas.proto.v1.Viewpoint;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.imageio.ImageIO;

/** Makes the first inputs of every target: {@code CorpusSeeds FOLDER}. What is there stays. */
public final class CorpusSeeds {
  private static final int WIDTH = 13;
  private static final int HEIGHT = 9;

  private CorpusSeeds() {}

  /** Writes the seeds. */
  public static void main(String[] args) throws IOException {
    Path corpus = Path.of(args[0]);
    Map<String, List<byte[]>> seeds =
        new TreeMap<>(DatasetSeeds.make(Files.createTempDirectory("seeds-")));
    seeds.put(
        "jpeg",
        List.of(
            image("jpeg", BufferedImage.TYPE_INT_RGB),
            image("jpeg", BufferedImage.TYPE_BYTE_GRAY)));
    seeds.put(
        "png",
        List.of(
            image("png", BufferedImage.TYPE_INT_RGB),
            image("png", BufferedImage.TYPE_BYTE_INDEXED),
            image("png", BufferedImage.TYPE_INT_ARGB)));
    seeds.put("depth", List.of(image("png", BufferedImage.TYPE_USHORT_GRAY)));
    seeds.put("capture", List.of(bytes(open()), bytes(frame())));
    seeds.put("view", List.of(bytes(render())));
    seeds.put("query", List.of(with(0, click()), with(0, ray()), with(0, box()), with(1, text())));
    seeds.put("options", List.of(bytes(create())));
    seeds.put("token", List.of(token()));
    Path models = Path.of("actors/src/test/resources/clip");
    seeds.put("onnx", List.of(Files.readAllBytes(models.resolve("visual-split.onnx"))));
    for (Map.Entry<String, List<byte[]>> target : seeds.entrySet()) {
      Path folder = Files.createDirectories(corpus.resolve(target.getKey()));
      for (int i = 0; i < target.getValue().size(); i++) {
        Files.write(folder.resolve("seed-" + i), target.getValue().get(i));
      }
    }
  }

  private static byte[] image(String format, int type) throws IOException {
    BufferedImage image = new BufferedImage(WIDTH, HEIGHT, type);
    for (int x = 0; x < WIDTH; x++) {
      for (int y = 0; y < HEIGHT; y++) {
        image.setRGB(x, y, 0xff000000 | ((x * 19) << 16) | ((y * 28) << 8) | (x * y));
      }
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    if (!ImageIO.write(image, format, bytes)) {
      throw new IOException("no writer of " + format);
    }
    return bytes.toByteArray();
  }

  private static byte[] bytes(Message message) {
    return message.toByteArray();
  }

  private static byte[] with(int first, Message message) {
    return ByteString.copyFrom(new byte[] {(byte) first})
        .concat(message.toByteString())
        .toByteArray();
  }

  private static Pose pose() {
    return Pose.newBuilder()
        .setAxes(CameraAxes.CAMERA_AXES_OPENGL)
        .addAllCameraToWorld(
            List.of(1d, 0d, 0d, 0d, 0d, 1d, 0d, 0d, 0d, 0d, 1d, 2d, 0d, 0d, 0d, 1d))
        .build();
  }

  private static Intrinsics lens() {
    return Intrinsics.newBuilder()
        .setWidth(WIDTH)
        .setHeight(HEIGHT)
        .setFx(10)
        .setFy(10)
        .setCx(6)
        .setCy(4)
        .build();
  }

  private static CaptureRequest open() {
    return CaptureRequest.newBuilder()
        .setOpen(
            OpenCapture.newBuilder()
                .setSceneId("lab")
                .setRobotId("r-1")
                .setIntrinsics(
                    lens().toBuilder()
                        .setDistortion(Distortion.newBuilder().setK1(0.1).setP2(1e-3))))
        .build();
  }

  private static CaptureRequest frame() {
    return CaptureRequest.newBuilder()
        .setFrame(
            Frame.newBuilder()
                .setSequence(1)
                .setCaptureTime(Timestamps.fromSeconds(1_700_000_000))
                .setPose(pose())
                .setIntrinsics(lens())
                .setEncoding(ImageEncoding.IMAGE_ENCODING_PNG)
                .setImage(ByteString.copyFromUtf8("image"))
                .setDepth(
                    DepthImage.newBuilder()
                        .setPng16(ByteString.copyFromUtf8("depth"))
                        .setMetresPerUnit(0.001))
                .setPoints(
                    SparsePoints.newBuilder()
                        .addPositions(1)
                        .addPositions(2)
                        .addPositions(3)
                        .setColours(ByteString.copyFrom(new byte[] {1, 2, 3}))))
        .build();
  }

  private static RenderRequest render() {
    return RenderRequest.newBuilder()
        .setSceneId("lab")
        .setView(
            View.newBuilder()
                .setPose(pose())
                .setIntrinsics(lens())
                .addLayers(RenderLayer.RENDER_LAYER_COLOUR)
                .addLayers(RenderLayer.RENDER_LAYER_IDS)
                .setJpegQuality(80))
        .build();
  }

  private static Viewpoint viewpoint() {
    return Viewpoint.newBuilder().setPose(pose()).setIntrinsics(lens()).build();
  }

  private static SelectRequest click() {
    return SelectRequest.newBuilder()
        .setSceneId("lab")
        .setClick(Click.newBuilder().setView(viewpoint()).setX(3).setY(4))
        .setMaskView(viewpoint())
        .build();
  }

  private static SelectRequest ray() {
    return SelectRequest.newBuilder()
        .setSceneId("lab")
        .setRay(
            Ray.newBuilder()
                .setOrigin(Vector3.newBuilder().setX(1))
                .setDirection(Vector3.newBuilder().setZ(-1)))
        .build();
  }

  private static SelectRequest box() {
    return SelectRequest.newBuilder()
        .setSceneId("lab")
        .setBox(
            BoxTarget.newBuilder()
                .setBox(
                    io.splatlas.proto.v1.Box.newBuilder()
                        .setMin(Vector3.newBuilder().setX(-1))
                        .setMax(Vector3.newBuilder().setX(1).setY(1).setZ(1)))
                .setMinShare(0.5f))
        .build();
  }

  private static QueryTextRequest text() {
    return QueryTextRequest.newBuilder()
        .setSceneId("lab")
        .setText("a red mug")
        .setMinRelevancy(0.4f)
        .setMaxResults(3)
        .setView(viewpoint())
        .build();
  }

  private static CreateSceneRequest create() {
    return CreateSceneRequest.newBuilder()
        .setSceneId("lab")
        .setOptions(
            SceneOptions.newBuilder()
                .setMaxGaussians(5_000)
                .setShDegree(2)
                .setIterations(100)
                .setSeed(7)
                .setUseDepth(true))
        .build();
  }

  /** Well made, by a stranger. */
  private static byte[] token() {
    return TokenIssuer.create()
        .issue("robot", List.of(), "splatlas", Instant.EPOCH, Duration.ofHours(1), null)
        .getBytes(StandardCharsets.US_ASCII);
  }
}
