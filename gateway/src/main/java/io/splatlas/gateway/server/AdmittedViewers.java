package io.splatlas.gateway.server;

import io.grpc.ForwardingServerCallListener.SimpleForwardingServerCallListener;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.splatlas.actors.runtime.Viewers;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Tells {@link Viewers} of the calls of one method whose callers are known, until they end. Stands
 * inside {@link AccessGuard}: somebody without a token must not make other work stand aside.
 */
final class AdmittedViewers implements ServerInterceptor {
  private final String method;
  private final Viewers viewers;

  /**
   * @param method full name
   */
  AdmittedViewers(String method, Viewers viewers) {
    this.method = method;
    this.viewers = viewers;
  }

  @Override
  public <A, B> ServerCall.Listener<A> interceptCall(
      ServerCall<A, B> call, Metadata headers, ServerCallHandler<A, B> next) {
    if (!call.getMethodDescriptor().getFullMethodName().equals(method)) {
      return next.startCall(call, headers);
    }
    viewers.came();
    try {
      return new Leaving<>(next.startCall(call, headers), viewers);
    } catch (RuntimeException failure) {
      viewers.left();
      throw failure;
    }
  }

  private static final class Leaving<A> extends SimpleForwardingServerCallListener<A> {
    private final Viewers viewers;
    private final AtomicBoolean left = new AtomicBoolean();

    Leaving(ServerCall.Listener<A> listener, Viewers viewers) {
      super(listener);
      this.viewers = viewers;
    }

    @Override
    public void onComplete() {
      leave();
      super.onComplete();
    }

    @Override
    public void onCancel() {
      leave();
      super.onCancel();
    }

    private void leave() {
      if (!left.getAndSet(true)) {
        viewers.left();
      }
    }
  }
}
