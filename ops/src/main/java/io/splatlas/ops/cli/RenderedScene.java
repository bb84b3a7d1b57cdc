package io.splatlas.ops.cli;

import com.google.protobuf.ByteString;
import io.splatlas.ops.client.SplatlasClient;
import io.splatlas.ops.picture.IntImage;
import io.splatlas.ops.picture.RgbImage;
import io.splatlas.proto.v1.GetSceneRequest;
import io.splatlas.proto.v1.Instance;
import io.splatlas.proto.v1.ListInstancesRequest;
import io.splatlas.proto.v1.ListInstancesResponse;
import io.splatlas.proto.v1.RenderLayer;
import io.splatlas.proto.v1.RenderRequest;
import io.splatlas.proto.v1.RenderResponse;
import io.splatlas.proto.v1.RenderedLayer;
import io.splatlas.proto.v1.Scene;
import io.splatlas.proto.v1.View;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.imageio.ImageIO;

/**
 * A view of a scene as a server renders it: colour and instance ids, and the instances there are.
 *
 * @param view it was rendered from
 * @param colour of it
 * @param ids per pixel, 0 = none
 * @param instances living ones, in the order of their ids
 * @param iteration of training
 */
record RenderedScene(
    View view, RgbImage colour, IntImage ids, List<Instance> instances, long iteration) {

  static RenderedScene ask(SplatlasClient client, String scene, ViewChoice choice)
      throws IOException {
    Scene now =
        client.scenes().getScene(GetSceneRequest.newBuilder().setSceneId(scene).build()).getScene();
    View view =
        choice
            .of(now)
            .addLayers(RenderLayer.RENDER_LAYER_COLOUR)
            .addLayers(RenderLayer.RENDER_LAYER_IDS)
            .build();
    RenderResponse answer =
        client.render().render(RenderRequest.newBuilder().setSceneId(scene).setView(view).build());
    return new RenderedScene(
        view,
        colour(answer.getLayers(0)),
        ids(answer.getLayers(1)),
        all(client, scene),
        answer.getIteration());
  }

  private static List<Instance> all(SplatlasClient client, String scene) {
    List<Instance> instances = new ArrayList<>();
    ListInstancesRequest.Builder request = ListInstancesRequest.newBuilder().setSceneId(scene);
    do {
      ListInstancesResponse page = client.instances().listInstances(request.build());
      instances.addAll(page.getInstancesList());
      request.setPageToken(page.getNextPageToken());
    } while (!request.getPageToken().isEmpty());
    return List.copyOf(instances);
  }

  /** Pixels of each id in the view. */
  Map<Integer, Integer> pixels() {
    Map<Integer, Integer> pixels = new TreeMap<>();
    for (int id : ids.values()) {
      pixels.merge(id, 1, Integer::sum);
    }
    return pixels;
  }

  private static RgbImage colour(RenderedLayer layer) throws IOException {
    BufferedImage read = read(layer.getImage());
    RgbImage image = RgbImage.black(read.getWidth(), read.getHeight());
    for (int y = 0; y < image.height(); y++) {
      for (int x = 0; x < image.width(); x++) {
        image.set(x, y, read.getRGB(x, y) & 0xffffff);
      }
    }
    return image;
  }

  private static IntImage ids(RenderedLayer layer) throws IOException {
    Raster raster = read(layer.getImage()).getRaster();
    int[] values = raster.getSamples(0, 0, raster.getWidth(), raster.getHeight(), 0, (int[]) null);
    return new IntImage(raster.getWidth(), raster.getHeight(), values);
  }

  private static BufferedImage read(ByteString png) throws IOException {
    BufferedImage image = ImageIO.read(png.newInput());
    if (image == null) {
      throw new IOException("the server answered a picture that is no PNG");
    }
    return image;
  }
}
