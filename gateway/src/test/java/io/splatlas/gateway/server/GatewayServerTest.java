package io.splatlas.gateway.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import io.grpc.reflection.v1.ServerReflectionResponse;
import io.grpc.reflection.v1.ServiceResponse;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import io.splatlas.gateway.GatewayConfig;
import io.splatlas.gateway.fake.GatewayFixture;
import io.splatlas.gateway.fake.TestClient;
import io.splatlas.proto.v1.CreateSceneRequest;
import io.splatlas.proto.v1.GetSceneRequest;
import io.splatlas.proto.v1.GetSystemRequest;
import io.splatlas.proto.v1.GetSystemResponse;
import io.splatlas.proto.v1.ListScenesRequest;
import io.splatlas.proto.v1.SceneServiceGrpc;
import io.splatlas.proto.v1.SystemServiceGrpc;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GatewayServerTest {
  private static final Set<String> SERVICES =
      Set.of(
          "splatlas.v1.SceneService",
          "splatlas.v1.CaptureService",
          "splatlas.v1.InstanceService",
          "splatlas.v1.RenderService",
          "splatlas.v1.ExportService",
          "splatlas.v1.SystemService");

  private final GatewayFixture gateway =
      new GatewayFixture(
          GatewayConfig.DEFAULTS.withTimeouts(
              new GatewayConfig.Timeouts(
                  Duration.ofSeconds(10),
                  Duration.ofSeconds(30),
                  Duration.ofSeconds(60),
                  Duration.ofSeconds(60),
                  Duration.ofMillis(200),
                  Duration.ofSeconds(10))));

  @AfterEach
  void close() {
    gateway.close();
  }

  @Test
  void shouldSayThatEveryServiceIsHealthy() {
    for (String service : SERVICES) {
      assertEquals(
          ServingStatus.SERVING,
          HealthGrpc.newBlockingStub(gateway.channel)
              .check(HealthCheckRequest.newBuilder().setService(service).build())
              .getStatus());
    }
    assertEquals(
        ServingStatus.SERVING,
        HealthGrpc.newBlockingStub(gateway.channel)
            .check(HealthCheckRequest.getDefaultInstance())
            .getStatus());
  }

  @Test
  void shouldListAllServicesByReflection() throws Exception {
    TestClient<ServerReflectionRequest, ServerReflectionResponse> client = TestClient.eager();
    StreamObserver<ServerReflectionRequest> stream =
        ServerReflectionGrpc.newStub(gateway.channel).serverReflectionInfo(client);
    stream.onNext(ServerReflectionRequest.newBuilder().setListServices("").build());
    Set<String> listed =
        client.next().getListServicesResponse().getServiceList().stream()
            .map(ServiceResponse::getName)
            .collect(Collectors.toSet());
    stream.onCompleted();
    assertTrue(listed.containsAll(SERVICES));
    assertTrue(
        listed.containsAll(
            List.of(
                "grpc.health.v1.Health",
                "grpc.reflection.v1.ServerReflection",
                "grpc.reflection.v1alpha.ServerReflection")));
  }

  @Test
  void shouldSayWhatTheServerIs() {
    SceneServiceGrpc.newBlockingStub(gateway.channel)
        .createScene(CreateSceneRequest.newBuilder().setSceneId("desk").build());
    GetSystemResponse system =
        SystemServiceGrpc.newBlockingStub(gateway.channel)
            .getSystem(GetSystemRequest.getDefaultInstance());
    assertEquals("test", system.getVersion());
    assertEquals("reference", system.getDevice().getKind());
    assertEquals(100, system.getDevice().getMemoryCap());
    assertEquals(1, system.getScenes());
    assertTrue(system.getUptimeSeconds() > 0);
  }

  @Test
  void shouldReportEveryCallThatAwaitsOneAnswerWhenItBeginsAndOnceWhenItIsOver() throws Exception {
    GetSceneRequest nothing = GetSceneRequest.newBuilder().setSceneId("nothing").build();
    assertThrows(
        StatusRuntimeException.class,
        () -> SceneServiceGrpc.newBlockingStub(gateway.channel).getScene(nothing));
    TestClient<HealthCheckRequest, HealthCheckResponse> watcher = TestClient.eager();
    HealthGrpc.newStub(gateway.channel).watch(HealthCheckRequest.getDefaultInstance(), watcher);
    watcher.next();
    SystemServiceGrpc.newBlockingStub(gateway.channel)
        .getSystem(GetSystemRequest.getDefaultInstance());
    gateway.telemetry.answered.acquire(2);
    gateway.telemetry.asked.acquire(2);
    assertEquals(0, gateway.telemetry.asked.availablePermits());
    assertEquals(0, gateway.telemetry.answered.availablePermits());
  }

  @Test
  void shouldListenOnLoopbackOnlyUnlessToldOtherwise() {
    assertEquals("127.0.0.1", GatewayConfig.DEFAULTS.host());
    assertTrue(gateway.server.port() > 0);
  }

  @Test
  void shouldSayWhenThePortIsTaken() {
    IOException failure =
        assertThrows(
            IOException.class,
            () ->
                GatewayServer.start(
                    GatewayConfig.DEFAULTS.withAddress("127.0.0.1", gateway.server.port()),
                    Access.OPEN,
                    gateway.kit.system(),
                    gateway.kit.spawn(gateway.scenes.behaviour()),
                    gateway.viewers,
                    () -> {
                      throw new AssertionError("not asked");
                    },
                    gateway.telemetry));
    assertTrue(
        String.valueOf(failure.getMessage()).contains(String.valueOf(gateway.server.port())));
  }

  @Test
  void shouldTurnNotServingBeforeItGoesDown() throws Exception {
    TestClient<HealthCheckRequest, HealthCheckResponse> watcher = TestClient.eager();
    HealthGrpc.newStub(gateway.channel)
        .watch(HealthCheckRequest.newBuilder().setService("").build(), watcher);
    assertEquals(ServingStatus.SERVING, watcher.next().getStatus());
    gateway.server.close();
    assertEquals(ServingStatus.NOT_SERVING, watcher.next().getStatus());
    gateway.server.close();
  }

  /** Many calls that are begun and reset: the connection goes, with all that is open on it. */
  @Test
  void shouldLetGoOfAConnectionThatBeginsAndResetsCalls() throws Exception {
    ManagedChannel abusive = gateway.connect();
    try {
      TestClient<HealthCheckRequest, HealthCheckResponse> beside = TestClient.eager();
      HealthGrpc.newStub(abusive).watch(HealthCheckRequest.getDefaultInstance(), beside);
      beside.next();
      for (int round = 0; round < 60 && !beside.ended(); round++) {
        List<TestClient<HealthCheckRequest, HealthCheckResponse>> calls = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
          TestClient<HealthCheckRequest, HealthCheckResponse> call = TestClient.eager();
          HealthGrpc.newStub(abusive).watch(HealthCheckRequest.getDefaultInstance(), call);
          calls.add(call);
        }
        for (TestClient<HealthCheckRequest, HealthCheckResponse> call : calls) {
          call.awaitAnswerOrEnd();
          call.cancel();
        }
      }
      // The connection is gone, or the client has read before that why it goes.
      assertTrue(
          Set.of(Status.Code.UNAVAILABLE, Status.Code.RESOURCE_EXHAUSTED)
              .contains(beside.end().getCode()));
    } finally {
      abusive.shutdownNow();
    }
  }

  @Test
  void shouldRefuseAnUnknownMethod() {
    StatusRuntimeException failure =
        assertThrows(
            StatusRuntimeException.class,
            () ->
                io.grpc.stub.ClientCalls.blockingUnaryCall(
                    gateway.channel,
                    SystemServiceGrpc.getGetSystemMethod().toBuilder()
                        .setFullMethodName("splatlas.v1.SystemService/Nothing")
                        .build(),
                    io.grpc.CallOptions.DEFAULT,
                    GetSystemRequest.getDefaultInstance()));
    assertEquals(Status.Code.UNIMPLEMENTED, failure.getStatus().getCode());
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 65536})
  void shouldRefuseAPortThatCannotBe(int port) {
    assertThrows(
        IllegalArgumentException.class,
        () -> GatewayConfig.DEFAULTS.withAddress("127.0.0.1", port));
  }

  @Test
  void shouldCompressAnswersOfThoseWhoCompressRequests() {
    AtomicReference<Metadata> headers = new AtomicReference<>(new Metadata());
    Channel watched =
        ClientInterceptors.intercept(
            gateway.channel,
            MetadataUtils.newCaptureMetadataInterceptor(
                headers, new AtomicReference<>(new Metadata())));
    Metadata.Key<String> encoding =
        Metadata.Key.of("grpc-encoding", Metadata.ASCII_STRING_MARSHALLER);
    SceneServiceGrpc.SceneServiceBlockingStub stub = SceneServiceGrpc.newBlockingStub(watched);
    assertEquals(0, stub.listScenes(ListScenesRequest.getDefaultInstance()).getScenesCount());
    assertNotEquals("gzip", Objects.requireNonNull(headers.get()).get(encoding));
    assertEquals(
        0,
        stub.withCompression("gzip")
            .listScenes(ListScenesRequest.newBuilder().setPageSize(1).build())
            .getScenesCount());
    assertEquals("gzip", Objects.requireNonNull(headers.get()).get(encoding));
  }
}
