package io.splatlas.gateway.query;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.splatlas.actors.model.LabelQuestion;
import io.splatlas.actors.model.SceneMatches;
import io.splatlas.actors.model.SceneNames;
import io.splatlas.actors.model.SceneSelection;
import io.splatlas.actors.scene.Scene;
import io.splatlas.gateway.access.CallDeadline;
import io.splatlas.gateway.access.SceneAsks;
import io.splatlas.gateway.auth.Principal;
import io.splatlas.gateway.convert.InstanceMessages;
import io.splatlas.gateway.limit.FairShare;
import io.splatlas.gateway.status.Violations;
import io.splatlas.gateway.stream.CallStreams;
import io.splatlas.gateway.stream.UnaryCalls;
import io.splatlas.proto.v1.LabelInstancesRequest;
import io.splatlas.proto.v1.LabelInstancesResponse;
import io.splatlas.proto.v1.QueryImageRequest;
import io.splatlas.proto.v1.QueryImageResponse;
import io.splatlas.proto.v1.QueryServiceGrpc;
import io.splatlas.proto.v1.QueryTextRequest;
import io.splatlas.proto.v1.QueryTextResponse;
import io.splatlas.proto.v1.SelectRequest;
import io.splatlas.proto.v1.SelectResponse;
import io.splatlas.proto.v1.SelectedInstance;
import io.splatlas.proto.v1.TextMatch;
import io.splatlas.proto.v1.Vector3;
import io.splatlas.proto.v1.WatchMatchesRequest;
import io.splatlas.proto.v1.WatchMatchesResponse;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

/** QueryService of splatlas.v1. */
public final class GrpcQueryService extends QueryServiceGrpc.QueryServiceImplBase {
  /** Bytes queued in a watch's transport beyond which the scene is not asked again. */
  private static final int WATCH_READY_BYTES = 4 << 10;

  /** Standing questions that ask one scene at a time: a quarter of the questions that may wait. */
  private static final int STANDING_AT_ONCE = 2;

  /** Questions of one principal under way; a scene lets eight wait, so others find some free. */
  private static final int AT_ONCE = 5;

  private final SceneAsks asks;
  private final CallStreams streams;
  private final Executor encoders;
  private final Duration timeout;
  private final Turns turns = new Turns(STANDING_AT_ONCE);
  private final FairShare share = new FairShare("questions", AT_ONCE);

  /**
   * @param encoders compresses masks and maps
   * @param timeout for one question
   */
  public GrpcQueryService(
      SceneAsks asks, CallStreams streams, Executor encoders, Duration timeout) {
    this.asks = asks;
    this.streams = streams;
    this.encoders = encoders;
    this.timeout = timeout;
  }

  @Override
  public void select(SelectRequest request, StreamObserver<SelectResponse> responses) {
    UnaryCalls.answer(responses, () -> share.within(Principal.current(), () -> select(request)));
  }

  private CompletionStage<SelectResponse> select(SelectRequest request) {
    Violations violations = new Violations();
    PickReader.check(request, violations);
    violations.throwIfAny();
    return asks.<SceneSelection>scene(
            request.getSceneId(),
            replyTo ->
                new Scene.Select(
                    PickReader.read(request),
                    request.hasMaskView() ? Viewpoints.camera(request.getMaskView()) : null,
                    replyTo),
            CallDeadline.orAtMost(timeout))
        .thenApplyAsync(GrpcQueryService::toMessage, encoders);
  }

  @Override
  public void queryText(QueryTextRequest request, StreamObserver<QueryTextResponse> responses) {
    UnaryCalls.answer(responses, () -> share.within(Principal.current(), () -> queryText(request)));
  }

  private CompletionStage<QueryTextResponse> queryText(QueryTextRequest request) {
    Violations violations = new Violations();
    TextReader.check(request, violations);
    violations.throwIfAny();
    return asks.<SceneMatches>scene(
            request.getSceneId(),
            replyTo -> new Scene.QueryText(TextReader.read(request), replyTo),
            CallDeadline.orAtMost(timeout))
        .thenApplyAsync(GrpcQueryService::toMessage, encoders);
  }

  @Override
  public void queryImage(QueryImageRequest request, StreamObserver<QueryImageResponse> responses) {
    UnaryCalls.answer(
        responses, () -> share.within(Principal.current(), () -> queryImage(request)));
  }

  private CompletionStage<QueryImageResponse> queryImage(QueryImageRequest request) {
    Violations violations = new Violations();
    ImageReader.check(request, violations);
    violations.throwIfAny();
    return asks.<SceneMatches>scene(
            request.getSceneId(),
            replyTo -> new Scene.QueryImage(ImageReader.read(request), replyTo),
            CallDeadline.orAtMost(timeout))
        .thenApplyAsync(ImageReader::toMessage, encoders);
  }

  @Override
  public void labelInstances(
      LabelInstancesRequest request, StreamObserver<LabelInstancesResponse> responses) {
    UnaryCalls.answer(
        responses, () -> share.within(Principal.current(), () -> labelInstances(request)));
  }

  private CompletionStage<LabelInstancesResponse> labelInstances(LabelInstancesRequest request) {
    Violations violations = new Violations();
    LabelReader.check(request, violations);
    violations.throwIfAny();
    return asks.<SceneNames>scene(
            request.getSceneId(),
            replyTo ->
                new Scene.LabelInstances(new LabelQuestion(request.getLabelsList()), replyTo),
            CallDeadline.orAtMost(timeout))
        .thenApply(names -> LabelReader.toMessage(names, request));
  }

  @Override
  public void watchMatches(
      WatchMatchesRequest request, StreamObserver<WatchMatchesResponse> responses) {
    Violations violations = new Violations();
    StandingReader.check(request, violations);
    violations.throwIfAny();
    ((ServerCallStreamObserver<WatchMatchesResponse>) responses)
        .setOnReadyThreshold(WATCH_READY_BYTES);
    streams.answer(
        StandingQuery.news(
            asks, request.getSceneId(), StandingReader.read(request), turns, timeout),
        responses);
  }

  private static QueryTextResponse toMessage(SceneMatches found) {
    QueryTextResponse.Builder response =
        QueryTextResponse.newBuilder()
            .setModel(found.language())
            .setCompared(found.compared())
            .setRevision(found.revision())
            .setIteration(found.iteration());
    for (SceneMatches.Match match : found.matches()) {
      response.addMatches(
          TextMatch.newBuilder()
              .setInstance(InstanceMessages.toMessage(match.instance()))
              .setRelevancy(match.relevancy())
              .setSimilarity(match.similarity()));
    }
    if (found.map() != null) {
      response.setRelevancyMap(Maps.png(found.map()));
    }
    return response.build();
  }

  private static SelectResponse toMessage(SceneSelection selection) {
    SelectResponse.Builder response =
        SelectResponse.newBuilder()
            .setRevision(selection.revision())
            .setIteration(selection.iteration());
    for (SceneSelection.Hit hit : selection.hits()) {
      response.addInstances(
          SelectedInstance.newBuilder()
              .setInstance(InstanceMessages.toMessage(hit.instance()))
              .setGaussians(hit.gaussians()));
    }
    double[] point = selection.point();
    if (point != null) {
      response.setPoint(Vector3.newBuilder().setX(point[0]).setY(point[1]).setZ(point[2]).build());
    }
    SceneSelection.Mask mask = selection.mask();
    if (mask != null) {
      response.setMask(Maps.png(mask));
    }
    return response.build();
  }
}
