package io.splatlas.ops.cli;

import com.google.protobuf.Timestamp;
import io.splatlas.ops.client.SplatlasClient;
import io.splatlas.ops.dataset.Capture;
import io.splatlas.ops.dataset.CaptureFrame;
import io.splatlas.ops.dataset.FramePreparer;
import io.splatlas.ops.dataset.Split;
import io.splatlas.ops.replay.FrameSource;
import io.splatlas.ops.replay.PointShares;
import io.splatlas.ops.replay.SimulatedRobot;
import io.splatlas.ops.server.ServerOptions;
import io.splatlas.ops.study.clustering.TrainedScene;
import io.splatlas.proto.v1.CreateSceneRequest;
import io.splatlas.proto.v1.FinishSceneRequest;
import io.splatlas.proto.v1.GetSceneRequest;
import io.splatlas.proto.v1.Scene;
import io.splatlas.proto.v1.SceneOptions;
import io.splatlas.proto.v1.SceneState;
import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/**
 * Scenes that studies look at again and again: each is trained once, by a server of its own, and
 * kept in a folder.
 */
final class KeptScenes {
  private static final String NOTE = "study.properties";
  private static final String ROBOT = "study";
  private static final long POLL_MILLIS = 500;

  private final Path folder;
  private final ServerOptions server;
  private final RunReporter reporter;

  /**
   * @param folder a folder of its own in it for each scene
   */
  KeptScenes(Path folder, ServerOptions server, RunReporter reporter) {
    this.folder = folder;
    this.server = server;
    this.reporter = reporter;
  }

  /** The trained scene of a capture; trains it when it is not there. */
  TrainedScene scene(Capture capture, boolean withDepth, SceneOptions options)
      throws IOException, InterruptedException {
    Path data = folder.resolve(capture.name() + (withDepth ? "" : "-no-depth"));
    Path note = data.resolve(NOTE);
    if (!Files.exists(note)) {
      train(capture, data, note, withDepth, options);
    }
    Properties kept = new Properties();
    try (Reader in = Files.newBufferedReader(note)) {
      kept.load(in);
    }
    return TrainedScene.read(
        capture,
        data,
        kept.getProperty("scene", ""),
        Instant.parse(kept.getProperty("created", "")));
  }

  private void train(Capture capture, Path data, Path note, boolean withDepth, SceneOptions options)
      throws IOException, InterruptedException {
    Scene scene;
    try (EmbeddedServer embedded = EmbeddedServer.keeping(data, server)) {
      scene = stream(embedded.client(), capture, withDepth, options);
    }
    Timestamp time = scene.getCreateTime();
    Properties kept = new Properties();
    kept.setProperty("scene", scene.getId());
    kept.setProperty(
        "created", Instant.ofEpochSecond(time.getSeconds(), time.getNanos()).toString());
    try (Writer out = Files.newBufferedWriter(note)) {
      kept.store(out, null);
    }
  }

  private Scene stream(
      SplatlasClient client, Capture capture, boolean withDepth, SceneOptions options)
      throws IOException, InterruptedException {
    List<CaptureFrame> frames = capture.frames(Split.TRAIN);
    String id =
        client
            .scenes()
            .createScene(CreateSceneRequest.newBuilder().setOptions(options).build())
            .getScene()
            .getId();
    reporter.streaming(frames.size());
    FrameSource source =
        new FrameSource(
            frames, new FramePreparer(FramePreparer.FULL_SIZE), withDepth, PointShares.none());
    new SimulatedRobot(source, 0, reporter).run(client, id, ROBOT);
    Scene scene =
        client
            .scenes()
            .finishScene(FinishSceneRequest.newBuilder().setSceneId(id).build())
            .getScene();
    while (scene.getState() != SceneState.SCENE_STATE_FINISHED) {
      if (scene.getState() == SceneState.SCENE_STATE_FAILED) {
        throw new IOException("the scene failed: " + scene.getFailure());
      }
      reporter.finishing(scene);
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
      scene =
          client.scenes().getScene(GetSceneRequest.newBuilder().setSceneId(id).build()).getScene();
    }
    return scene;
  }
}
