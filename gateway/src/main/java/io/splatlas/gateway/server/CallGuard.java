package io.splatlas.gateway.server;

import com.google.protobuf.MessageLite;
import io.grpc.ForwardingServerCall;
import io.grpc.ForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.splatlas.gateway.GatewayTelemetry;
import io.splatlas.gateway.status.ErrorReason;
import io.splatlas.gateway.status.GrpcErrors;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Stands before every service: refuses messages over the size the method takes, and turns whatever
 * a service throws into a status.
 */
final class CallGuard implements ServerInterceptor {
  private final String roomyMethod;
  private final int roomyBytes;
  private final int mostBytes;
  private final GatewayTelemetry telemetry;

  /**
   * @param roomyMethod full name of the method that takes large messages
   * @param roomyBytes largest message of that method
   * @param mostBytes largest message of all other methods
   */
  CallGuard(String roomyMethod, int roomyBytes, int mostBytes, GatewayTelemetry telemetry) {
    this.roomyMethod = roomyMethod;
    this.roomyBytes = roomyBytes;
    this.mostBytes = mostBytes;
    this.telemetry = telemetry;
  }

  @Override
  public <A, B> ServerCall.Listener<A> interceptCall(
      ServerCall<A, B> call, Metadata headers, ServerCallHandler<A, B> next) {
    GuardedCall<A, B> guarded = new GuardedCall<>(call);
    boolean roomy = call.getMethodDescriptor().getFullMethodName().equals(roomyMethod);
    try {
      return new GuardedListener<>(
          guarded, next.startCall(guarded, headers), roomy ? roomyBytes : mostBytes);
    } catch (RuntimeException failure) {
      guarded.closeFor(GrpcErrors.of(failure));
      return new ServerCall.Listener<>() {};
    }
  }

  /** A call that is closed once, whoever is first: the guard or the service. */
  private final class GuardedCall<A, B>
      extends ForwardingServerCall.SimpleForwardingServerCall<A, B> {
    private final AtomicBoolean closed = new AtomicBoolean();

    GuardedCall(ServerCall<A, B> call) {
      super(call);
    }

    @Override
    public void close(Status status, Metadata trailers) {
      if (closed.compareAndSet(false, true)) {
        if (status.getCode() == Status.Code.INTERNAL) {
          telemetry.internalError();
        }
        super.close(status, trailers);
      }
    }

    @Override
    public void sendMessage(B message) {
      if (!closed.get()) {
        super.sendMessage(message);
      }
    }

    void closeFor(StatusRuntimeException failure) {
      Metadata trailers = failure.getTrailers();
      close(failure.getStatus(), trailers == null ? new Metadata() : trailers);
    }
  }

  private static final class GuardedListener<A, B>
      extends ForwardingServerCallListener.SimpleForwardingServerCallListener<A> {
    private final GuardedCallCloser closer;
    private final int mostBytes;
    private boolean refused;

    GuardedListener(
        CallGuard.GuardedCall<A, B> call, ServerCall.Listener<A> listener, int mostBytes) {
      super(listener);
      this.closer = call::closeFor;
      this.mostBytes = mostBytes;
    }

    @Override
    public void onMessage(A message) {
      if (message instanceof MessageLite sized && sized.getSerializedSize() > mostBytes) {
        end(
            GrpcErrors.of(
                Status.Code.RESOURCE_EXHAUSTED,
                ErrorReason.MESSAGE_TOO_LARGE,
                "the message has %,d bytes, this method takes at most %,d"
                    .formatted(sized.getSerializedSize(), mostBytes)));
        return;
      }
      guard(() -> super.onMessage(message));
    }

    @Override
    public void onHalfClose() {
      guard(super::onHalfClose);
    }

    @Override
    public void onReady() {
      guard(super::onReady);
    }

    private void guard(Runnable signal) {
      if (refused) {
        return;
      }
      try {
        signal.run();
      } catch (RuntimeException failure) {
        end(GrpcErrors.of(failure));
      }
    }

    /** Ends the call and tells the service that its client is gone. */
    private void end(StatusRuntimeException failure) {
      if (!refused) {
        refused = true;
        closer.close(failure);
        super.onCancel();
      }
    }
  }

  private interface GuardedCallCloser {
    void close(StatusRuntimeException failure);
  }
}
