package io.splatlas.gateway.scene;

import io.grpc.stub.StreamObserver;
import io.splatlas.actors.model.SceneOptions;
import io.splatlas.actors.model.SceneOwner;
import io.splatlas.actors.model.SceneProblem;
import io.splatlas.actors.model.SceneStatus;
import io.splatlas.actors.scene.Scene;
import io.splatlas.actors.scene.Scenes;
import io.splatlas.gateway.access.CallDeadline;
import io.splatlas.gateway.access.SceneAsks;
import io.splatlas.gateway.auth.Principal;
import io.splatlas.gateway.convert.Ids;
import io.splatlas.gateway.convert.PageToken;
import io.splatlas.gateway.convert.ReadMask;
import io.splatlas.gateway.convert.SceneMessages;
import io.splatlas.gateway.status.Violations;
import io.splatlas.gateway.stream.UnaryCalls;
import io.splatlas.proto.v1.CreateSceneRequest;
import io.splatlas.proto.v1.CreateSceneResponse;
import io.splatlas.proto.v1.DeleteSceneRequest;
import io.splatlas.proto.v1.DeleteSceneResponse;
import io.splatlas.proto.v1.FinishSceneRequest;
import io.splatlas.proto.v1.FinishSceneResponse;
import io.splatlas.proto.v1.GetSceneRequest;
import io.splatlas.proto.v1.GetSceneResponse;
import io.splatlas.proto.v1.ListScenesRequest;
import io.splatlas.proto.v1.ListScenesResponse;
import io.splatlas.proto.v1.SceneServiceGrpc;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.apache.pekko.Done;

/** SceneService of splatlas.v1. */
public final class GrpcSceneService extends SceneServiceGrpc.SceneServiceImplBase {
  private static final int DEFAULT_PAGE = 100;
  private static final int LARGEST_PAGE = 1000;

  private final SceneAsks asks;
  private final int mostScenes;
  private final Duration timeout;

  /**
   * @param mostScenes of one principal
   * @param timeout for a scene to answer
   */
  public GrpcSceneService(SceneAsks asks, int mostScenes, Duration timeout) {
    this.asks = asks;
    this.mostScenes = mostScenes;
    this.timeout = timeout;
  }

  @Override
  public void createScene(
      CreateSceneRequest request, StreamObserver<CreateSceneResponse> responses) {
    UnaryCalls.answer(responses, () -> create(request));
  }

  @Override
  public void getScene(GetSceneRequest request, StreamObserver<GetSceneResponse> responses) {
    UnaryCalls.answer(
        responses,
        () ->
            asks.scene(Ids.requireScene(request.getSceneId()), Scene.GetStatus::new, deadline())
                .thenApply(
                    status ->
                        GetSceneResponse.newBuilder()
                            .setScene(SceneMessages.toMessage(status))
                            .build()));
  }

  @Override
  public void listScenes(ListScenesRequest request, StreamObserver<ListScenesResponse> responses) {
    UnaryCalls.answer(responses, () -> list(request));
  }

  @Override
  public void finishScene(
      FinishSceneRequest request, StreamObserver<FinishSceneResponse> responses) {
    UnaryCalls.answer(
        responses,
        () ->
            asks.scene(Ids.requireScene(request.getSceneId()), Scene.Finish::new, deadline())
                .thenApply(
                    status ->
                        FinishSceneResponse.newBuilder()
                            .setScene(SceneMessages.toMessage(status))
                            .build()));
  }

  @Override
  public void deleteScene(
      DeleteSceneRequest request, StreamObserver<DeleteSceneResponse> responses) {
    UnaryCalls.answer(
        responses,
        () -> {
          String id = Ids.requireScene(request.getSceneId());
          return asks.<Done>scenes(replyTo -> new Scenes.Delete(id, replyTo), deadline())
              .exceptionally(failure -> forgiven(failure, request.getAllowMissing()))
              .thenApply(done -> DeleteSceneResponse.getDefaultInstance());
        });
  }

