package io.splatlas.gateway.server;

import io.grpc.BindableService;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.grpc.protobuf.services.HealthStatusManager;
import io.splatlas.proto.v1.CaptureServiceGrpc;
import io.splatlas.proto.v1.ExportServiceGrpc;
import io.splatlas.proto.v1.InstanceServiceGrpc;
import io.splatlas.proto.v1.QueryServiceGrpc;
import io.splatlas.proto.v1.RenderServiceGrpc;
import io.splatlas.proto.v1.SceneServiceGrpc;
import io.splatlas.proto.v1.SystemServiceGrpc;
import java.util.List;

/** Health v1: which services answer, and what each of them needs for that. Thread-safe. */
final class ServiceHealth {
  private final HealthStatusManager health = new HealthStatusManager();

  /** The service that who asks for health calls. */
  BindableService service() {
    return health.getHealthService();
  }

  /** A service answers, until something else is told. */
  void serves(BindableService service) {
    tell(service.bindService().getServiceDescriptor().getName(), true);
  }

  /**
   * What can be served: frames are stored, scenes rendered, changes of instances recorded (none is
   * told before), anything answered at all.
   */
  void tell(boolean storing, boolean rendering, boolean recording, boolean answering) {
    tell(CaptureServiceGrpc.SERVICE_NAME, storing);
    tell(InstanceServiceGrpc.SERVICE_NAME, recording);
    for (String service :
        List.of(
            RenderServiceGrpc.SERVICE_NAME,
            QueryServiceGrpc.SERVICE_NAME,
            ExportServiceGrpc.SERVICE_NAME)) {
      tell(service, rendering);
    }
    for (String service : List.of(SceneServiceGrpc.SERVICE_NAME, SystemServiceGrpc.SERVICE_NAME)) {
      tell(service, answering);
    }
    tell(
        HealthStatusManager.SERVICE_NAME_ALL_SERVICES,
        storing && rendering && recording && answering);
  }

  private void tell(String service, boolean serving) {
    health.setStatus(service, serving ? ServingStatus.SERVING : ServingStatus.NOT_SERVING);
  }

  /** Nothing is served any more, whatever is told from now on. */
  void end() {
    health.enterTerminalState();
  }
}
