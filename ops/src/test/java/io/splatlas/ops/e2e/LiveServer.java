package io.splatlas.ops.e2e;

import io.splatlas.ops.client.ServerAddress;
import io.splatlas.ops.client.SplatlasClient;
import io.splatlas.ops.dataset.Capture;
import io.splatlas.ops.dataset.CaptureFrame;
import io.splatlas.ops.dataset.CaptureReader;
import io.splatlas.ops.dataset.FramePreparer;
import io.splatlas.ops.dataset.Split;
import io.splatlas.ops.replay.FrameSource;
import io.splatlas.ops.replay.PointShares;
import io.splatlas.ops.server.ObservationOptions;
import io.splatlas.ops.server.SecurityOptions;
import io.splatlas.ops.server.ServerOptions;
import io.splatlas.ops.server.SplatlasServer;
import io.splatlas.proto.v1.CreateSceneRequest;
import io.splatlas.proto.v1.SceneOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A real server on a free port of this machine, a client of it, and the bundled capture at a size
 * that tests can afford.
 */
final class LiveServer implements AutoCloseable {
  static final Path DESK =
      Path.of(System.getProperty("splatlas.root", ".."), "ops", "demo", "desk");
  static final FramePreparer SMALL = new FramePreparer(96);
  private static final long DEVICE_MEMORY = 512L << 20;

  final SplatlasServer server;
  final SplatlasClient client;

  private LiveServer(SplatlasServer server) {
    this.server = server;
    this.client = connect(server);
  }

  static LiveServer start(Path data) throws IOException {
    return start(data, null);
  }

  /** With the installed model of a folder as the teacher, looking closer; null = the built-in. */
  static LiveServer start(Path data, @Nullable Path model) throws IOException {
    return new LiveServer(
        SplatlasServer.start(
            new ServerOptions("127.0.0.1", 0, 0, data, "cpu", DEVICE_MEMORY)
                .withModel(model)
                .withDetail(model == null ? 1 : 2)));
  }

  /** Watched from outside. */
  static LiveServer startWatched(Path data, ObservationOptions observation) throws IOException {
    return new LiveServer(
        SplatlasServer.start(
            new ServerOptions("127.0.0.1", 0, 0, data, "cpu", DEVICE_MEMORY)
                .watchedBy(observation)));
  }

  /** One that lets in who has a token only. */
  static LiveServer startProtected(Path data, SecurityOptions security) throws IOException {
    return new LiveServer(
        SplatlasServer.start(
            new ServerOptions("127.0.0.1", 0, 0, data, "cpu", DEVICE_MEMORY)
                .protectedBy("127.0.0.1", security)));
  }

  /** With its page on a given port. */
  static LiveServer startAt(Path data, int httpPort) throws IOException {
    return new LiveServer(
        SplatlasServer.start(
            new ServerOptions("127.0.0.1", 0, httpPort, data, "cpu", DEVICE_MEMORY)));
  }

  static SplatlasClient connect(SplatlasServer server) {
    return SplatlasClient.connect(new ServerAddress(server.host(), server.port()));
  }

  String createScene() {
    SceneOptions options =
        SceneOptions.newBuilder().setMaxGaussians(6_000).setIterations(60).setSeed(1).build();
    return client
        .scenes()
        .createScene(CreateSceneRequest.newBuilder().setOptions(options).build())
        .getScene()
        .getId();
  }

  static List<CaptureFrame> frames(int count) throws IOException {
    Capture capture = CaptureReader.read(DESK);
    return capture.frames(Split.TRAIN).subList(0, count);
  }

  static FrameSource source(List<CaptureFrame> frames) {
    return new FrameSource(frames, SMALL, true, PointShares.none());
  }

  @Override
  public void close() {
    client.close();
    server.close();
  }
}
