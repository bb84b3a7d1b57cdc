package io.splatlas.ops.evaluate;

import com.google.protobuf.ByteString;
import io.splatlas.ops.client.SplatlasClient;
import io.splatlas.ops.client.Views;
import io.splatlas.ops.dataset.CaptureFrame;
import io.splatlas.ops.dataset.FramePreparer;
import io.splatlas.ops.dataset.ImageFiles;
import io.splatlas.ops.picture.IntImage;
import io.splatlas.proto.v1.RenderLayer;
import io.splatlas.proto.v1.RenderRequest;
import io.splatlas.proto.v1.RenderResponse;
import io.splatlas.proto.v1.View;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Asks a server for renders at the poses of a capture's frames. */
public final class FrameRenderer {
  private static final List<RenderLayer> ALL =
      List.of(
          RenderLayer.RENDER_LAYER_COLOUR,
          RenderLayer.RENDER_LAYER_IDS,
          RenderLayer.RENDER_LAYER_DEPTH);

  private final SplatlasClient client;
  private final String sceneId;
  private final FramePreparer preparer;

  /** Renders of one scene, at the size that the preparer gives a capture's photographs. */
  public FrameRenderer(SplatlasClient client, String sceneId, FramePreparer preparer) {
    this.client = client;
    this.sceneId = sceneId;
    this.preparer = preparer;
  }

  RenderedFrame render(CaptureFrame frame) throws IOException {
    RenderResponse answer = ask(frame, ALL);
    return new RenderedFrame(
        frame,
        ImageFiles.decodeRgb(image(answer, 0), frame.image()),
        ImageFiles.decodeGray(image(answer, 1), frame.image()),
        ImageFiles.decodeGray(image(answer, 2), frame.image()));
  }

  /**
   * Instance ids at a frame's pose.
   *
   * @throws io.grpc.StatusRuntimeException when the server refuses
   */
  public IntImage ids(CaptureFrame frame) throws IOException {
    return ImageFiles.decodeGray(
        image(ask(frame, List.of(RenderLayer.RENDER_LAYER_IDS)), 0), frame.image());
  }

  private RenderResponse ask(CaptureFrame frame, List<RenderLayer> layers) {
    View view = Views.view(frame.cameraToWorld(), preparer.intrinsics(frame), layers);
    return client
        .render()
        .render(RenderRequest.newBuilder().setSceneId(sceneId).setView(view).build());
  }

  private static byte[] image(RenderResponse answer, int layer) {
    ByteString bytes = answer.getLayers(layer).getImage();
    return bytes.toByteArray();
  }

  static Path nameFor(CaptureFrame frame) {
    String name = frame.name().replace('/', '_');
    int dot = name.lastIndexOf('.');
    return Path.of(dot > 0 ? name.substring(0, dot) + ".png" : name + ".png");
  }
}
