package io.splatlas.gateway.server;

import static java.util.Map.entry;

import io.grpc.MethodDescriptor;
import io.splatlas.actors.model.LabelQuestion;
import io.splatlas.gateway.auth.Scope;
import io.splatlas.gateway.limit.StreamKind;
import io.splatlas.gateway.server.AccessRule.Who;
import io.splatlas.proto.v1.CaptureRequest;
import io.splatlas.proto.v1.CaptureServiceGrpc;
import io.splatlas.proto.v1.CreateSceneRequest;
import io.splatlas.proto.v1.DeleteSceneRequest;
import io.splatlas.proto.v1.ExportSceneRequest;
import io.splatlas.proto.v1.ExportServiceGrpc;
import io.splatlas.proto.v1.FinishSceneRequest;
import io.splatlas.proto.v1.GetInstanceRequest;
import io.splatlas.proto.v1.GetSceneRequest;
import io.splatlas.proto.v1.InstanceServiceGrpc;
import io.splatlas.proto.v1.Intrinsics;
import io.splatlas.proto.v1.LabelInstancesRequest;
import io.splatlas.proto.v1.ListInstancesRequest;
import io.splatlas.proto.v1.QueryImageRequest;
import io.splatlas.proto.v1.QueryServiceGrpc;
import io.splatlas.proto.v1.QueryTextRequest;
import io.splatlas.proto.v1.RenderLiveRequest;
import io.splatlas.proto.v1.RenderRequest;
import io.splatlas.proto.v1.RenderServiceGrpc;
import io.splatlas.proto.v1.SceneServiceGrpc;
import io.splatlas.proto.v1.SelectRequest;
import io.splatlas.proto.v1.SystemServiceGrpc;
import io.splatlas.proto.v1.WatchInstancesRequest;
import io.splatlas.proto.v1.WatchMatchesRequest;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The one table of who may call what. A method that is not in it is refused; a test holds every
 * method of every service against it.
 */
final class AccessRules {
  private static final double TEXT_COST = 0.05;
  private static final double SMALL_COST = 0.01;
  private static final double EXPORT_COST = 10;
  private static final double MEGA = 1e6;

  /**
   * Of the largest view there is; larger ones are refused by their service, for a better reason.
   */
  private static final double MOST_PIXELS = 4096.0 * 4096.0;

