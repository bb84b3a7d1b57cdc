package io.splatlas.ops.e2e;

import io.grpc.Server;
import io.grpc.Status;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.StreamObserver;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.splatlas.ops.client.SplatlasClient;
import io.splatlas.ops.metrics.Health;
import io.splatlas.ops.metrics.OperatorEndpoint;
import io.splatlas.ops.page.Page;
import io.splatlas.ops.page.PageMetrics;
import io.splatlas.ops.page.SceneJournal;
import io.splatlas.proto.v1.Device;
import io.splatlas.proto.v1.GetInstanceRequest;
import io.splatlas.proto.v1.GetInstanceResponse;
import io.splatlas.proto.v1.GetSceneRequest;
import io.splatlas.proto.v1.GetSceneResponse;
import io.splatlas.proto.v1.GetSystemRequest;
import io.splatlas.proto.v1.GetSystemResponse;
import io.splatlas.proto.v1.Instance;
import io.splatlas.proto.v1.InstanceServiceGrpc;
import io.splatlas.proto.v1.ListInstancesRequest;
import io.splatlas.proto.v1.ListInstancesResponse;
import io.splatlas.proto.v1.Scene;
import io.splatlas.proto.v1.SceneServiceGrpc;
import io.splatlas.proto.v1.SceneState;
import io.splatlas.proto.v1.SystemServiceGrpc;
import io.splatlas.proto.v1.WatchInstancesRequest;
import io.splatlas.proto.v1.WatchInstancesResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;

/**
 * The real page before a gateway that knows one scene, whose instances do what a test says: a scene
 * that trains does not merge or split when a test wants it to.
 */
final class StagedPage implements AutoCloseable {
  static final String SCENE = "staged";

  final StagedInstances instances = new StagedInstances();
  private final Server gateway;
  private final Page page;
  private final OperatorEndpoint endpoint;

  private StagedPage() throws IOException {
    String name = InProcessServerBuilder.generateName();
    gateway =
        InProcessServerBuilder.forName(name)
            .addService(new Scenes())
            .addService(new Instances())
            .addService(new TheSystem())
            .build()
            .start();
    PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    page =
        Page.of(
            SplatlasClient.over(InProcessChannelBuilder.forName(name).build()),
            "127.0.0.1:0",
            new SceneJournal(),
            new PageMetrics(registry));
    endpoint =
        OperatorEndpoint.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            registry,
            new Health(() -> "", () -> ""),
            Optional.of(page));
  }

  static StagedPage start() throws IOException {
    return new StagedPage();
  }

  /** Where the page of the scene is. */
  String address() {
    return "http://127.0.0.1:" + endpoint.port() + "/#scene=" + SCENE;
  }

  private static <T> void answer(StreamObserver<T> caller, T answer) {
    caller.onNext(answer);
    caller.onCompleted();
  }

  private final class Scenes extends SceneServiceGrpc.SceneServiceImplBase {
    @Override
    public void getScene(GetSceneRequest request, StreamObserver<GetSceneResponse> caller) {
      Scene scene =
          Scene.newBuilder()
              .setId(SCENE)
              .setState(SceneState.SCENE_STATE_FINISHED)
              .setRevision(instances.revision())
              .build();
      answer(caller, GetSceneResponse.newBuilder().setScene(scene).build());
    }
  }

  private final class Instances extends InstanceServiceGrpc.InstanceServiceImplBase {
    @Override
    public void listInstances(
        ListInstancesRequest request, StreamObserver<ListInstancesResponse> caller) {
      answer(
          caller,
          ListInstancesResponse.newBuilder()
              .addAllInstances(instances.alive())
              .setRevision(instances.revision())
              .build());
    }

    @Override
    public void getInstance(
        GetInstanceRequest request, StreamObserver<GetInstanceResponse> caller) {
      Optional<Instance> known = instances.known(request.getInstanceId());
      if (known.isEmpty()) {
        caller.onError(Status.NOT_FOUND.asRuntimeException());
      } else {
        answer(caller, GetInstanceResponse.newBuilder().setInstance(known.get()).build());
      }
    }

    @Override
    public void watchInstances(
        WatchInstancesRequest request, StreamObserver<WatchInstancesResponse> caller) {
      instances.watch(request.getAfterRevision(), caller);
    }
  }

  private static final class TheSystem extends SystemServiceGrpc.SystemServiceImplBase {
    @Override
    public void getSystem(GetSystemRequest request, StreamObserver<GetSystemResponse> caller) {
      answer(
          caller,
          GetSystemResponse.newBuilder()
              .setVersion("staged")
              .setDevice(Device.newBuilder().setKind("none").setName("no device"))
              .build());
    }
  }

  @Override
  public void close() {
    page.close();
    endpoint.close();
    gateway.shutdownNow();
  }
}