  /** What is gone already is as good as deleted, where the client says so. */
  private static Done forgiven(Throwable failure, boolean allowMissing) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (allowMissing
        && cause instanceof SceneProblem problem
        && problem.reason() == SceneProblem.Reason.NOT_FOUND) {
      return Done.getInstance();
    }
    throw failure instanceof CompletionException whole ? whole : new CompletionException(failure);
  }

  private CompletionStage<CreateSceneResponse> create(CreateSceneRequest request) {
    Violations violations = new Violations();
    if (!request.getSceneId().isEmpty()) {
      Ids.checkScene(request.getSceneId(), "scene_id", violations);
    }
    SceneNames.check(request, violations);
    SceneOptions options = SceneMessages.toOptions(request.getOptions(), violations);
    violations.throwIfAny();
    String id = SceneNames.of(request, Principal.current());
    SceneOwner owner = new SceneOwner(Principal.current().name(), mostScenes);
    return asks.<SceneStatus>scenes(
            replyTo -> new Scenes.Create(id, options, owner, replyTo), deadline())
        .thenApply(
            status ->
                CreateSceneResponse.newBuilder().setScene(SceneMessages.toMessage(status)).build());
  }

  private CompletionStage<ListScenesResponse> list(ListScenesRequest request) {
    Violations violations = new Violations();
    int size = request.getPageSize() == 0 ? DEFAULT_PAGE : request.getPageSize();
    violations.require(
        size >= 1 && size <= LARGEST_PAGE, "page_size", "must be 0 to " + LARGEST_PAGE);
    String after = afterId(request.getPageToken(), violations);
    ReadMask.check(
        request.getReadMask(), io.splatlas.proto.v1.Scene.getDescriptor(), "read_mask", violations);
    violations.throwIfAny();
    UnaryOperator<io.splatlas.proto.v1.Scene> kept =
        ReadMask.of(request.hasReadMask(), request.getReadMask());
    return visible(after, size + 1, List.of(), Principal.current(), deadline())
        .thenApply(scenes -> page(scenes, size, kept));
  }

  /** Scenes behind an id that the principal may see, read on until there are enough. */
  private CompletionStage<List<SceneStatus>> visible(
      String after, int count, List<SceneStatus> found, Principal reader, Duration limit) {
    int most = reader.maySeeAll() ? count : LARGEST_PAGE + 1;
    return asks.<List<SceneStatus>>scenes(
            replyTo -> new Scenes.ListScenes(after, most, replyTo), limit)
        .thenCompose(
            batch -> {
              List<SceneStatus> seen =
                  Stream.concat(
                          found.stream(), batch.stream().filter(scene -> reader.maySee(scene.id())))
                      .limit(count)
                      .toList();
              return seen.size() == count || batch.size() < most
                  ? CompletableFuture.completedFuture(seen)
                  : visible(batch.getLast().id(), count, seen, reader, limit);
            });
  }

  private static String afterId(String token, Violations violations) {
    if (token.isEmpty()) {
      return "";
    }
    String id = PageToken.read(token).filter(Ids::isScene).orElse("");
    violations.require(!id.isEmpty(), "page_token", "must be a next_page_token of this method");
    return id;
  }

  /** One scene more than the page holds was asked for: it says whether another page follows. */
  private static ListScenesResponse page(
      List<SceneStatus> scenes, int size, UnaryOperator<io.splatlas.proto.v1.Scene> kept) {
    ListScenesResponse.Builder page = ListScenesResponse.newBuilder();
    List<SceneStatus> shown = scenes.subList(0, Math.min(size, scenes.size()));
    for (SceneStatus scene : shown) {
      page.addScenes(kept.apply(SceneMessages.toMessage(scene)));
    }
    if (scenes.size() > size) {
      page.setNextPageToken(PageToken.after(shown.getLast().id()));
    }
    return page.build();
  }

  private Duration deadline() {
    return CallDeadline.orAtMost(timeout);
  }
}
