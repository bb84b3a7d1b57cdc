package io.splatlas.gateway.instance;

import static io.splatlas.gateway.fake.GatewayFixture.expect;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.splatlas.actors.model.CaptureSession;
import io.splatlas.actors.model.FrameAnswer;
import io.splatlas.actors.model.InstanceChange;
import io.splatlas.actors.model.InstanceChange.Kind;
import io.splatlas.actors.model.InstanceFeed;
import io.splatlas.actors.model.SceneProblem;
import io.splatlas.actors.scene.Scene;
import io.splatlas.gateway.fake.Frames;
import io.splatlas.gateway.fake.GatewayFixture;
import io.splatlas.gateway.fake.Instances;
import io.splatlas.gateway.fake.TestClient;
import io.splatlas.proto.v1.CaptureRequest;
import io.splatlas.proto.v1.CaptureResponse;
import io.splatlas.proto.v1.CaptureServiceGrpc;
import io.splatlas.proto.v1.GetInstanceRequest;
import io.splatlas.proto.v1.GetInstanceResponse;
import io.splatlas.proto.v1.InstanceChangeKind;
import io.splatlas.proto.v1.InstanceServiceGrpc;
import io.splatlas.proto.v1.ListInstancesRequest;
import io.splatlas.proto.v1.ListInstancesResponse;
import io.splatlas.proto.v1.WatchInstancesRequest;
import io.splatlas.proto.v1.WatchInstancesResponse;
import java.time.Instant;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class InstanceServiceTest {
  private final GatewayFixture gateway = new GatewayFixture();
  private final TestProbe<Scene.Command> scene = gateway.scriptedScene("desk");

  @AfterEach
  void close() {
    gateway.close();
  }

  @Test
  void shouldListAPageAndSayWhetherMoreFollows() throws Exception {
    TestClient<ListInstancesRequest, ListInstancesResponse> client = TestClient.eager();
    InstanceServiceGrpc.newStub(gateway.channel)
        .listInstances(
            ListInstancesRequest.newBuilder().setSceneId("desk").setPageSize(2).build(), client);
    Scene.ListInstances ask = expect(scene, Scene.ListInstances.class);
    assertEquals(3, ask.limit());
    ask.replyTo()
        .tell(
            StatusReply.success(
                new InstanceFeed.Snapshot(
                    9,
                    List.of(Instances.alive(1, 1), Instances.alive(4, 1), Instances.alive(6, 1)))));
    ListInstancesResponse page = client.next();
    assertEquals(2, page.getInstancesCount());
    assertEquals(9, page.getRevision());
    InstanceServiceGrpc.newStub(gateway.channel)
        .listInstances(
            ListInstancesRequest.newBuilder()
                .setSceneId("desk")
                .setPageToken(page.getNextPageToken())
                .build(),
            client);
    Scene.ListInstances next = expect(scene, Scene.ListInstances.class);
    assertEquals(4, next.afterId());
    next.replyTo()
        .tell(StatusReply.success(new InstanceFeed.Snapshot(9, List.of(Instances.alive(6, 1)))));
    assertEquals("", client.next().getNextPageToken());
  }

  @Test
  void shouldNameBadFieldsOfAList() {
    StatusRuntimeException failure =
        assertThrows(
            StatusRuntimeException.class,
            () ->
                InstanceServiceGrpc.newBlockingStub(gateway.channel)
                    .listInstances(
                        ListInstancesRequest.newBuilder()
                            .setSceneId("DESK")
                            .setPageSize(1001)
                            .setPageToken("x")
                            .build()));
    assertEquals(List.of("scene_id", "page_size", "page_token"), TestClient.fieldsOf(failure));
  }

  @Test
  void shouldAnswerAnInstanceThatIsNoMore() throws Exception {
    TestClient<GetInstanceRequest, GetInstanceResponse> client = TestClient.eager();
    InstanceServiceGrpc.newStub(gateway.channel)
        .getInstance(
            GetInstanceRequest.newBuilder().setSceneId("desk").setInstanceId(5).build(), client);
    Scene.GetInstance ask = expect(scene, Scene.GetInstance.class);
    ask.replyTo().tell(StatusReply.success(Instances.change(8, Kind.MERGED, ask.id()).instance()));
    assertEquals(
        io.splatlas.proto.v1.InstanceStatus.INSTANCE_STATUS_MERGED,
        client.next().getInstance().getStatus());
  }

  @Test
  void shouldGiveASnapshotThenChanges() throws Exception {
    TestClient<WatchInstancesRequest, WatchInstancesResponse> client = watch(0);
    Scene.Subscribe subscribe = expect(scene, Scene.Subscribe.class);
    assertEquals(0, subscribe.afterRevision());
    ActorRef<InstanceFeed> subscriber = subscribe.subscriber();
    subscriber.tell(new InstanceFeed.Snapshot(5, List.of(Instances.alive(2, 5))));
    subscriber.tell(
        changes(Instances.change(6, Kind.CREATED, 3), Instances.change(7, Kind.UPDATED, 2)));
    WatchInstancesResponse first = client.next();
    assertEquals(5, first.getSnapshot().getRevision());
    assertEquals(2, first.getSnapshot().getInstances(0).getId());
    assertEquals(6, client.next().getChange().getRevision());
    assertEquals(7, client.next().getChange().getRevision());
  }

  @Test
  void shouldResumeBehindARevision() throws Exception {
    TestClient<WatchInstancesRequest, WatchInstancesResponse> client = watch(6);
    Scene.Subscribe subscribe = expect(scene, Scene.Subscribe.class);
    assertEquals(6, subscribe.afterRevision());
    subscribe.subscriber().tell(changes(Instances.change(7, Kind.REMOVED, 2)));
    assertEquals(7, client.next().getChange().getRevision());
  }

  @Test
  void shouldTellThatNothingChangedToWhoAsksForIt() throws Exception {
    TestClient<WatchInstancesRequest, WatchInstancesResponse> client = TestClient.eager();
    InstanceServiceGrpc.newStub(gateway.channel)
        .watchInstances(
            WatchInstancesRequest.newBuilder()
                .setSceneId("desk")
                .setAfterRevision(6)
                .setTellUnchanged(true)
                .build(),
            client);
    Scene.Subscribe subscribe = expect(scene, Scene.Subscribe.class);
    assertTrue(subscribe.unchanged());
    subscribe.subscriber().tell(new InstanceFeed.Unchanged(6, 12));
    WatchInstancesResponse told = client.next();
    assertEquals(6, told.getUnchanged().getRevision());
    assertEquals(12, told.getUnchanged().getBasedOnFrame());
  }

  @Test
  void shouldMeasureTheLagOfWhatHappensWhileSomebodyWatches() throws Exception {
    TestClient<WatchInstancesRequest, WatchInstancesResponse> client = watch(6);
    ActorRef<InstanceFeed> subscriber = expect(scene, Scene.Subscribe.class).subscriber();
    subscriber.tell(changes(Instances.change(7, Kind.UPDATED, 2)));
    assertEquals(7, client.next().getChange().getRevision());
    InstanceChange past = Instances.change(8, Kind.UPDATED, 2);
    subscriber.tell(
        changes(
            new InstanceChange(
                8, past.kind(), past.instance(), 0, Instant.now().plusMillis(1), 8)));
    assertEquals(8, client.next().getChange().getRevision());
    assertEquals(1, gateway.telemetry.lags.size(), "the past is no lag");
    assertTrue(gateway.telemetry.lags.element().toSeconds() < 60, "one is measured");
  }

  @Test
  void shouldSayOutOfRangeForARevisionThatIsNoLongerKept() {
    TestClient<WatchInstancesRequest, WatchInstancesResponse> client = watch(1);
    expect(scene, Scene.Subscribe.class)
        .subscriber()
        .tell(
            new InstanceFeed.Ended(
                new SceneProblem(SceneProblem.Reason.COMPACTED, "revision 1 is not kept")));
    assertEquals(Status.Code.OUT_OF_RANGE, client.end().getCode());
    assertEquals("REVISION_COMPACTED", client.reason());
  }

  @Test
  void shouldEndWithOkWhenTheSceneIsDeleted() throws Exception {
    TestClient<WatchInstancesRequest, WatchInstancesResponse> client = watch(6);
    ActorRef<InstanceFeed> subscriber = expect(scene, Scene.Subscribe.class).subscriber();
    subscriber.tell(changes(Instances.change(7, Kind.REMOVED, 2)));
    subscriber.tell(
        new InstanceFeed.Ended(new SceneProblem(SceneProblem.Reason.NOT_FOUND, "deleted")));
    scene.stop();
    assertEquals(7, client.next().getChange().getRevision());
    assertEquals(Status.Code.OK, client.end().getCode());
  }

  @Test
  void shouldSayUnavailableWhenTheSceneStops() {
    TestClient<WatchInstancesRequest, WatchInstancesResponse> client = watch(0);
    expect(scene, Scene.Subscribe.class);
    scene.stop();
    assertEquals(Status.Code.UNAVAILABLE, client.end().getCode());
  }

  @Test
  void shouldNameTheSceneThatDoesNotExist() {
    TestClient<WatchInstancesRequest, WatchInstancesResponse> client = TestClient.eager();
    InstanceServiceGrpc.newStub(gateway.channel)
        .watchInstances(WatchInstancesRequest.newBuilder().setSceneId("nowhere").build(), client);
    assertEquals(Status.Code.NOT_FOUND, client.end().getCode());
    assertTrue(String.valueOf(client.end().getDescription()).contains("nowhere"));
  }

  @Test
  void shouldUnsubscribeWhenTheSubscriberLeaves() throws Exception {
    TestClient<WatchInstancesRequest, WatchInstancesResponse> client = watch(0);
    ActorRef<InstanceFeed> subscriber = expect(scene, Scene.Subscribe.class).subscriber();
    TestProbe<InstanceFeed> watcher = gateway.kit.createTestProbe(InstanceFeed.class);
    client.cancel();
    assertEquals(subscriber, expect(scene, Scene.Unsubscribe.class).subscriber());
    watcher.expectTerminated(subscriber, GatewayFixture.PATIENCE);
    GatewayFixture.await(gateway.telemetry.watchClosed, 1);
  }

  @Test
  void shouldConflateForASubscriberThatDoesNotRead() throws Exception {
    TestClient<WatchInstancesRequest, WatchInstancesResponse> client = TestClient.lazy();
    InstanceServiceGrpc.newStub(gateway.channel)
        .watchInstances(WatchInstancesRequest.newBuilder().setSceneId("desk").build(), client);
    ActorRef<InstanceFeed> subscriber = expect(scene, Scene.Subscribe.class).subscriber();
    subscriber.tell(new InstanceFeed.Snapshot(0, List.of()));
    int updates = 50_000;
    int living = 10;
    long revision = 0;
    for (int id = 1; id <= living; id++) {
      subscriber.tell(changes(Instances.change(++revision, Kind.CREATED, id)));
    }
    for (int n = 0; n < updates; n++) {
      subscriber.tell(changes(Instances.change(++revision, Kind.UPDATED, 1 + n % living)));
    }
    subscriber.tell(changes(Instances.change(++revision, Kind.REMOVED, 3)));
    subscriber.tell(
        new InstanceFeed.Ended(new SceneProblem(SceneProblem.Reason.NOT_FOUND, "deleted")));
    // Whatever the transport could not take waits conflated: far less than was told.
    GatewayFixture.await(gateway.telemetry.updatesConflated, updates / 2);
    int read = 0;
    int told = 0;
    int created = 0;
    boolean removed = false;
    while (told < revision) {
      client.read();
      WatchInstancesResponse response = client.next();
      read++;
      if (response.hasChange()) {
        told += 1 + response.getChange().getConflated();
        InstanceChangeKind kind = response.getChange().getKind();
        created += kind == InstanceChangeKind.INSTANCE_CHANGE_KIND_CREATED ? 1 : 0;
        removed |= kind == InstanceChangeKind.INSTANCE_CHANGE_KIND_REMOVED;
      }
    }
    client.read();
    assertEquals(Status.Code.OK, client.end().getCode());
    assertEquals(revision, told);
    assertEquals(living, created);
    assertTrue(removed);
    assertTrue(read < updates / 10, "read " + read);
  }

  @Test
  void shouldNotLetASlowSubscriberSlowTheRobot() throws Exception {
    TestClient<WatchInstancesRequest, WatchInstancesResponse> neverReads = TestClient.lazy();
    InstanceServiceGrpc.newStub(gateway.channel)
        .watchInstances(WatchInstancesRequest.newBuilder().setSceneId("desk").build(), neverReads);
    ActorRef<InstanceFeed> subscriber = expect(scene, Scene.Subscribe.class).subscriber();
    TestClient<WatchInstancesRequest, WatchInstancesResponse> reads = watch(0);
    ActorRef<InstanceFeed> other = expect(scene, Scene.Subscribe.class).subscriber();
    TestClient<CaptureRequest, CaptureResponse> robot = TestClient.eager();
    StreamObserver<CaptureRequest> stream =
        CaptureServiceGrpc.newStub(gateway.channel).capture(robot);
    stream.onNext(Frames.open("desk", "rover"));
    expect(scene, Scene.OpenCapture.class)
        .replyTo()
        .tell(StatusReply.success(new CaptureSession(1, 0, 1)));
    assertTrue(robot.next().hasOpened());
    long revision = 0;
    for (int frame = 1; frame <= 50; frame++) {
      stream.onNext(Frames.frame(frame));
      Scene.SubmitFrame submit = expect(scene, Scene.SubmitFrame.class);
      for (int n = 0; n < 100; n++) {
        InstanceFeed news = changes(Instances.change(++revision, Kind.UPDATED, 1));
        subscriber.tell(news);
        other.tell(news);
      }
      submit.replyTo().tell(new FrameAnswer.Acknowledged(frame, frame, 1));
      assertEquals(frame, robot.next().getAcknowledged().getSequence());
    }
    long last = 0;
    while (last < revision) {
      last = reads.next().getChange().getRevision();
    }
    GatewayFixture.await(gateway.telemetry.updatesConflated, 1);
    assertEquals(0, neverReads.waiting());
  }

  @Test
  void shouldEndASubscriberForWhomTooMuchWaits() {
    gateway.close();
    try (GatewayFixture small =
        new GatewayFixture(
            io.splatlas.gateway.GatewayConfig.DEFAULTS.withLimits(
                new io.splatlas.gateway.GatewayConfig.Limits(
                    1 << 20, 1 << 20, 16, 64 << 10, 64, 200, 60, 16, 2, 1L << 40, 1)))) {
      TestProbe<Scene.Command> busy = small.scriptedScene("desk");
      TestClient<WatchInstancesRequest, WatchInstancesResponse> client = TestClient.lazy();
      InstanceServiceGrpc.newStub(small.channel)
          .watchInstances(WatchInstancesRequest.newBuilder().setSceneId("desk").build(), client);
      ActorRef<InstanceFeed> subscriber = expect(busy, Scene.Subscribe.class).subscriber();
      InstanceChange[] created = new InstanceChange[20_000];
      for (int n = 0; n < created.length; n++) {
        created[n] = Instances.change(n + 1, Kind.CREATED, n + 1);
      }
      subscriber.tell(changes(created));
      expect(busy, Scene.Unsubscribe.class);
      while (!client.ended()) {
        client.read();
        Thread.onSpinWait();
      }
      assertEquals(Status.Code.ABORTED, client.end().getCode());
      assertEquals("SUBSCRIBER_TOO_SLOW", client.reason());
    }
  }

  private TestClient<WatchInstancesRequest, WatchInstancesResponse> watch(long afterRevision) {
    TestClient<WatchInstancesRequest, WatchInstancesResponse> client = TestClient.eager();
    InstanceServiceGrpc.newStub(gateway.channel)
        .watchInstances(
            WatchInstancesRequest.newBuilder()
                .setSceneId("desk")
                .setAfterRevision(afterRevision)
                .build(),
            client);
    return client;
  }

  private static InstanceFeed changes(InstanceChange... changes) {
    return new InstanceFeed.Changes(List.of(changes));
  }
}
