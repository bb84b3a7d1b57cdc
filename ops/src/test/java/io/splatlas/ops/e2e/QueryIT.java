package io.splatlas.ops.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.splatlas.ops.client.Views;
import io.splatlas.ops.dataset.CameraIntrinsics;
import io.splatlas.ops.dataset.CaptureFrame;
import io.splatlas.ops.replay.ReplayListener;
import io.splatlas.ops.replay.SimulatedRobot;
import io.splatlas.proto.v1.Box;
import io.splatlas.proto.v1.BoxTarget;
import io.splatlas.proto.v1.Click;
import io.splatlas.proto.v1.ExportFormat;
import io.splatlas.proto.v1.ExportSceneRequest;
import io.splatlas.proto.v1.FinishSceneRequest;
import io.splatlas.proto.v1.GetSceneRequest;
import io.splatlas.proto.v1.Instance;
import io.splatlas.proto.v1.ListInstancesRequest;
import io.splatlas.proto.v1.QueryTextRequest;
import io.splatlas.proto.v1.QueryTextResponse;
import io.splatlas.proto.v1.Ray;
import io.splatlas.proto.v1.SceneState;
import io.splatlas.proto.v1.SelectRequest;
import io.splatlas.proto.v1.SelectResponse;
import io.splatlas.proto.v1.Vector3;
import io.splatlas.proto.v1.Viewpoint;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Questions about a streamed scene over real sockets. */
class QueryIT {
  private static final int FRAMES = 12;
  private static final long PATIENCE_SECONDS = 240;

  @TempDir Path data = Path.of("");

  @Test
  void shouldSelectByClickRayAndBoxAndExportOneObject() throws Exception {
    try (LiveServer live = LiveServer.start(data)) {
      List<CaptureFrame> frames = LiveServer.frames(FRAMES);
      String scene = streamed(live, frames);
      Viewpoint view = viewpoint(frames.getFirst());
      SelectResponse clicked = clickedSomething(live, scene, view);
      Instance found = clicked.getInstances(0).getInstance();
      BufferedImage mask = ImageIO.read(clicked.getMask().newInput());
      assertEquals(view.getIntrinsics().getWidth(), mask.getWidth());
      Vector3 eye = eye(frames.getFirst());
      Vector3 met = clicked.getPoint();
      SelectResponse hit =
          live.client
              .query()
              .select(
                  SelectRequest.newBuilder()
                      .setSceneId(scene)
                      .setRay(Ray.newBuilder().setOrigin(eye).setDirection(minus(met, eye)))
                      .build());
      assertEquals(found.getId(), hit.getInstances(0).getInstance().getId());
      SelectResponse inBox =
          live.client
              .query()
              .select(
                  SelectRequest.newBuilder()
                      .setSceneId(scene)
                      .setBox(
                          BoxTarget.newBuilder()
                              .setBox(
                                  Box.newBuilder()
                                      .setMin(vector(-100, -100, -100))
                                      .setMax(vector(100, 100, 100)))
                              .setMinShare(1))
                      .build());
      assertEquals(instances(live, scene).size(), inBox.getInstancesCount());
      assertTrue(exported(live, scene, found.getId()) < exported(live, scene, 0));
      StatusRuntimeException refused =
          assertThrows(
              StatusRuntimeException.class,
              () -> live.client.query().queryText(text(scene, "a mug", view)));
      assertEquals(Status.Code.FAILED_PRECONDITION, refused.getStatus().getCode());
      assertTrue(
          String.valueOf(refused.getStatus().getDescription()).contains("splatlas models add"));
    }
  }

