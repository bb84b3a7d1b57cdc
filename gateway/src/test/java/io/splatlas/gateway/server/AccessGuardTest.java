package io.splatlas.gateway.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.ByteString;
import com.google.rpc.ErrorInfo;
import com.google.rpc.RetryInfo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.stub.StreamObserver;
import io.splatlas.gateway.GatewayConfig;
import io.splatlas.gateway.audit.AuditEntry;
import io.splatlas.gateway.auth.TokenAuthenticator;
import io.splatlas.gateway.auth.TokenRules;
import io.splatlas.gateway.fake.Frames;
import io.splatlas.gateway.fake.GatewayFixture;
import io.splatlas.gateway.fake.TestClient;
import io.splatlas.gateway.fake.Tokens;
import io.splatlas.gateway.limit.PrincipalLimits;
import io.splatlas.proto.v1.CameraAxes;
import io.splatlas.proto.v1.CaptureRequest;
import io.splatlas.proto.v1.CaptureResponse;
import io.splatlas.proto.v1.CaptureServiceGrpc;
import io.splatlas.proto.v1.CreateSceneRequest;
import io.splatlas.proto.v1.DeleteSceneRequest;
import io.splatlas.proto.v1.GetSceneRequest;
import io.splatlas.proto.v1.ImageEncoding;
import io.splatlas.proto.v1.InstanceServiceGrpc;
import io.splatlas.proto.v1.ListInstancesRequest;
import io.splatlas.proto.v1.ListScenesRequest;
import io.splatlas.proto.v1.ListScenesResponse;
import io.splatlas.proto.v1.OpenCapture;
import io.splatlas.proto.v1.Picture;
import io.splatlas.proto.v1.QueryImageRequest;
import io.splatlas.proto.v1.QueryImageResponse;
import io.splatlas.proto.v1.QueryServiceGrpc;
import io.splatlas.proto.v1.Ray;
import io.splatlas.proto.v1.RenderLayer;
import io.splatlas.proto.v1.RenderRequest;
import io.splatlas.proto.v1.RenderResponse;
import io.splatlas.proto.v1.RenderServiceGrpc;
import io.splatlas.proto.v1.Scene;
import io.splatlas.proto.v1.SceneServiceGrpc;
import io.splatlas.proto.v1.SelectRequest;
import io.splatlas.proto.v1.SelectResponse;
import io.splatlas.proto.v1.Vector3;
import io.splatlas.proto.v1.View;
import io.splatlas.proto.v1.WatchInstancesRequest;
import io.splatlas.proto.v1.WatchInstancesResponse;
import io.splatlas.proto.v1.WatchMatchesRequest;
import io.splatlas.proto.v1.WatchMatchesResponse;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AccessGuardTest {
  private final Tokens issuer = Tokens.elliptic();
  private final BlockingQueue<AuditEntry> audit = new LinkedBlockingQueue<>();
  private final GatewayFixture gateway =
      new GatewayFixture(
          GatewayConfig.DEFAULTS.withPrincipals(new PrincipalLimits(1, 1, 1, 1, 2, 0.001, 40)),
          new Access(
              new TokenAuthenticator(issuer.keys(), TokenRules.DEFAULTS, InstantSource.system()),
              audit::add,
              null));

  @AfterEach
  void stop() {
    gateway.close();
  }

  @Test
  void shouldAskEverybodyForATokenButProbesOfHealth() {
    StatusRuntimeException failure =
        assertThrows(
            StatusRuntimeException.class,
            () ->
                SceneServiceGrpc.newBlockingStub(gateway.channel)
                    .listScenes(ListScenesRequest.getDefaultInstance()));
    assertEquals(Status.Code.UNAUTHENTICATED, failure.getStatus().getCode());
    assertEquals("TOKEN_MISSING", TestClient.reasonOf(failure));
    assertEquals(
        HealthCheckResponse.ServingStatus.SERVING,
        HealthGrpc.newBlockingStub(gateway.channel)
            .check(HealthCheckRequest.getDefaultInstance())
            .getStatus());
  }

  @Test
  void shouldLetARobotCaptureItsScenesAndNothingElse() {
    var robot = scenes("robot-1", "capture:lab-*");
    robot.createScene(create("lab-1"));
    assertEquals("lab-1", robot.getScene(get("lab-1")).getScene().getId());
    assertDenied("capture", () -> robot.createScene(create("kitchen")));
    assertDenied("capture", () -> robot.createScene(create("")));
    assertDenied("admin", () -> robot.deleteScene(delete("lab-1")));
    var instances =
        InstanceServiceGrpc.newBlockingStub(gateway.channel)
            .withCallCredentials(Tokens.bearer(token("robot-1", "capture:lab-*")));
    assertDenied(
        "watch",
        () ->
            instances.listInstances(ListInstancesRequest.newBuilder().setSceneId("lab-1").build()));
  }

  @Test
  void shouldNotTellWhetherASceneOfOthersIsThere() {
    scenes("a", "admin:*").createScene(create("secret"));
    var stranger = scenes("b", "watch:lab");
    StatusRuntimeException there =
        assertThrows(StatusRuntimeException.class, () -> stranger.getScene(get("secret")));
    StatusRuntimeException not =
        assertThrows(StatusRuntimeException.class, () -> stranger.getScene(get("nothing")));
    assertEquals(Status.Code.PERMISSION_DENIED, there.getStatus().getCode());
    assertEquals(Status.Code.PERMISSION_DENIED, not.getStatus().getCode());
  }

  @Test
  void shouldListWhatTheCallerMaySeeAPageAtATime() {
    var admin = scenes("a", "admin:*");
    for (String id : List.of("a-1", "b-1", "b-2", "c-1", "b-3")) {
      admin.createScene(create(id));
    }
    var reader = scenes("r", "watch:b-*");
    ListScenesResponse first =
        reader.listScenes(ListScenesRequest.newBuilder().setPageSize(2).build());
    assertEquals(List.of("b-1", "b-2"), first.getScenesList().stream().map(Scene::getId).toList());
    ListScenesResponse rest =
        reader.listScenes(
            ListScenesRequest.newBuilder()
                .setPageSize(2)
                .setPageToken(first.getNextPageToken())
                .build());
    assertEquals(List.of("b-3"), rest.getScenesList().stream().map(Scene::getId).toList());
    assertEquals("", rest.getNextPageToken());
  }

  @Test
  void shouldRefuseACaptureOfAForeignScene() {
    gateway.scriptedScene("kitchen");
    TestClient<CaptureRequest, CaptureResponse> client = TestClient.eager();
    open(client, "lab-*", "kitchen");
    assertEquals(Status.Code.PERMISSION_DENIED, client.end().getCode());
    assertEquals("SCOPE_MISSING", client.reason());
  }

  @Test
  void shouldEndAWatchWhenItsTokenExpires() throws InterruptedException {
    scenes("a", "admin:*").createScene(create("lab"));
    String soon =
        issuer.sign(
            Tokens.claims("s", "watch:lab", Instant.now())
                .expirationTime(Date.from(Instant.now().plusSeconds(1)))
                .build());
    TestClient<WatchInstancesRequest, WatchInstancesResponse> client = watch(soon);
    assertEquals(Status.Code.UNAUTHENTICATED, client.end().getCode());
    assertEquals("TOKEN_EXPIRED", client.reason());
    GatewayFixture.await(gateway.telemetry.watchClosed, 1);
  }

  @Test
  void shouldRefuseOneWatchTooManyAndSayWhenToTryAgain() throws InterruptedException {
    scenes("a", "admin:*").createScene(create("lab"));
    TestClient<WatchInstancesRequest, WatchInstancesResponse> first =
        watch(token("s", "watch:lab"));
    first.next();
    TestClient<WatchInstancesRequest, WatchInstancesResponse> second =
        watch(token("s", "watch:lab"));
    assertEquals(Status.Code.RESOURCE_EXHAUSTED, second.end().getCode());
    assertEquals("QUOTA_EXCEEDED", second.reason());
    watch(token("other", "watch:lab")).next();
    first.cancel();
    GatewayFixture.await(gateway.telemetry.watchClosed, 1);
    watch(token("s", "watch:lab")).next();
  }

  /** 40 megapixels at once: a picture of 16 that is asked for once, another one again and again. */
  @Test
  void shouldLetPicturesThatAreLookedForCostTheirPixels() {
    var lab = gateway.scriptedScene("lab");
    look("q", 4000);
    GatewayFixture.expect(lab, io.splatlas.actors.scene.Scene.QueryImage.class);
    TestClient<WatchMatchesRequest, WatchMatchesResponse> standing = TestClient.eager();
    QueryServiceGrpc.newStub(gateway.channel)
        .withCallCredentials(Tokens.bearer(token("q", "query:lab")))
        .watchMatches(
            WatchMatchesRequest.newBuilder()
                .setSceneId("lab")
                .setPicture(
                    Picture.newBuilder()
                        .setImage(ByteString.copyFromUtf8("picture"))
                        .setEncoding(ImageEncoding.IMAGE_ENCODING_PNG)
                        .setWidth(4096)
                        .setHeight(4096))
                .build(),
            standing);
    GatewayFixture.expect(lab, io.splatlas.actors.scene.Scene.GetStatus.class);
    TestClient<QueryImageRequest, QueryImageResponse> third = look("q", 16_384);
    assertEquals(Status.Code.RESOURCE_EXHAUSTED, third.end().getCode());
    assertEquals("QUOTA_EXCEEDED", third.reason());
    look("other", 4000);
    GatewayFixture.expect(lab, io.splatlas.actors.scene.Scene.QueryImage.class);
  }

  private TestClient<QueryImageRequest, QueryImageResponse> look(String who, int side) {
    TestClient<QueryImageRequest, QueryImageResponse> client = TestClient.eager();
    QueryServiceGrpc.newStub(gateway.channel)
        .withCallCredentials(Tokens.bearer(token(who, "query:lab")))
        .queryImage(
            QueryImageRequest.newBuilder()
                .setSceneId("lab")
                .setImage(ByteString.copyFromUtf8("picture"))
                .setEncoding(ImageEncoding.IMAGE_ENCODING_PNG)
                .setWidth(side)
                .setHeight(side)
                .build(),
            client);
    return client;
  }

  @Test
  void shouldLeaveRoomForTheQuestionsAndRendersOfOthers() {
    var lab = gateway.scriptedScene("lab");
    for (int i = 0; i < 5; i++) {
      select("greedy");
      GatewayFixture.expect(lab, io.splatlas.actors.scene.Scene.Select.class);
    }
    for (int i = 0; i < 6; i++) {
      render("greedy");
      GatewayFixture.expect(lab, io.splatlas.actors.scene.Scene.Render.class);
    }
    assertEquals("QUOTA_EXCEEDED", ended(select("greedy")).reason());
    assertEquals("QUOTA_EXCEEDED", ended(render("greedy")).reason());
    select("other");
    GatewayFixture.expect(lab, io.splatlas.actors.scene.Scene.Select.class);
    render("other");
    GatewayFixture.expect(lab, io.splatlas.actors.scene.Scene.Render.class);
  }

  private static <A, B> TestClient<A, B> ended(TestClient<A, B> client) {
    assertEquals(Status.Code.RESOURCE_EXHAUSTED, client.end().getCode());
    return client;
  }

  private TestClient<SelectRequest, SelectResponse> select(String who) {
    TestClient<SelectRequest, SelectResponse> client = TestClient.eager();
    QueryServiceGrpc.newStub(gateway.channel)
        .withCallCredentials(Tokens.bearer(token(who, "query:lab")))
        .select(
            SelectRequest.newBuilder()
                .setSceneId("lab")
                .setRay(
                    Ray.newBuilder()
                        .setOrigin(Vector3.getDefaultInstance())
                        .setDirection(Vector3.newBuilder().setZ(1)))
                .build(),
            client);
    return client;
  }

  private TestClient<RenderRequest, RenderResponse> render(String who) {
    TestClient<RenderRequest, RenderResponse> client = TestClient.eager();
    RenderServiceGrpc.newStub(gateway.channel)
        .withCallCredentials(Tokens.bearer(token(who, "query:lab")))
        .render(
            RenderRequest.newBuilder()
                .setSceneId("lab")
                .setView(
                    View.newBuilder()
                        .setPose(Frames.pose(CameraAxes.CAMERA_AXES_OPENCV))
                        .setIntrinsics(Frames.intrinsics())
                        .addLayers(RenderLayer.RENDER_LAYER_COLOUR))
                .build(),
            client);
    return client;
  }

  /** Other work makes room for viewers; strangers must not make it stand aside. */
  @Test
  void shouldTellTheDevicesOfViewersOnlyWhenTheyAreKnown() throws InterruptedException {
    scenes("a", "admin:*").createScene(create("lab"));
    assertThrows(
        StatusRuntimeException.class,
        () ->
            RenderServiceGrpc.newBlockingStub(gateway.channel)
                .render(RenderRequest.newBuilder().setSceneId("lab").build()));
    assertEquals(0, gateway.viewers.calls());
    render("viewer");
    while (gateway.viewers.calls() == 0) {
      TimeUnit.MILLISECONDS.sleep(10);
    }
    assertEquals(1, gateway.viewers.calls());
  }

  @Test
  void shouldTakeDownWhoDidWhat() throws InterruptedException {
    var admin = scenes("ann", "admin:*");
    admin.createScene(create("lab"));
    AuditEntry made = entry();
    assertEquals("ann", made.principal());
    assertEquals("splatlas.v1.SceneService/CreateScene", made.method());
    assertEquals("lab", made.scene());
    assertEquals("OK", made.outcome());
    admin.getScene(get("lab"));
    assertThrows(
        StatusRuntimeException.class, () -> scenes("bob", "watch:x").deleteScene(delete("lab")));
    AuditEntry denied = entry();
    assertEquals("bob", denied.principal());
    assertEquals("PERMISSION_DENIED", denied.outcome());
    assertEquals("lab", denied.scene());
  }

  @Test
  void shouldTakeDownWhenAStreamBeginsAndEnds() throws InterruptedException {
    scenes("a", "admin:*").createScene(create("lab"));
    assertEquals(AuditEntry.Phase.END, entry().phase());
    TestClient<WatchInstancesRequest, WatchInstancesResponse> client =
        watch(token("s", "watch:lab"));
    AuditEntry begun = entry();
    assertEquals(AuditEntry.Phase.BEGIN, begun.phase());
    assertEquals("s", begun.principal());
    client.next();
    client.cancel();
    AuditEntry ended = entry();
    assertEquals(AuditEntry.Phase.END, ended.phase());
    assertEquals("CANCELLED", ended.outcome());
  }

  private AuditEntry entry() throws InterruptedException {
    AuditEntry entry = audit.poll(GatewayFixture.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    if (entry == null) {
      throw new AssertionError("nothing was taken down");
    }
    return entry;
  }

  private void open(
      TestClient<CaptureRequest, CaptureResponse> client, String scenes, String scene) {
    StreamObserver<CaptureRequest> requests =
        CaptureServiceGrpc.newStub(gateway.channel)
            .withCallCredentials(Tokens.bearer(token("robot", "capture:" + scenes)))
            .capture(client);
    requests.onNext(
        CaptureRequest.newBuilder()
            .setOpen(OpenCapture.newBuilder().setSceneId(scene).setRobotId("r"))
            .build());
  }

  private TestClient<WatchInstancesRequest, WatchInstancesResponse> watch(String token) {
    TestClient<WatchInstancesRequest, WatchInstancesResponse> client = TestClient.eager();
    InstanceServiceGrpc.newStub(gateway.channel)
        .withCallCredentials(Tokens.bearer(token))
        .watchInstances(WatchInstancesRequest.newBuilder().setSceneId("lab").build(), client);
    return client;
  }

  private SceneServiceGrpc.SceneServiceBlockingStub scenes(String subject, String scope) {
    return SceneServiceGrpc.newBlockingStub(gateway.channel)
        .withCallCredentials(Tokens.bearer(token(subject, scope)));
  }

  private String token(String subject, String scope) {
    return issuer.sign(Tokens.claims(subject, scope, Instant.now()).build());
  }

  private static CreateSceneRequest create(String id) {
    return CreateSceneRequest.newBuilder().setSceneId(id).build();
  }

  private static GetSceneRequest get(String id) {
    return GetSceneRequest.newBuilder().setSceneId(id).build();
  }

  private static DeleteSceneRequest delete(String id) {
    return DeleteSceneRequest.newBuilder().setSceneId(id).build();
  }

  private static void assertDenied(String scope, Runnable call) {
    StatusRuntimeException failure = assertThrows(StatusRuntimeException.class, call::run);
    assertEquals(Status.Code.PERMISSION_DENIED, failure.getStatus().getCode());
    ErrorInfo info = TestClient.unpack(failure, ErrorInfo.class).getFirst();
    assertEquals("SCOPE_MISSING", info.getReason());
    assertEquals(Map.of("scope", scope), info.getMetadataMap());
    assertEquals(List.of(), TestClient.unpack(failure, RetryInfo.class));
  }
}