  private static final Map<String, AccessRule> RULES =
      Map.ofEntries(
          entry(
              name(SceneServiceGrpc.getCreateSceneMethod()),
              AccessRule.on(
                      Scope.CAPTURE, of(CreateSceneRequest.class, CreateSceneRequest::getSceneId))
                  .takenDown()),
          entry(
              name(SceneServiceGrpc.getGetSceneMethod()),
              AccessRule.seeing(of(GetSceneRequest.class, GetSceneRequest::getSceneId))),
          // Answers what the caller may see, see GrpcSceneService.
          entry(name(SceneServiceGrpc.getListScenesMethod()), AccessRule.of(Who.KNOWN)),
          entry(
              name(SceneServiceGrpc.getFinishSceneMethod()),
              AccessRule.on(
                      Scope.CAPTURE, of(FinishSceneRequest.class, FinishSceneRequest::getSceneId))
                  .takenDown()),
          entry(
              name(SceneServiceGrpc.getDeleteSceneMethod()),
              AccessRule.on(
                      Scope.ADMIN, of(DeleteSceneRequest.class, DeleteSceneRequest::getSceneId))
                  .takenDown()),
          entry(
              name(CaptureServiceGrpc.getCaptureMethod()),
              AccessRule.on(Scope.CAPTURE, AccessRules::openedScene)
                  .staysOpen(StreamKind.CAPTURES)),
          entry(
              name(InstanceServiceGrpc.getListInstancesMethod()),
              AccessRule.on(
                  Scope.WATCH, of(ListInstancesRequest.class, ListInstancesRequest::getSceneId))),
          entry(
              name(InstanceServiceGrpc.getGetInstanceMethod()),
              AccessRule.on(
                  Scope.WATCH, of(GetInstanceRequest.class, GetInstanceRequest::getSceneId))),
          entry(
              name(InstanceServiceGrpc.getWatchInstancesMethod()),
              AccessRule.on(
                      Scope.WATCH,
                      of(WatchInstancesRequest.class, WatchInstancesRequest::getSceneId))
                  .staysOpen(StreamKind.WATCHES)),
          entry(
              name(RenderServiceGrpc.getRenderMethod()),
              AccessRule.on(Scope.QUERY, of(RenderRequest.class, RenderRequest::getSceneId))
                  .costing(AccessRules::cost)),
          // Pays as it is rendered for, see GrpcRenderService.
          entry(
              name(RenderServiceGrpc.getRenderLiveMethod()),
              AccessRule.on(Scope.QUERY, of(RenderLiveRequest.class, RenderLiveRequest::getSceneId))
                  .staysOpen(StreamKind.LIVE_VIEWS)),
          entry(
              name(QueryServiceGrpc.getSelectMethod()),
              AccessRule.on(Scope.QUERY, of(SelectRequest.class, SelectRequest::getSceneId))
                  .costing(AccessRules::cost)),
          entry(
              name(QueryServiceGrpc.getQueryTextMethod()),
              AccessRule.on(Scope.QUERY, of(QueryTextRequest.class, QueryTextRequest::getSceneId))
                  .costing(AccessRules::cost)),
          entry(
              name(QueryServiceGrpc.getQueryImageMethod()),
              AccessRule.on(Scope.QUERY, of(QueryImageRequest.class, QueryImageRequest::getSceneId))
                  .costing(AccessRules::cost)),
          entry(
              name(QueryServiceGrpc.getWatchMatchesMethod()),
              AccessRule.on(
                      Scope.QUERY, of(WatchMatchesRequest.class, WatchMatchesRequest::getSceneId))
                  .costing(AccessRules::cost)
                  .staysOpen(StreamKind.WATCHES)),
          entry(
              name(QueryServiceGrpc.getLabelInstancesMethod()),
              AccessRule.on(
                      Scope.QUERY,
                      of(LabelInstancesRequest.class, LabelInstancesRequest::getSceneId))
                  .costing(AccessRules::cost)),
          entry(
              name(ExportServiceGrpc.getExportSceneMethod()),
              AccessRule.on(
                      Scope.QUERY, of(ExportSceneRequest.class, ExportSceneRequest::getSceneId))
                  .costing(message -> EXPORT_COST)
                  .staysOpen(StreamKind.EXPORTS)),
          entry(name(SystemServiceGrpc.getGetSystemMethod()), AccessRule.of(Who.KNOWN)),
          entry("grpc.health.v1.Health/Check", AccessRule.of(Who.ANYBODY)),
          entry("grpc.health.v1.Health/Watch", AccessRule.of(Who.ANYBODY)),
          entry("grpc.health.v1.Health/List", AccessRule.of(Who.ANYBODY)),
          entry(
              "grpc.reflection.v1.ServerReflection/ServerReflectionInfo", AccessRule.of(Who.KNOWN)),
          entry(
              "grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
              AccessRule.of(Who.KNOWN)));

  private AccessRules() {}

  /** The rule of a method; empty when nobody may call it. */
  static Optional<AccessRule> of(String fullMethodName) {
    return Optional.ofNullable(RULES.get(fullMethodName));
  }

  private static String name(MethodDescriptor<?, ?> method) {
    return method.getFullMethodName();
  }

  private static <T> Function<Object, @Nullable String> of(
      Class<T> type, Function<T, String> sceneId) {
    return message -> sceneId.apply(type.cast(message));
  }

  /** Frames name no scene: they go where the stream was opened to. */
  private static @Nullable String openedScene(Object message) {
    CaptureRequest request = (CaptureRequest) message;
    return request.hasOpen() ? request.getOpen().getSceneId() : null;
  }

  private static double cost(Object message) {
    return switch (message) {
      case RenderRequest render -> SMALL_COST + pixels(render.getView().getIntrinsics());
      case SelectRequest select ->
          SMALL_COST
              + pixels(select.getClick().getView().getIntrinsics())
              + pixels(select.getMaskView().getIntrinsics());
      case QueryTextRequest text -> TEXT_COST + pixels(text.getView().getIntrinsics());
      case QueryImageRequest image ->
          TEXT_COST
              + pixels(image.getWidth(), image.getHeight())
              + pixels(image.getView().getIntrinsics());
      case WatchMatchesRequest watch ->
          TEXT_COST + pixels(watch.getPicture().getWidth(), watch.getPicture().getHeight());
      // A longer vocabulary is refused by its service, for a better reason.
      case LabelInstancesRequest labels ->
          TEXT_COST * (1 + Math.min(labels.getLabelsCount(), LabelQuestion.MOST));
      default -> SMALL_COST;
    };
  }

  private static double pixels(Intrinsics lens) {
    return pixels(lens.getWidth(), lens.getHeight());
  }

  private static double pixels(int width, int height) {
    double count = (double) Integer.toUnsignedLong(width) * Integer.toUnsignedLong(height);
    return Math.min(count, MOST_PIXELS) / MEGA;
  }
}