  @Test
  void shouldAnswerTextsWithAnInstalledModel() throws Exception {
    try (LiveServer live =
        LiveServer.start(data.resolve("server"), SmallModel.install(data.resolve("model")))) {
      List<CaptureFrame> frames = LiveServer.frames(FRAMES);
      String scene = streamed(live, frames);
      Viewpoint view = viewpoint(frames.getFirst());
      QueryTextResponse all = live.client.query().queryText(text(scene, "a red mug", view));
      assertEquals("small", all.getModel());
      assertTrue(all.getCompared() > 0, "instances have embeddings");
      assertEquals(all.getCompared(), all.getMatchesCount());
      for (int i = 1; i < all.getMatchesCount(); i++) {
        assertTrue(all.getMatches(i - 1).getRelevancy() >= all.getMatches(i).getRelevancy());
      }
      BufferedImage map = ImageIO.read(all.getRelevancyMap().newInput());
      assertEquals(view.getIntrinsics().getHeight(), map.getHeight());
      QueryTextResponse best =
          live.client
              .query()
              .queryText(
                  text(scene, "a red mug", view).toBuilder().clearView().setMaxResults(1).build());
      assertEquals(1, best.getMatchesCount());
      assertEquals(
          all.getMatches(0).getInstance().getId(), best.getMatches(0).getInstance().getId());
      assertTrue(best.getRelevancyMap().isEmpty());
      QueryTextResponse none =
          live.client
              .query()
              .queryText(text(scene, "object", view).toBuilder().setMinRelevancy(0.51f).build());
      assertEquals(0, none.getMatchesCount(), "nothing is more of an object than of an object");
    }
  }

  /** Any text, whatever the relevancy. */
  private static QueryTextRequest text(String scene, String text, Viewpoint view) {
    return QueryTextRequest.newBuilder()
        .setSceneId(scene)
        .setText(text)
        .setMinRelevancy(0)
        .setView(view)
        .build();
  }

  private static String streamed(LiveServer live, List<CaptureFrame> frames) throws Exception {
    String scene = live.createScene();
    new SimulatedRobot(LiveServer.source(frames), 10, new ReplayListener() {})
        .run(live.client, scene, "robot-1");
    live.client.scenes().finishScene(FinishSceneRequest.newBuilder().setSceneId(scene).build());
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (state(live, scene) != SceneState.SCENE_STATE_FINISHED) {
      assertTrue(System.nanoTime() < deadline, "the scene did not finish");
      TimeUnit.MILLISECONDS.sleep(100);
    }
    assertFalse(instances(live, scene).isEmpty());
    return scene;
  }

  private static SceneState state(LiveServer live, String scene) {
    return live.client
        .scenes()
        .getScene(GetSceneRequest.newBuilder().setSceneId(scene).build())
        .getScene()
        .getState();
  }

  private static List<Instance> instances(LiveServer live, String scene) {
    return live.client
        .instances()
        .listInstances(ListInstancesRequest.newBuilder().setSceneId(scene).build())
        .getInstancesList();
  }

  /** Clicks over the view until an instance is met: most pixels show one. */
  private static SelectResponse clickedSomething(LiveServer live, String scene, Viewpoint view) {
    int width = view.getIntrinsics().getWidth();
    int height = view.getIntrinsics().getHeight();
    for (int step = 1; step < 8; step++) {
      SelectResponse answer =
          live.client
              .query()
              .select(
                  SelectRequest.newBuilder()
                      .setSceneId(scene)
                      .setClick(
                          Click.newBuilder()
                              .setView(view)
                              .setX(width * step / 8)
                              .setY(height * 5 / 8))
                      .setMaskView(view)
                      .build());
      if (answer.getInstancesCount() > 0) {
        return answer;
      }
    }
    throw new AssertionError("no click met an instance");
  }

  private static long exported(LiveServer live, String scene, int only) {
    ExportSceneRequest.Builder request =
        ExportSceneRequest.newBuilder().setSceneId(scene).setFormat(ExportFormat.EXPORT_FORMAT_PLY);
    if (only != 0) {
      request.setOnlyInstance(only);
    }
    return live.client.export().exportScene(request.build()).next().getTotalSize();
  }

  private static Viewpoint viewpoint(CaptureFrame frame) throws IOException {
    CameraIntrinsics camera = LiveServer.SMALL.intrinsics(frame);
    return Viewpoint.newBuilder()
        .setPose(Views.pose(frame.cameraToWorld()))
        .setIntrinsics(Views.pinhole(camera))
        .build();
  }

  private static Vector3 eye(CaptureFrame frame) {
    double[] pose = frame.cameraToWorld();
    return vector(pose[3], pose[7], pose[11]);
  }

  private static Vector3 minus(Vector3 a, Vector3 b) {
    return vector(a.getX() - b.getX(), a.getY() - b.getY(), a.getZ() - b.getZ());
  }

  private static Vector3 vector(double x, double y, double z) {
    return Vector3.newBuilder().setX(x).setY(y).setZ(z).build();
  }
}
