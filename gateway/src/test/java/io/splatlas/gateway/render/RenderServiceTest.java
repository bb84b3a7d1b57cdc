package io.splatlas.gateway.render;

import static io.splatlas.gateway.fake.GatewayFixture.expect;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.rpc.RetryInfo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.splatlas.actors.model.SceneProblem;
import io.splatlas.actors.model.SceneRender;
import io.splatlas.actors.scene.Scene;
import io.splatlas.gateway.GatewayConfig;
import io.splatlas.gateway.fake.Frames;
import io.splatlas.gateway.fake.GatewayFixture;
import io.splatlas.gateway.fake.TestClient;
import io.splatlas.gateway.limit.PrincipalLimits;
import io.splatlas.gpu.RenderedView;
import io.splatlas.proto.v1.CameraAxes;
import io.splatlas.proto.v1.RenderLayer;
import io.splatlas.proto.v1.RenderLiveRequest;
import io.splatlas.proto.v1.RenderLiveResponse;
import io.splatlas.proto.v1.RenderRequest;
import io.splatlas.proto.v1.RenderResponse;
import io.splatlas.proto.v1.RenderServiceGrpc;
import io.splatlas.proto.v1.RenderedLayer;
import io.splatlas.proto.v1.View;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.pattern.StatusReply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RenderServiceTest {
  private static final int MOST_RENDERS = 2;

  private final GatewayFixture gateway =
      new GatewayFixture(
          GatewayConfig.DEFAULTS.withLimits(
              new GatewayConfig.Limits(
                  1 << 20, 1 << 16, 16, 64 << 10, 64, 200, 60, 64, MOST_RENDERS, 1L << 40, 1)));
  private final TestProbe<Scene.Command> scene = gateway.scriptedScene("desk");

  @AfterEach
  void close() {
    gateway.close();
  }

  @Test
  void shouldAnswerTheLayersAskedForInTheirOrder() throws Exception {
    TestClient<RenderRequest, RenderResponse> client = TestClient.eager();
    List<RenderLayer> wanted =
        List.of(
            RenderLayer.RENDER_LAYER_IDS,
            RenderLayer.RENDER_LAYER_COLOUR,
            RenderLayer.RENDER_LAYER_ID_COLOURS,
            RenderLayer.RENDER_LAYER_DEPTH,
            RenderLayer.RENDER_LAYER_ALPHA);
    render(
        client,
        RenderRequest.newBuilder()
            .setSceneId("desk")
            .setView(view().clearLayers().addAllLayers(wanted))
            .build());
    expect(scene, Scene.Render.class).replyTo().tell(StatusReply.success(rendered(7)));
    RenderResponse response = client.next();
    assertEquals(7, response.getIteration());
    assertEquals(wanted, response.getLayersList().stream().map(RenderedLayer::getLayer).toList());
    for (RenderedLayer layer : response.getLayersList()) {
      assertEquals(32, ImageIO.read(layer.getImage().newInput()).getWidth());
    }
  }

  @Test
  void shouldWriteJpegWhenAskedFor() throws Exception {
    TestClient<RenderRequest, RenderResponse> client = TestClient.eager();
    render(client, request(view().setJpegQuality(80)));
    expect(scene, Scene.Render.class).replyTo().tell(StatusReply.success(rendered(1)));
    assertEquals((byte) 0xff, client.next().getLayers(0).getImage().byteAt(0));
  }

  @Test
  void shouldTellDevicesOfACallUntilItsAnswerIsOut() throws Exception {
    TestClient<RenderRequest, RenderResponse> client = TestClient.eager();
    assertFalse(gateway.viewers.any());
    render(client, request(view()));
    Scene.Render asked = expect(scene, Scene.Render.class);
    assertTrue(gateway.viewers.any());
    asked.replyTo().tell(StatusReply.success(rendered(1)));
    client.next();
    awaitNobody();
    TestClient<RenderRequest, RenderResponse> refused = TestClient.eager();
    render(refused, request(view()));
    expect(scene, Scene.Render.class)
        .replyTo()
        .tell(StatusReply.error(new SceneProblem(SceneProblem.Reason.NOT_READY, "empty")));
    refused.end();
    awaitNobody();
  }

  @Test
  void shouldTellDevicesOfEveryRenderOfALiveViewer() throws Exception {
    TestClient<RenderLiveRequest, RenderLiveResponse> viewer = TestClient.eager();
    StreamObserver<RenderLiveRequest> stream =
        RenderServiceGrpc.newStub(gateway.channel).renderLive(viewer);
    for (int id = 1; id <= 2; id++) {
      stream.onNext(live(id, "desk"));
      Scene.Render asked = expect(scene, Scene.Render.class);
      assertTrue(gateway.viewers.any());
      asked.replyTo().tell(StatusReply.success(rendered(id)));
      viewer.next();
      assertFalse(gateway.viewers.any(), "a viewer who does not ask is nobody to wait for");
    }
    stream.onCompleted();
  }

  /** The server may see a call end after its client has. */
  private void awaitNobody() {
    while (gateway.viewers.any()) {
      Thread.onSpinWait();
    }
  }

  @Test
  void shouldNameTheBadFieldsOfAView() {
    StatusRuntimeException failure =
        assertThrows(
            StatusRuntimeException.class,
            () ->
                RenderServiceGrpc.newBlockingStub(gateway.channel)
                    .render(request(view().clearLayers().clearPose())));
    assertEquals(Status.Code.INVALID_ARGUMENT, failure.getStatus().getCode());
    assertEquals(List.of("view.pose", "view.layers"), TestClient.fieldsOf(failure));
  }

  @Test
  void shouldSayFailedPreconditionWhileTheSceneIsEmpty() {
    TestClient<RenderRequest, RenderResponse> client = TestClient.eager();
    render(client, request(view()));
    expect(scene, Scene.Render.class)
        .replyTo()
        .tell(StatusReply.error(new SceneProblem(SceneProblem.Reason.NOT_READY, "empty")));
    assertEquals(Status.Code.FAILED_PRECONDITION, client.end().getCode());
  }

  @Test
  void shouldRefuseWhenTooManyRendersWait() throws Exception {
    TestClient<RenderRequest, RenderResponse> waiting = TestClient.eager();
    Scene.Render last = null;
    for (int n = 0; n < MOST_RENDERS; n++) {
      render(waiting, request(view()));
      last = expect(scene, Scene.Render.class);
    }
    StatusRuntimeException failure =
        assertThrows(
            StatusRuntimeException.class,
            () -> RenderServiceGrpc.newBlockingStub(gateway.channel).render(request(view())));
    assertEquals(Status.Code.RESOURCE_EXHAUSTED, failure.getStatus().getCode());
    assertEquals(1, TestClient.unpack(failure, RetryInfo.class).size());
    assertNotNull(last);
    last.replyTo().tell(StatusReply.success(rendered(1)));
    waiting.next();
    TestClient<RenderRequest, RenderResponse> later = TestClient.eager();
    render(later, request(view()));
    expect(scene, Scene.Render.class).replyTo().tell(StatusReply.success(rendered(2)));
    assertEquals(2, later.next().getIteration());
  }

  @Test
  void shouldHonourTheClientsDeadline() {
    StatusRuntimeException failure =
        assertThrows(
            StatusRuntimeException.class,
            () ->
                RenderServiceGrpc.newBlockingStub(gateway.channel)
                    .withDeadlineAfter(100, TimeUnit.MILLISECONDS)
                    .render(request(view())));
    assertEquals(Status.Code.DEADLINE_EXCEEDED, failure.getStatus().getCode());
  }

  @Test
  void shouldRefuseARequestThatIsTooLarge() {
    StatusRuntimeException failure =
        assertThrows(
            StatusRuntimeException.class,
            () ->
                RenderServiceGrpc.newBlockingStub(gateway.channel)
                    .render(RenderRequest.newBuilder().setSceneId("a".repeat(100_000)).build()));
    assertEquals(Status.Code.RESOURCE_EXHAUSTED, failure.getStatus().getCode());
    assertEquals("MESSAGE_TOO_LARGE", TestClient.reasonOf(failure));
  }

  @Test
  void shouldAnswerTheNewestRequestOfALiveViewer() throws Exception {
    TestClient<RenderLiveRequest, RenderLiveResponse> viewer = TestClient.eager();
    StreamObserver<RenderLiveRequest> stream =
        RenderServiceGrpc.newStub(gateway.channel).renderLive(viewer);
    stream.onNext(live(1, "desk"));
    Scene.Render first = expect(scene, Scene.Render.class);
    for (int id = 2; id <= 6; id++) {
      stream.onNext(live(id, "desk"));
    }
    // Requests 3 to 6 each replace the one that waits.
    GatewayFixture.await(gateway.telemetry.rendersSkipped, 4);
    first.replyTo().tell(StatusReply.success(rendered(1)));
    assertEquals(1, viewer.next().getRequestId());
    expect(scene, Scene.Render.class).replyTo().tell(StatusReply.success(rendered(2)));
    RenderLiveResponse newest = viewer.next();
    assertEquals(6, newest.getRequestId());
    assertEquals(2, newest.getIteration());
    stream.onCompleted();
    assertEquals(Status.Code.OK, viewer.end().getCode());
    assertEquals(0, viewer.waiting());
  }

  /** With almost nothing to spend a second, so that what is left does not depend on the time. */
  private static GatewayConfig poor() {
    return GatewayConfig.DEFAULTS.withPrincipals(new PrincipalLimits(1, 1, 1, 1, 1, 0.001, 40));
  }

  @Test
  void shouldLetALiveViewerSpendOnWhatIsRenderedForItOnly() throws Exception {
    try (GatewayFixture one = new GatewayFixture(poor())) {
      TestProbe<Scene.Command> desk = one.scriptedScene("desk");
      TestClient<RenderLiveRequest, RenderLiveResponse> viewer = TestClient.eager();
      StreamObserver<RenderLiveRequest> stream =
          RenderServiceGrpc.newStub(one.channel).renderLive(viewer);
      stream.onNext(large(1));
      Scene.Render first = expect(desk, Scene.Render.class);
      for (int id = 2; id <= 8; id++) {
        stream.onNext(large(id));
      }
      GatewayFixture.await(one.telemetry.rendersSkipped, 6);
      first.replyTo().tell(StatusReply.success(rendered(1)));
      assertEquals(1, viewer.next().getRequestId());
      expect(desk, Scene.Render.class).replyTo().tell(StatusReply.success(rendered(2)));
      assertEquals(8, viewer.next().getRequestId());
      // Two of 4096 x 4096 were paid; there is no third one in 40 megapixels.
      StatusRuntimeException failure =
          assertThrows(
              StatusRuntimeException.class,
              () -> RenderServiceGrpc.newBlockingStub(one.channel).render(request(largest())));
      assertEquals("QUOTA_EXCEEDED", TestClient.reasonOf(failure));
      stream.onNext(large(9));
      stream.onNext(large(10));
      GatewayFixture.await(one.telemetry.rendersSkipped, 1);
      desk.expectNoMessage(Duration.ofMillis(50));
    }
  }

  private static RenderLiveRequest large(long id) {
    return live(id, "desk").toBuilder().setView(largest()).build();
  }

  private static View.Builder largest() {
    return view()
        .setIntrinsics(Frames.intrinsics().toBuilder().setWidth(4096).setHeight(4096).build());
  }

  @Test
  void shouldAnswerTheLastRequestAfterHalfClose() throws Exception {
    TestClient<RenderLiveRequest, RenderLiveResponse> viewer = TestClient.eager();
    StreamObserver<RenderLiveRequest> stream =
        RenderServiceGrpc.newStub(gateway.channel).renderLive(viewer);
    stream.onNext(live(1, "desk"));
    stream.onCompleted();
    expect(scene, Scene.Render.class).replyTo().tell(StatusReply.success(rendered(1)));
    assertEquals(1, viewer.next().getRequestId());
    assertEquals(Status.Code.OK, viewer.end().getCode());
  }

  @Test
  void shouldEndALiveViewerThatChangesTheScene() throws Exception {
    TestClient<RenderLiveRequest, RenderLiveResponse> viewer = TestClient.eager();
    StreamObserver<RenderLiveRequest> stream =
        RenderServiceGrpc.newStub(gateway.channel).renderLive(viewer);
    stream.onNext(live(1, "desk"));
    expect(scene, Scene.Render.class);
    stream.onNext(live(2, "table"));
    assertEquals(Status.Code.INVALID_ARGUMENT, viewer.end().getCode());
    assertTrue(String.valueOf(viewer.end().getDescription()).contains("scene_id"));
  }

  private void render(TestClient<RenderRequest, RenderResponse> client, RenderRequest request) {
    RenderServiceGrpc.newStub(gateway.channel).render(request, client);
  }

  private static RenderRequest request(View.Builder view) {
    return RenderRequest.newBuilder().setSceneId("desk").setView(view).build();
  }

  private static RenderLiveRequest live(long id, String sceneId) {
    return RenderLiveRequest.newBuilder()
        .setRequestId(id)
        .setSceneId(sceneId)
        .setView(view())
        .build();
  }

  private static View.Builder view() {
    return View.newBuilder()
        .setPose(Frames.pose(CameraAxes.CAMERA_AXES_OPENCV))
        .setIntrinsics(Frames.intrinsics())
        .addLayers(RenderLayer.RENDER_LAYER_COLOUR);
  }

  private static SceneRender rendered(long iteration) {
    int pixels = 32 * 24;
    return new SceneRender(
        new RenderedView(
            32,
            24,
            new float[3 * pixels],
            new float[pixels],
            new float[pixels],
            null,
            new int[pixels]),
        iteration);
  }
}
