package io.splatlas.ops.load;

import io.splatlas.ops.client.Reconnect;
import io.splatlas.ops.client.SplatlasClient;
import io.splatlas.ops.replay.FrameFeed;
import io.splatlas.ops.replay.ReplayListener;
import io.splatlas.ops.replay.SimulatedRobot;
import io.splatlas.proto.v1.CreateSceneRequest;
import io.splatlas.proto.v1.DeleteSceneRequest;
import io.splatlas.proto.v1.FinishSceneRequest;
import io.splatlas.proto.v1.Frame;
import io.splatlas.proto.v1.GetSceneRequest;
import io.splatlas.proto.v1.Scene;
import io.splatlas.proto.v1.SceneOptions;
import io.splatlas.proto.v1.SceneState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The scenes of a run: made at its beginning, deleted at its end. */
final class LoadScenes {
  private static final int HELD_FRAMES = 3;
  private static final int HELD_GAUSSIANS = 1_000;
  private static final int HELD_ITERATIONS = 30;
  private static final int GOAL = 1_000_000;
  private static final long POLL_MILLIS = 200;
  private static final long PATIENCE_SECONDS = 300;

  private final SplatlasClient client;
  private final String prefix;
  private final List<String> made = new ArrayList<>();

  /**
   * @param prefix of their ids
   */
  LoadScenes(SplatlasClient client, String prefix) {
    this.client = client;
    this.prefix = prefix;
  }

  /** A scene to be trained for as long as the run takes. */
  String trained(int maxGaussians) {
    return create(
        SceneOptions.newBuilder().setMaxGaussians(maxGaussians).setIterations(GOAL).setSeed(1));
  }

  private String create(SceneOptions.Builder options) {
    String id = "%s-%03d".formatted(prefix, made.size());
    client
        .scenes()
        .createScene(CreateSceneRequest.newBuilder().setSceneId(id).setOptions(options).build());
    made.add(id);
    return id;
  }

  /** Makes scenes with a few frames and waits until they are finished. */
  void hold(int count, List<Frame> round) throws IOException, InterruptedException {
    List<String> held = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String id =
          create(
              SceneOptions.newBuilder()
                  .setMaxGaussians(HELD_GAUSSIANS)
                  .setIterations(HELD_ITERATIONS)
                  .setSeed(1));
      new SimulatedRobot(firstOf(round), 0, new ReplayListener() {}, Reconnect.never())
          .run(client, id, "robot");
      client.scenes().finishScene(FinishSceneRequest.newBuilder().setSceneId(id).build());
      held.add(id);
    }
    for (String id : held) {
      awaitFinished(id);
    }
  }

  private static FrameFeed firstOf(List<Frame> round) {
    return new FrameFeed() {
      @Override
      public long last() {
        return Math.min(HELD_FRAMES, round.size());
      }

      @Override
      public Frame frame(long sequence) {
        return round.get((int) sequence - 1);
      }
    };
  }

  private void awaitFinished(String id) throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    for (Scene scene = get(id);
        scene.getState() != SceneState.SCENE_STATE_FINISHED;
        scene = get(id)) {
      if (scene.getState() == SceneState.SCENE_STATE_FAILED || System.nanoTime() > end) {
        throw new IOException("scene %s did not finish: %s".formatted(id, scene.getFailure()));
      }
      TimeUnit.MILLISECONDS.sleep(POLL_MILLIS);
    }
  }

  Scene get(String id) {
    return client.scenes().getScene(GetSceneRequest.newBuilder().setSceneId(id).build()).getScene();
  }

  void delete() {
    for (String id : made) {
      client.scenes().deleteScene(DeleteSceneRequest.newBuilder().setSceneId(id).build());
    }
    made.clear();
  }
}
