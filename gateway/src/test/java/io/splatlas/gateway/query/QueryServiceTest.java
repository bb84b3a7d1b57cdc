package io.splatlas.gateway.query;

import static io.splatlas.gateway.fake.GatewayFixture.expect;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.splatlas.actors.model.Pick;
import io.splatlas.actors.model.SceneMatches;
import io.splatlas.actors.model.SceneNames;
import io.splatlas.actors.model.SceneOptions;
import io.splatlas.actors.model.SceneProblem;
import io.splatlas.actors.model.SceneSelection;
import io.splatlas.actors.model.SceneStatus;
import io.splatlas.actors.scene.Scene;
import io.splatlas.gateway.fake.FakeScenes;
import io.splatlas.gateway.fake.Frames;
import io.splatlas.gateway.fake.GatewayFixture;
import io.splatlas.gateway.fake.Instances;
import io.splatlas.gateway.fake.TestClient;
import io.splatlas.proto.v1.Box;
import io.splatlas.proto.v1.BoxTarget;
import io.splatlas.proto.v1.CameraAxes;
import io.splatlas.proto.v1.Click;
import io.splatlas.proto.v1.ImageEncoding;
import io.splatlas.proto.v1.LabelInstancesRequest;
import io.splatlas.proto.v1.LabelInstancesResponse;
import io.splatlas.proto.v1.MatchChange;
import io.splatlas.proto.v1.MatchChangeKind;
import io.splatlas.proto.v1.MatchSnapshot;
import io.splatlas.proto.v1.Picture;
import io.splatlas.proto.v1.QueryImageRequest;
import io.splatlas.proto.v1.QueryImageResponse;
import io.splatlas.proto.v1.QueryServiceGrpc;
import io.splatlas.proto.v1.QueryTextRequest;
import io.splatlas.proto.v1.QueryTextResponse;
import io.splatlas.proto.v1.Ray;
import io.splatlas.proto.v1.SelectRequest;
import io.splatlas.proto.v1.SelectResponse;
import io.splatlas.proto.v1.Vector3;
import io.splatlas.proto.v1.Viewpoint;
import io.splatlas.proto.v1.WatchMatchesRequest;
import io.splatlas.proto.v1.WatchMatchesResponse;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.pattern.StatusReply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class QueryServiceTest {
  private final GatewayFixture gateway = new GatewayFixture();
  private final TestProbe<Scene.Command> scene = gateway.scriptedScene("desk");

  @AfterEach
  void close() {
    gateway.close();
  }

  @Test
  void shouldAnswerAClickWithInstancePointAndMask() throws Exception {
    TestClient<SelectRequest, SelectResponse> client =
        select(request().setClick(click(31, 23)).setMaskView(view()).build());
    Scene.Select asked = expect(scene, Scene.Select.class);
    Pick.Pixel pixel = assertInstanceOf(Pick.Pixel.class, asked.pick());
    assertEquals(31, pixel.x());
    assertEquals(32, pixel.camera().width());
    byte[] mask = new byte[32 * 24];
    mask[33] = (byte) 255;
    asked
        .replyTo()
        .tell(
            StatusReply.success(
                new SceneSelection(
                    List.of(new SceneSelection.Hit(Instances.alive(5, 2), 100)),
                    new double[] {1, 2, 3},
                    new SceneSelection.Mask(32, 24, mask),
                    2,
                    70)));
    SelectResponse response = client.next();
    assertEquals(5, response.getInstances(0).getInstance().getId());
    assertEquals(100, response.getInstances(0).getGaussians());
    assertEquals(2, response.getPoint().getY());
    assertEquals(2, response.getRevision());
    assertEquals(70, response.getIteration());
    assertEquals(255, ImageIO.read(response.getMask().newInput()).getRaster().getSample(1, 1, 0));
  }

  @Test
  void shouldAnswerNothingWithoutAnError() throws Exception {
    TestClient<SelectRequest, SelectResponse> client =
        select(request().setRay(ray(0, 0, 2)).build());
    Scene.Select asked = expect(scene, Scene.Select.class);
    assertArrayEquals(
        new double[] {0, 0, 2}, assertInstanceOf(Pick.Ray.class, asked.pick()).direction());
    asked.replyTo().tell(StatusReply.success(new SceneSelection(List.of(), null, null, 2, 70)));
    SelectResponse response = client.next();
    assertEquals(0, response.getInstancesCount());
    assertFalse(response.hasPoint());
    assertTrue(response.getMask().isEmpty());
  }

  @Test
  void shouldNameTheBadFields() {
    assertEquals(List.of("target"), fields(request()));
    assertEquals(List.of("click.y"), fields(request().setClick(click(0, 24))));
    assertEquals(List.of("click.view"), fields(request().setClick(Click.getDefaultInstance())));
    assertEquals(List.of("ray.direction"), fields(request().setRay(ray(0, 0, 0))));
    assertEquals(List.of("ray.direction"), fields(request().setRay(ray(0, Double.NaN, 0))));
    Box inverted = Box.newBuilder().setMin(vector(1, 0, 0)).setMax(vector(0, 1, 1)).build();
    assertEquals(
        List.of("box.box", "box.min_share"),
        fields(request().setBox(BoxTarget.newBuilder().setBox(inverted).setMinShare(2))));
    assertEquals(
        List.of("mask_view.pose", "mask_view.intrinsics"),
        fields(request().setRay(ray(1, 0, 0)).setMaskView(Viewpoint.getDefaultInstance())));
  }

  @Test
  void shouldPassOnWhyASceneRefuses() {
    TestClient<SelectRequest, SelectResponse> client =
        select(request().setRay(ray(0, 0, 1)).build());
    expect(scene, Scene.Select.class)
        .replyTo()
        .tell(StatusReply.error(new SceneProblem(SceneProblem.Reason.NOT_READY, "empty")));
    assertEquals(Status.Code.FAILED_PRECONDITION, client.end().getCode());
  }

  @Test
  void shouldHonourTheClientsDeadline() {
    StatusRuntimeException failure =
        assertThrows(
            StatusRuntimeException.class,
            () ->
                QueryServiceGrpc.newBlockingStub(gateway.channel)
                    .withDeadlineAfter(100, TimeUnit.MILLISECONDS)
                    .select(request().setRay(ray(0, 0, 1)).build()));
    assertEquals(Status.Code.DEADLINE_EXCEEDED, failure.getStatus().getCode());
  }

  @Test
  void shouldAnswerATextWithMatchesAndMap() throws Exception {
    TestClient<QueryTextRequest, QueryTextResponse> client =
        ask(QueryTextRequest.newBuilder().setText("a mug").setView(view()));
    Scene.QueryText asked = expect(scene, Scene.QueryText.class);
    assertEquals("a mug", asked.question().text());
    assertEquals(0.5, asked.question().minRelevancy());
    asked
        .replyTo()
        .tell(
            StatusReply.success(
                new SceneMatches(
                    List.of(new SceneMatches.Match(Instances.alive(5, 2), 0.75f, 0.25f)),
                    new SceneSelection.Mask(32, 24, new byte[32 * 24]),
                    "small",
                    3,
                    2,
                    70)));
    QueryTextResponse response = client.next();
    assertEquals(5, response.getMatches(0).getInstance().getId());
    assertEquals(0.75f, response.getMatches(0).getRelevancy());
    assertEquals("small", response.getModel());
    assertEquals(3, response.getCompared());
    assertEquals(32, ImageIO.read(response.getRelevancyMap().newInput()).getWidth());
  }

  @Test
  void shouldNameTheBadFieldsOfATextQuery() {
    TestClient<QueryTextRequest, QueryTextResponse> client =
        ask(QueryTextRequest.newBuilder().setText(" ").setMinRelevancy(2));
    assertEquals(Status.Code.INVALID_ARGUMENT, client.end().getCode());
    String said = String.valueOf(client.end().getDescription());
    assertTrue(said.contains("text:") && said.contains("min_relevancy:"), said);
  }

  @Test
  void shouldAnswerAPictureWithWhatLooksLikeIt() throws Exception {
    TestClient<QueryImageRequest, QueryImageResponse> client = TestClient.eager();
    QueryServiceGrpc.newStub(gateway.channel)
        .queryImage(
            QueryImageRequest.newBuilder()
                .setSceneId("desk")
                .setImage(ByteString.copyFrom(new byte[] {1, 2}))
                .setEncoding(ImageEncoding.IMAGE_ENCODING_PNG)
                .setWidth(3)
                .setHeight(2)
                .build(),
            client);
    Scene.QueryImage asked = expect(scene, Scene.QueryImage.class);
    assertEquals(3, asked.question().width());
    assertEquals(0.5, asked.question().minSimilarity());
    asked
        .replyTo()
        .tell(
            StatusReply.success(
                new SceneMatches(
                    List.of(new SceneMatches.Match(Instances.alive(5, 2), 0.75f, 0.9f)),
                    null,
                    "built-in",
                    3,
                    2,
                    70)));
    QueryImageResponse response = client.next();
    assertEquals(0.9f, response.getMatches(0).getSimilarity());
    assertEquals(0.75f, response.getMatches(0).getShare());
    assertEquals("built-in", response.getTeacher());
  }

  @Test
  void shouldNameTheBadFieldsOfAPicture() {
    StatusRuntimeException failure =
        assertThrows(
            StatusRuntimeException.class,
            () ->
                QueryServiceGrpc.newBlockingStub(gateway.channel)
                    .queryImage(
                        QueryImageRequest.newBuilder()
                            .setSceneId("desk")
                            .setMinSimilarity(3)
                            .build()));
    assertEquals(
        List.of("image", "encoding", "width", "height", "min_similarity"),
        TestClient.fieldsOf(failure));
  }

  @Test
  void shouldNameInstancesByAVocabulary() throws Exception {
    TestClient<LabelInstancesRequest, LabelInstancesResponse> client = TestClient.eager();
    QueryServiceGrpc.newStub(gateway.channel)
        .labelInstances(
            LabelInstancesRequest.newBuilder()
                .setSceneId("desk")
                .addLabels("mug")
                .addLabels("bowl")
                .build(),
            client);
    Scene.LabelInstances asked = expect(scene, Scene.LabelInstances.class);
    assertEquals(List.of("mug", "bowl"), asked.question().labels());
    asked
        .replyTo()
        .tell(
            StatusReply.success(
                new SceneNames(
                    List.of(new SceneNames.Named(Instances.alive(5, 2), 1, 0.8f, 0.6f)),
                    "small",
                    2,
                    70)));
    LabelInstancesResponse response = client.next();
    assertEquals("bowl", response.getLabels(0).getLabel());
    assertEquals(0.8f, response.getLabels(0).getShare());
    assertEquals(0.6f, response.getLabels(0).getRelevancy());
  }

  @Test
  void shouldTellMatchesOfAStandingTextAsTheSceneChanges() throws Exception {
    TestClient<WatchMatchesRequest, WatchMatchesResponse> client = TestClient.eager();
    watch(client, WatchMatchesRequest.newBuilder().setText("a mug").setMinLevel(0.6f));
    status(1);
    expect(scene, Scene.QueryText.class)
        .replyTo()
        .tell(StatusReply.error(new SceneProblem(SceneProblem.Reason.NOT_READY, "empty")));
    MatchSnapshot nothing = client.next().getSnapshot();
    assertEquals(0, nothing.getMatchesCount());
    assertEquals("", nothing.getTeacher());
    status(1);
    status(2);
    Scene.QueryText asked = expect(scene, Scene.QueryText.class);
    assertEquals("a mug", asked.question().text());
    assertEquals(0, asked.question().minRelevancy(), "what falls below is heard of too");
    asked.replyTo().tell(StatusReply.success(matches(0.7f)));
    MatchChange mug = client.next().getChange();
    assertEquals(MatchChangeKind.MATCH_CHANGE_KIND_APPEARED, mug.getKind());
    assertEquals(5, mug.getInstance().getId());
    status(2);
    status(3);
    expect(scene, Scene.QueryText.class).replyTo().tell(StatusReply.success(matches(0.1f)));
    assertEquals(MatchChangeKind.MATCH_CHANGE_KIND_LEFT, client.next().getChange().getKind());
    assertEquals(0, client.waiting());
    client.cancel();
  }

  @Test
  void shouldEndAStandingQuestionThatCannotBeAnswered() {
    TestClient<WatchMatchesRequest, WatchMatchesResponse> wordless = TestClient.eager();
    watch(wordless, WatchMatchesRequest.newBuilder().setText("a mug"));
    status(1);
    expect(scene, Scene.QueryText.class)
        .replyTo()
        .tell(StatusReply.error(new SceneProblem(SceneProblem.Reason.NO_LANGUAGE, "no words")));
    assertEquals(Status.Code.FAILED_PRECONDITION, wordless.end().getCode());
    assertEquals("NO_LANGUAGE_MODEL", wordless.reason());
    TestClient<WatchMatchesRequest, WatchMatchesResponse> unknown = TestClient.eager();
    QueryServiceGrpc.newStub(gateway.channel)
        .watchMatches(
            WatchMatchesRequest.newBuilder().setSceneId("shelf").setText("a mug").build(), unknown);
    assertEquals(Status.Code.NOT_FOUND, unknown.end().getCode());
  }

  @Test
  void shouldNameTheBadFieldsOfAStandingQuestion() {
    assertEquals(List.of("question"), watchFields(WatchMatchesRequest.newBuilder()));
    assertEquals(
        List.of("text", "min_level"),
        watchFields(WatchMatchesRequest.newBuilder().setText(" ").setMinLevel(-1)));
    assertEquals(
        List.of("picture.image", "picture.encoding", "picture.width", "picture.height"),
        watchFields(WatchMatchesRequest.newBuilder().setPicture(Picture.getDefaultInstance())));
  }

  private List<String> watchFields(WatchMatchesRequest.Builder request) {
    StatusRuntimeException failure =
        assertThrows(
            StatusRuntimeException.class,
            () ->
                QueryServiceGrpc.newBlockingStub(gateway.channel)
                    .watchMatches(request.setSceneId("desk").build())
                    .hasNext());
    return TestClient.fieldsOf(failure);
  }

  private void watch(
      TestClient<WatchMatchesRequest, WatchMatchesResponse> client,
      WatchMatchesRequest.Builder request) {
    QueryServiceGrpc.newStub(gateway.channel)
        .watchMatches(request.setSceneId("desk").build(), client);
  }

  /** Answers how far the scene is. */
  private void status(long revision) {
    expect(scene, Scene.GetStatus.class).replyTo().tell(StatusReply.success(at(revision)));
  }

  private static SceneStatus at(long revision) {
    return FakeScenes.status("desk", SceneOptions.DEFAULTS, revision);
  }

  private static SceneMatches matches(float relevancy) {
    return new SceneMatches(
        List.of(new SceneMatches.Match(Instances.alive(5, 2), relevancy, 0.25f)),
        null,
        "small",
        3,
        2,
        70);
  }

  private TestClient<QueryTextRequest, QueryTextResponse> ask(QueryTextRequest.Builder request) {
    TestClient<QueryTextRequest, QueryTextResponse> client = TestClient.eager();
    QueryServiceGrpc.newStub(gateway.channel).queryText(request.setSceneId("desk").build(), client);
    return client;
  }

  private List<String> fields(SelectRequest.Builder request) {
    StatusRuntimeException failure =
        assertThrows(
            StatusRuntimeException.class,
            () -> QueryServiceGrpc.newBlockingStub(gateway.channel).select(request.build()));
    assertEquals(Status.Code.INVALID_ARGUMENT, failure.getStatus().getCode());
    return TestClient.fieldsOf(failure);
  }

  private TestClient<SelectRequest, SelectResponse> select(SelectRequest request) {
    TestClient<SelectRequest, SelectResponse> client = TestClient.eager();
    QueryServiceGrpc.newStub(gateway.channel).select(request, client);
    return client;
  }

  private static SelectRequest.Builder request() {
    return SelectRequest.newBuilder().setSceneId("desk");
  }

  private static Viewpoint view() {
    return Viewpoint.newBuilder()
        .setPose(Frames.pose(CameraAxes.CAMERA_AXES_OPENCV))
        .setIntrinsics(Frames.intrinsics())
        .build();
  }

  private static Click click(int x, int y) {
    return Click.newBuilder().setView(view()).setX(x).setY(y).build();
  }

  private static Ray ray(double x, double y, double z) {
    return Ray.newBuilder().setOrigin(vector(0, 0, 0)).setDirection(vector(x, y, z)).build();
  }

  private static Vector3 vector(double x, double y, double z) {
    return Vector3.newBuilder().setX(x).setY(y).setZ(z).build();
  }
}
