package io.splatlas.gateway.server;

import com.google.protobuf.MessageLite;
import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.ForwardingServerCall;
import io.grpc.ForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.splatlas.gateway.GatewayTelemetry;
import io.splatlas.gateway.audit.AuditLog;
import io.splatlas.gateway.status.ErrorReason;
import io.splatlas.gateway.status.GrpcErrors;
import io.splatlas.proto.v1.RenderServiceGrpc;

/**
 * Stands before every service: refuses messages over the size the method takes, and turns whatever
 * a service throws into a status.
 */
final class CallGuard implements ServerInterceptor {
  private static final String GZIP = "gzip";
  private static final Metadata.Key<String> ENCODING =
      Metadata.Key.of("grpc-encoding", Metadata.ASCII_STRING_MARSHALLER);

  private final String roomyMethod;
  private final int roomyBytes;
  private final int mostBytes;
  private final GatewayTelemetry telemetry;
  private final AuditLog audit;

  /**
   * @param roomyMethod full name of the method that takes large messages
   * @param roomyBytes largest message of that method
   * @param mostBytes largest message of all other methods
   */
  CallGuard(
      String roomyMethod,
      int roomyBytes,
      int mostBytes,
      GatewayTelemetry telemetry,
      AuditLog audit) {
    this.roomyMethod = roomyMethod;
    this.roomyBytes = roomyBytes;
    this.mostBytes = mostBytes;
    this.telemetry = telemetry;
    this.audit = audit;
  }

  @Override
  public <A, B> ServerCall.Listener<A> interceptCall(
      ServerCall<A, B> call, Metadata headers, ServerCallHandler<A, B> next) {
    CallRecord record = new CallRecord(call, audit);
    GuardedCall<A, B> guarded = new GuardedCall<>(call, record);
    answerInKind(call, headers);
    boolean roomy = call.getMethodDescriptor().getFullMethodName().equals(roomyMethod);
    try {
      return new GuardedListener<>(
          guarded,
          Contexts.interceptCall(record.in(Context.current()), guarded, headers, next),
          roomy ? roomyBytes : mostBytes);
    } catch (RuntimeException failure) {
      guarded.closeFor(GrpcErrors.of(failure));
      return new ServerCall.Listener<>() {};
    }
  }

  /**
   * Who compresses requests gets compressed answers: it is on a thin link, or pays for traffic.
   * Pictures are compressed already; they are left alone.
   */
  private static void answerInKind(ServerCall<?, ?> call, Metadata headers) {
    if (GZIP.equals(headers.get(ENCODING))
        && !call.getMethodDescriptor().getServiceName().equals(RenderServiceGrpc.SERVICE_NAME)) {
      call.setCompression(GZIP);
    }
  }

  /**
   * A call that is closed once, whoever is first: the guards or the service. They are on threads of
   * their own, and gRPC wants one at a time.
   */
  private final class GuardedCall<A, B>
      extends ForwardingServerCall.SimpleForwardingServerCall<A, B> {
    private final CallRecord record;
    private boolean closed;
    private boolean awaited;

    GuardedCall(ServerCall<A, B> call, CallRecord record) {
      super(call);
      this.record = record;
      this.awaited = call.getMethodDescriptor().getType() == MethodDescriptor.MethodType.UNARY;
      if (awaited) {
        telemetry.asked();
      }
    }

    @Override
    public synchronized void close(Status status, Metadata trailers) {
      if (!closed) {
        closed = true;
        answered();
        if (status.getCode() == Status.Code.INTERNAL) {
          telemetry.internalError();
        }
        record.ended(status.getCode());
        telemetry.ended(status.getCode().name());
        super.close(status, trailers);
      }
    }

    @Override
    public synchronized void sendHeaders(Metadata headers) {
      if (!closed) {
        super.sendHeaders(headers);
      }
    }

    @Override
    public synchronized void sendMessage(B message) {
      if (!closed) {
        super.sendMessage(message);
      }
    }

    synchronized void left() {
      answered();
      record.ended(Status.Code.CANCELLED);
    }

    private void answered() {
      if (awaited) {
        awaited = false;
        telemetry.answered();
      }
    }

    void closeFor(StatusRuntimeException failure) {
      Metadata trailers = failure.getTrailers();
      close(failure.getStatus(), trailers == null ? new Metadata() : trailers);
    }
  }

  private static final class GuardedListener<A>
      extends ForwardingServerCallListener.SimpleForwardingServerCallListener<A> {
    private final CallGuard.GuardedCall<A, ?> call;
    private final int mostBytes;
    private boolean refused;

    GuardedListener(
        CallGuard.GuardedCall<A, ?> call, ServerCall.Listener<A> listener, int mostBytes) {
      super(listener);
      this.call = call;
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

    @Override
    public void onCancel() {
      call.left();
      super.onCancel();
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
        call.closeFor(failure);
        super.onCancel();
      }
    }
  }
}
