package io.splatlas.gateway.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthCheckResponse;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.health.v1.HealthGrpc;
import io.splatlas.gateway.fake.TestClient;
import io.splatlas.proto.v1.CaptureServiceGrpc;
import io.splatlas.proto.v1.ExportServiceGrpc;
import io.splatlas.proto.v1.InstanceServiceGrpc;
import io.splatlas.proto.v1.QueryServiceGrpc;
import io.splatlas.proto.v1.RenderServiceGrpc;
import io.splatlas.proto.v1.SceneServiceGrpc;
import io.splatlas.proto.v1.SystemServiceGrpc;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServiceHealthTest {
  private static final String ALL = "";

  private final ServiceHealth health = new ServiceHealth();

  private boolean isServing(String service) throws InterruptedException {
    TestClient<HealthCheckRequest, HealthCheckResponse> client = TestClient.eager();
    ((HealthGrpc.HealthImplBase) health.service())
        .check(HealthCheckRequest.newBuilder().setService(service).build(), client);
    return client.next().getStatus() == ServingStatus.SERVING;
  }

  @Test
  void shouldTakeNoFramesWhereNoneCanBeStoredButShowThoseThatAre() throws Exception {
    health.tell(false, true, true, true);
    assertEquals(
        List.of(false, true, false),
        List.of(
            isServing(CaptureServiceGrpc.SERVICE_NAME),
            isServing(RenderServiceGrpc.SERVICE_NAME),
            isServing(ALL)));
  }

  @Test
  void shouldNeitherRenderNorAnswerNorExportWithoutADevice() throws Exception {
    health.tell(true, false, true, true);
    for (String service :
        List.of(
            RenderServiceGrpc.SERVICE_NAME,
            QueryServiceGrpc.SERVICE_NAME,
            ExportServiceGrpc.SERVICE_NAME)) {
      assertFalse(isServing(service), service);
    }
    assertTrue(isServing(CaptureServiceGrpc.SERVICE_NAME));
  }

  @Test
  void shouldTellNoInstancesThatAreNotRecorded() throws Exception {
    health.tell(true, true, false, true);
    assertFalse(isServing(InstanceServiceGrpc.SERVICE_NAME));
    assertTrue(isServing(SceneServiceGrpc.SERVICE_NAME));
  }

  @Test
  void shouldServeAllWhenAllIsWellUntilTheEnd() throws Exception {
    health.tell(true, true, true, true);
    assertTrue(isServing(ALL));
    assertTrue(isServing(SystemServiceGrpc.SERVICE_NAME));
    health.end();
    health.tell(true, true, true, true);
    assertFalse(isServing(ALL));
  }
}
