package io.splatlas.gateway.capture;

import io.grpc.stub.StreamObserver;
import io.splatlas.gateway.access.CallDeadline;
import io.splatlas.gateway.auth.Principal;
import io.splatlas.gateway.stream.CallStreams;
import io.splatlas.proto.v1.CaptureRequest;
import io.splatlas.proto.v1.CaptureResponse;
import io.splatlas.proto.v1.CaptureServiceGrpc;
import java.time.Duration;
import org.apache.pekko.stream.javadsl.Flow;

/** CaptureService of splatlas.v1. */
public final class GrpcCaptureService extends CaptureServiceGrpc.CaptureServiceImplBase {
  private final CallStreams streams;
  private final CaptureSettings settings;
  private final Duration openTimeout;

  /**
   * @param openTimeout for a scene to open a stream
   */
  public GrpcCaptureService(CallStreams streams, CaptureSettings settings, Duration openTimeout) {
    this.streams = streams;
    this.settings = settings;
    this.openTimeout = openTimeout;
  }

  @Override
  public StreamObserver<CaptureRequest> capture(StreamObserver<CaptureResponse> responses) {
    return streams.converse(
        Flow.fromGraph(
            new CaptureFlow(
                settings, Principal.current().name(), CallDeadline.orAtMost(openTimeout))),
        responses);
  }
}
