package io.splatlas.gateway.instance;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.splatlas.actors.model.Instance;
import io.splatlas.actors.model.InstanceFeed;
import io.splatlas.actors.scene.Scene;
import io.splatlas.gateway.GatewayTelemetry;
import io.splatlas.gateway.access.CallDeadline;
import io.splatlas.gateway.access.SceneAsks;
import io.splatlas.gateway.convert.Ids;
import io.splatlas.gateway.convert.InstanceMessages;
import io.splatlas.gateway.convert.PageToken;
import io.splatlas.gateway.convert.ReadMask;
import io.splatlas.gateway.status.Violations;
import io.splatlas.gateway.stream.CallStreams;
import io.splatlas.gateway.stream.UnaryCalls;
import io.splatlas.proto.v1.GetInstanceRequest;
import io.splatlas.proto.v1.GetInstanceResponse;
import io.splatlas.proto.v1.InstanceServiceGrpc;
import io.splatlas.proto.v1.ListInstancesRequest;
import io.splatlas.proto.v1.ListInstancesResponse;
import io.splatlas.proto.v1.WatchInstancesRequest;
import io.splatlas.proto.v1.WatchInstancesResponse;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import org.apache.pekko.stream.javadsl.Source;

/** InstanceService of splatlas.v1. */
public final class GrpcInstanceService extends InstanceServiceGrpc.InstanceServiceImplBase {
  private static final int LARGEST_PAGE = 1000;

  /** Bytes queued in a watch's transport beyond which further events wait where they conflate. */
  private static final int WATCH_READY_BYTES = 4 << 10;

  private final SceneAsks asks;
  private final CallStreams streams;
  private final Duration timeout;
  private final int mostWatchEvents;
  private final ChangeMessages messages = new ChangeMessages();
  private final GatewayTelemetry telemetry;

  /**
   * @param timeout for a scene to answer
   * @param mostWatchEvents undroppable events that may wait for one subscriber
   */
  public GrpcInstanceService(
      SceneAsks asks,
      CallStreams streams,
      Duration timeout,
      int mostWatchEvents,
      GatewayTelemetry telemetry) {
    this.asks = asks;
    this.streams = streams;
    this.timeout = timeout;
    this.mostWatchEvents = mostWatchEvents;
    this.telemetry = telemetry;
  }

  @Override
  public void listInstances(
      ListInstancesRequest request, StreamObserver<ListInstancesResponse> responses) {
    UnaryCalls.answer(responses, () -> list(request));
  }

  @Override
  public void getInstance(
      GetInstanceRequest request, StreamObserver<GetInstanceResponse> responses) {
    UnaryCalls.answer(responses, () -> get(request));
  }

  @Override
  public void watchInstances(
      WatchInstancesRequest request, StreamObserver<WatchInstancesResponse> responses) {
    String sceneId = Ids.requireScene(request.getSceneId());
    ((ServerCallStreamObserver<WatchInstancesResponse>) responses)
        .setOnReadyThreshold(WATCH_READY_BYTES);
    long after = request.getAfterRevision() < 0 ? Long.MAX_VALUE : request.getAfterRevision();
    CompletionStage<Source<WatchInstancesResponse, Object>> watch =
        asks.find(sceneId, CallDeadline.orAtMost(timeout))
            .thenApply(
                scene ->
                    Source.fromGraph(
                            new WatchSource(
                                scene,
                                after,
                                request.getTellUnchanged(),
                                mostWatchEvents,
                                messages,
                                telemetry))
                        .mapMaterializedValue(none -> (Object) none));
    streams.answer(Source.completionStageSource(watch), responses);
  }

  private CompletionStage<ListInstancesResponse> list(ListInstancesRequest request) {
    Violations violations = new Violations();
    Ids.checkScene(request.getSceneId(), "scene_id", violations);
    int size = request.getPageSize() == 0 ? LARGEST_PAGE : request.getPageSize();
    violations.require(
        size >= 1 && size <= LARGEST_PAGE, "page_size", "must be 0 to " + LARGEST_PAGE);
    OptionalInt after = afterId(request.getPageToken());
    violations.require(after.isPresent(), "page_token", "must be a next_page_token of this method");
    ReadMask.check(
        request.getReadMask(),
        io.splatlas.proto.v1.Instance.getDescriptor(),
        "read_mask",
        violations);
    violations.throwIfAny();
    UnaryOperator<io.splatlas.proto.v1.Instance> kept =
        ReadMask.of(request.hasReadMask(), request.getReadMask());
    return asks.<InstanceFeed.Snapshot>scene(
            request.getSceneId(),
            replyTo -> new Scene.ListInstances(after.getAsInt(), size + 1, replyTo),
            CallDeadline.orAtMost(timeout))
        .thenApply(found -> page(found, size, kept));
  }

  private CompletionStage<GetInstanceResponse> get(GetInstanceRequest request) {
    Violations violations = new Violations();
    Ids.checkScene(request.getSceneId(), "scene_id", violations);
    violations.require(
        request.getInstanceId() != 0, "instance_id", "must be the id of an instance, got 0");
    violations.throwIfAny();
    return asks.<Instance>scene(
            request.getSceneId(),
            replyTo -> new Scene.GetInstance(request.getInstanceId(), replyTo),
            CallDeadline.orAtMost(timeout))
        .thenApply(
            instance ->
                GetInstanceResponse.newBuilder()
                    .setInstance(InstanceMessages.toMessage(instance))
                    .build());
  }

  private static OptionalInt afterId(String token) {
    if (token.isEmpty()) {
      return OptionalInt.of(0);
    }
    String id = PageToken.read(token).orElse("");
    return id.matches("[1-9][0-9]{0,8}")
        ? OptionalInt.of(Integer.parseInt(id))
        : OptionalInt.empty();
  }

  /** One instance more than the page holds was asked for: it says whether another page follows. */
  private static ListInstancesResponse page(
      InstanceFeed.Snapshot found, int size, UnaryOperator<io.splatlas.proto.v1.Instance> kept) {
    List<Instance> shown = found.instances().subList(0, Math.min(size, found.instances().size()));
    ListInstancesResponse.Builder page =
        ListInstancesResponse.newBuilder().setRevision(found.revision());
    for (Instance instance : shown) {
      page.addInstances(kept.apply(InstanceMessages.toMessage(instance)));
    }
    if (found.instances().size() > size) {
      page.setNextPageToken(PageToken.after(Integer.toString(shown.getLast().id())));
    }
    return page.build();
  }
}
