package io.splatlas.gateway.scene;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.FieldMask;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.splatlas.actors.model.SceneOwner;
import io.splatlas.actors.scene.Scene;
import io.splatlas.gateway.GatewayConfig;
import io.splatlas.gateway.fake.GatewayFixture;
import io.splatlas.gateway.fake.TestClient;
import io.splatlas.proto.v1.CreateSceneRequest;
import io.splatlas.proto.v1.DeleteSceneRequest;
import io.splatlas.proto.v1.DeleteSceneResponse;
import io.splatlas.proto.v1.FinishSceneRequest;
import io.splatlas.proto.v1.GetSceneRequest;
import io.splatlas.proto.v1.ListScenesRequest;
import io.splatlas.proto.v1.ListScenesResponse;
import io.splatlas.proto.v1.SceneOptions;
import io.splatlas.proto.v1.SceneServiceGrpc;
import io.splatlas.proto.v1.SceneServiceGrpc.SceneServiceBlockingStub;
import io.splatlas.proto.v1.SceneState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SceneServiceTest {
  private final GatewayFixture gateway = new GatewayFixture();
  private final SceneServiceBlockingStub stub = SceneServiceGrpc.newBlockingStub(gateway.channel);

  @AfterEach
  void close() {
    gateway.close();
  }

  @Test
  void shouldCreateASceneOnceHoweverOftenItIsAskedFor() {
    CreateSceneRequest request =
        CreateSceneRequest.newBuilder()
            .setSceneId("desk")
            .setOptions(SceneOptions.newBuilder().setIterations(7))
            .build();
    io.splatlas.proto.v1.Scene scene = stub.createScene(request).getScene();
    assertEquals("desk", scene.getId());
    assertEquals(SceneState.SCENE_STATE_CAPTURING, scene.getState());
    assertEquals(7, scene.getOptions().getIterations());
    assertEquals(
        io.splatlas.actors.model.SceneOptions.DEFAULTS.gaussians(0),
        scene.getOptions().getMaxGaussians());
    assertFalse(scene.hasBounds());
    assertEquals(scene, stub.createScene(request).getScene());
    assertEquals(
        Status.Code.ALREADY_EXISTS,
        failure(() -> stub.createScene(CreateSceneRequest.newBuilder().setSceneId("desk").build()))
            .getStatus()
            .getCode());
  }

  @Test
  void shouldLetTheServerChooseAnId() {
    assertFalse(
        stub.createScene(CreateSceneRequest.getDefaultInstance()).getScene().getId().isEmpty());
  }

  @Test
  void shouldCreateScenesInTheNameOfWhoCallsAndWithinTheirQuota() {
    stub.createScene(CreateSceneRequest.newBuilder().setSceneId("desk").build());
    assertEquals(
        new SceneOwner("local", GatewayConfig.DEFAULTS.principals().scenes()),
        gateway.scenes.owner("desk"));
  }

  @Test
  void shouldNameEveryBadField() {
    StatusRuntimeException failure =
        failure(
            () ->
                stub.createScene(
                    CreateSceneRequest.newBuilder()
                        .setSceneId("No")
                        .setOptions(SceneOptions.newBuilder().setMaxGaussians(1).setShDegree(9))
                        .build()));
    assertEquals(Status.Code.INVALID_ARGUMENT, failure.getStatus().getCode());
    assertEquals(
        List.of("scene_id", "options.max_gaussians", "options.sh_degree"),
        TestClient.fieldsOf(failure));
    assertEquals("INVALID_FIELD", TestClient.reasonOf(failure));
  }

  @Test
  void shouldPageThroughScenesInTheOrderOfTheirIds() {
    for (String id : List.of("c", "a", "e", "b", "d")) {
      stub.createScene(CreateSceneRequest.newBuilder().setSceneId(id).build());
    }
    List<String> ids = new ArrayList<>();
    String token = "";
    int pages = 0;
    do {
      ListScenesResponse page =
          stub.listScenes(
              ListScenesRequest.newBuilder().setPageSize(2).setPageToken(token).build());
      page.getScenesList().forEach(scene -> ids.add(scene.getId()));
      token = page.getNextPageToken();
      pages++;
    } while (!token.isEmpty());
    assertEquals(List.of("a", "b", "c", "d", "e"), ids);
    assertEquals(3, pages);
  }

  @Test
  void shouldRefuseAPageThatCannotBe() {
    assertEquals(
        List.of("page_size", "page_token"),
        TestClient.fieldsOf(
            failure(
                () ->
                    stub.listScenes(
                        ListScenesRequest.newBuilder()
                            .setPageSize(-1)
                            .setPageToken("x")
                            .build()))));
  }

  @Test
  void shouldGetFinishAndDelete() {
    stub.createScene(CreateSceneRequest.newBuilder().setSceneId("desk").build());
    assertEquals(
        "desk",
        stub.getScene(GetSceneRequest.newBuilder().setSceneId("desk").build()).getScene().getId());
    assertEquals(
        "desk",
        stub.finishScene(FinishSceneRequest.newBuilder().setSceneId("desk").build())
            .getScene()
            .getId());
    DeleteSceneRequest delete = DeleteSceneRequest.newBuilder().setSceneId("desk").build();
    stub.deleteScene(delete);
    StatusRuntimeException failure = failure(() -> stub.deleteScene(delete));
    assertEquals(Status.Code.NOT_FOUND, failure.getStatus().getCode());
    assertEquals("NOT_FOUND", TestClient.reasonOf(failure));
  }

  @Test
  void shouldSayUnavailableWhenASceneDoesNotAnswer() {
    Duration soon = Duration.ofMillis(50);
    try (GatewayFixture impatient =
        new GatewayFixture(
            GatewayConfig.DEFAULTS.withTimeouts(
                new GatewayConfig.Timeouts(soon, soon, soon, soon, soon, soon)))) {
      impatient.scriptedScene("mute");
      GetSceneRequest request = GetSceneRequest.newBuilder().setSceneId("mute").build();
      StatusRuntimeException failure =
          failure(() -> SceneServiceGrpc.newBlockingStub(impatient.channel).getScene(request));
      assertEquals(Status.Code.UNAVAILABLE, failure.getStatus().getCode());
      assertEquals("SCENE_UNAVAILABLE", TestClient.reasonOf(failure));
    }
  }

  @Test
  void shouldHideUnexpectedFailures() {
    var scene = gateway.scriptedScene("odd");
    TestClient<GetSceneRequest, io.splatlas.proto.v1.GetSceneResponse> client = TestClient.eager();
    SceneServiceGrpc.newStub(gateway.channel)
        .getScene(GetSceneRequest.newBuilder().setSceneId("odd").build(), client);
    GatewayFixture.expect(scene, Scene.GetStatus.class)
        .replyTo()
        .tell(
            org.apache.pekko.pattern.StatusReply.error(
                new IllegalStateException("expected by the test: secret")));
    assertEquals(Status.Code.INTERNAL, client.end().getCode());
    assertFalse(String.valueOf(client.end().getDescription()).contains("secret"));
    assertEquals(1, gateway.telemetry.internalErrors.availablePermits());
  }

  private static StatusRuntimeException failure(Callable<?> call) {
    return assertThrows(StatusRuntimeException.class, call::call);
  }

  @Test
  void shouldMakeOneSceneHoweverOftenARequestIsTried() {
    CreateSceneRequest request = CreateSceneRequest.newBuilder().setRequestId("try-1").build();
    String first = stub.createScene(request).getScene().getId();
    assertEquals(first, stub.createScene(request).getScene().getId());
    assertTrue(first.matches("scene-[0-9a-f]{24}"), first);
  }

  @Test
  void shouldTakeADeletionThatWasDoneBeforeForDoneWhereTheClientSaysSo() {
    stub.createScene(CreateSceneRequest.newBuilder().setSceneId("gone").build());
    DeleteSceneRequest delete =
        DeleteSceneRequest.newBuilder().setSceneId("gone").setAllowMissing(true).build();
    for (int tries = 0; tries < 3; tries++) {
      assertEquals(DeleteSceneResponse.getDefaultInstance(), stub.deleteScene(delete));
    }
  }

  @Test
  void shouldAnswerTheFieldsAskedForAndNameThoseThatDoNotExist() {
    stub.createScene(CreateSceneRequest.newBuilder().setSceneId("lab").build());
    io.splatlas.proto.v1.Scene scene =
        stub.listScenes(
                ListScenesRequest.newBuilder()
                    .setReadMask(FieldMask.newBuilder().addPaths("id").addPaths("options.seed"))
                    .build())
            .getScenes(0);
    assertEquals("lab", scene.getId());
    assertFalse(scene.hasCreateTime());
    StatusRuntimeException failure =
        assertThrows(
            StatusRuntimeException.class,
            () ->
                stub.listScenes(
                    ListScenesRequest.newBuilder()
                        .setReadMask(FieldMask.newBuilder().addPaths("id").addPaths("colour"))
                        .build()));
    assertEquals(List.of("read_mask.paths[1]"), TestClient.fieldsOf(failure));
  }
}
