package io.splatlas.gateway.server;

import io.grpc.Metadata;
import io.grpc.ServerStreamTracer;
import io.grpc.Status;
import io.splatlas.actors.runtime.Viewers;

/**
 * Tells {@link Viewers} of every call of one method, from when its first bytes are read until the
 * last of its answer are written: both on the network's thread, before and after the call waits for
 * a thread of its own. For servers that let everybody in; where callers are asked who they are,
 * {@link AdmittedViewers} tells of them.
 */
final class ViewerCalls extends ServerStreamTracer.Factory {
  private final String method;
  private final Viewers viewers;

  /**
   * @param method full name
   */
  ViewerCalls(String method, Viewers viewers) {
    this.method = method;
    this.viewers = viewers;
  }

  @Override
  public ServerStreamTracer newServerStreamTracer(String fullMethodName, Metadata headers) {
    if (!fullMethodName.equals(method)) {
      return new ServerStreamTracer() {};
    }
    viewers.came();
    return new ServerStreamTracer() {
      @Override
      public void streamClosed(Status status) {
        viewers.left();
      }
    };
  }
}
