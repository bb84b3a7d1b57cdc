package io.splatlas.gateway.export;

import static io.splatlas.gateway.fake.GatewayFixture.expect;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Status;
import io.splatlas.actors.export.GaussianPly;
import io.splatlas.actors.model.SceneExport;
import io.splatlas.actors.scene.Scene;
import io.splatlas.gateway.fake.GatewayFixture;
import io.splatlas.gateway.fake.Instances;
import io.splatlas.gateway.fake.TestClient;
import io.splatlas.gateway.limit.PrincipalLimits;
import io.splatlas.gpu.GaussianBatch;
import io.splatlas.gpu.GaussianLayout;
import io.splatlas.gpu.GaussianSnapshot;
import io.splatlas.proto.v1.ExportFormat;
import io.splatlas.proto.v1.ExportSceneRequest;
import io.splatlas.proto.v1.ExportSceneResponse;
import io.splatlas.proto.v1.ExportServiceGrpc;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.pattern.StatusReply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ExportServiceTest {
  private final GatewayFixture gateway = new GatewayFixture();
  private final TestProbe<Scene.Command> scene = gateway.scriptedScene("desk");

  @AfterEach
  void close() {
    gateway.close();
  }

  @Test
  void shouldStreamAPlyInPartsThatSayTheWholeSize() throws Exception {
    SceneExport copy = copy(10_000);
    TestClient<ExportSceneRequest, ExportSceneResponse> client =
        export(ExportFormat.EXPORT_FORMAT_PLY, TestClient.eager());
    expect(scene, Scene.Export.class).replyTo().tell(StatusReply.success(copy));
    byte[] file = read(client);
    GaussianPly.Content content = GaussianPly.read(new ByteArrayInputStream(file), 10_000);
    assertEquals(10_000, content.gaussians().count());
    assertArrayEquals(copy.gaussians().instances(), content.instances());
    assertArrayEquals(
        copy.gaussians().gaussians().planes()[GaussianLayout.POSITION],
        content.gaussians().planes()[GaussianLayout.POSITION]);
  }

  @Test
  void shouldMakePartsOnlyAsFastAsTheyAreRead() throws Exception {
    SceneExport copy = copy(200_000);
    TestClient<ExportSceneRequest, ExportSceneResponse> client =
        export(ExportFormat.EXPORT_FORMAT_PLY, TestClient.lazy());
    expect(scene, Scene.Export.class).replyTo().tell(StatusReply.success(copy));
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    long total = Long.MAX_VALUE;
    while (file.size() < total) {
      client.read();
      ExportSceneResponse part = client.next();
      total = part.getTotalSize();
      part.getChunk().writeTo(file);
      assertEquals(0, client.waiting());
    }
    client.read();
    assertEquals(Status.Code.OK, client.end().getCode());
    assertEquals(total, file.size());
  }

  @Test
  void shouldNotHoldMoreCopiesForClientsThatDoNotReadThanOneMayHave() throws Exception {
    int most = PrincipalLimits.DEFAULTS.exports();
    List<TestClient<ExportSceneRequest, ExportSceneResponse>> idle = new ArrayList<>();
    for (int i = 0; i < most; i++) {
      idle.add(export(ExportFormat.EXPORT_FORMAT_SPLATS, TestClient.lazy()));
      expect(scene, Scene.Export.class).replyTo().tell(StatusReply.success(copy(50_000)));
    }
    TestClient<ExportSceneRequest, ExportSceneResponse> oneTooMany =
        export(ExportFormat.EXPORT_FORMAT_SPLATS, TestClient.eager());
    assertEquals(Status.Code.RESOURCE_EXHAUSTED, oneTooMany.end().getCode());
    assertEquals("QUOTA_EXCEEDED", oneTooMany.reason());
    assertEquals("exports", oneTooMany.facts().get("limit"));
    idle.forEach(client -> assertFalse(client.ended()));
  }

  @Test
  void shouldStreamInstancesAsJson() throws Exception {
    TestClient<ExportSceneRequest, ExportSceneResponse> client =
        export(ExportFormat.EXPORT_FORMAT_INSTANCES_JSON, TestClient.eager());
    expect(scene, Scene.Export.class).replyTo().tell(StatusReply.success(copy(10)));
    String json = new String(read(client), StandardCharsets.UTF_8);
    assertTrue(json.contains("\"scene\": \"desk\""));
    assertTrue(json.contains("{\"id\": 5,"));
  }

  @Test
  void shouldExportOneObjectAlone() throws Exception {
    TestClient<ExportSceneRequest, ExportSceneResponse> client = exportOnly(5);
    expect(scene, Scene.Export.class).replyTo().tell(StatusReply.success(copy(70)));
    GaussianPly.Content content = GaussianPly.read(new ByteArrayInputStream(read(client)), 10_000);
    assertEquals(10, content.gaussians().count());
    assertEquals(5, content.instances()[0]);
  }

  @Test
  void shouldSayThatAnInstanceDoesNotLive() {
    TestClient<ExportSceneRequest, ExportSceneResponse> client = exportOnly(6);
    expect(scene, Scene.Export.class).replyTo().tell(StatusReply.success(copy(70)));
    assertEquals(Status.Code.NOT_FOUND, client.end().getCode());
    assertEquals(Status.Code.INVALID_ARGUMENT, exportOnly(0).end().getCode());
  }

  private TestClient<ExportSceneRequest, ExportSceneResponse> exportOnly(int instance) {
    TestClient<ExportSceneRequest, ExportSceneResponse> client = TestClient.eager();
    ExportServiceGrpc.newStub(gateway.channel)
        .exportScene(
            ExportSceneRequest.newBuilder()
                .setSceneId("desk")
                .setFormat(ExportFormat.EXPORT_FORMAT_PLY)
                .setOnlyInstance(instance)
                .build(),
            client);
    return client;
  }

  @Test
  void shouldRefuseAnUnknownFormat() {
    TestClient<ExportSceneRequest, ExportSceneResponse> client =
        export(ExportFormat.EXPORT_FORMAT_UNSPECIFIED, TestClient.eager());
    assertEquals(Status.Code.INVALID_ARGUMENT, client.end().getCode());
    assertEquals("INVALID_FIELD", client.reason());
  }

  private TestClient<ExportSceneRequest, ExportSceneResponse> export(
      ExportFormat format, TestClient<ExportSceneRequest, ExportSceneResponse> client) {
    ExportServiceGrpc.newStub(gateway.channel)
        .exportScene(
            ExportSceneRequest.newBuilder().setSceneId("desk").setFormat(format).build(), client);
    return client;
  }

  private static byte[] read(TestClient<ExportSceneRequest, ExportSceneResponse> client)
      throws Exception {
    assertEquals(Status.Code.OK, client.end().getCode());
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    long total = -1;
    while (client.waiting() > 0) {
      ExportSceneResponse part = client.next();
      assertTrue(part.getChunk().size() <= 256 << 10);
      total = part.getTotalSize();
      part.getChunk().writeTo(file);
    }
    assertEquals(total, file.size());
    return file.toByteArray();
  }

  private static SceneExport copy(int count) {
    GaussianBatch batch = GaussianBatch.zeros(new GaussianLayout(1, 4), count);
    int[] instances = new int[count];
    for (int i = 0; i < count; i++) {
      batch.planes()[GaussianLayout.POSITION][i] = i;
      instances[i] = i % 7;
    }
    return new SceneExport(
        "desk",
        new GaussianSnapshot(batch, new long[count], instances, new float[count]),
        List.of(Instances.alive(5, 2)),
        2,
        100);
  }
}
