package io.splatlas.gateway.stream;

import io.grpc.stub.ServerCallStreamObserver;
import io.splatlas.gateway.status.GrpcErrors;
import org.apache.pekko.Done;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.SinkShape;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.InHandler;
import org.jspecify.annotations.Nullable;

/**
 * The outbound half of a call as a sink: an element is pulled only while the call is ready to take
 * it, so what a slow client has not read stays in the stream and not in the transport.
 *
 * <p>The end of the stream ends the call with OK, a failure with its status; a call cancelled by
 * the client or its deadline cancels the stream. The call is only written to from the stage; gRPC's
 * threads hand their signals over by asynchronous callbacks. Must be materialised once, before the
 * service method returns: gRPC takes no handlers later.
 */
public final class CallSink<T> extends GraphStage<SinkShape<T>> {
  private final Inlet<T> in = Inlet.create("CallSink.in");
  private final SinkShape<T> shape = SinkShape.of(in);
  private final ServerCallStreamObserver<T> call;

  public CallSink(ServerCallStreamObserver<T> call) {
    this.call = call;
  }

  @Override
  public SinkShape<T> shape() {
    return shape;
  }

  @Override
  public GraphStageLogic createLogic(Attributes attributes) {
    return new Logic();
  }

  private final class Logic extends GraphStageLogic implements InHandler {
    private boolean ended;

    Logic() {
      super(shape);
      AsyncCallback<Done> ready = createAsyncCallback(signal -> pullWhileReady());
      AsyncCallback<Done> cancelled = createAsyncCallback(signal -> onCallCancelled());
      call.setOnReadyHandler(() -> ready.invoke(Done.getInstance()));
      call.setOnCancelHandler(() -> cancelled.invoke(Done.getInstance()));
      setHandler(in, this);
    }

    @Override
    public void preStart() {
      if (call.isCancelled()) {
        onCallCancelled();
      } else {
        pullWhileReady();
      }
    }

    @Override
    public void postStop() {
      if (!ended) {
        end(GrpcErrors.shuttingDown());
      }
    }

    @Override
    public void onPush() {
      call.onNext(grab(in));
      pullWhileReady();
    }

    @Override
    public void onUpstreamFinish() {
      end(null);
      completeStage();
    }

    @Override
    public void onUpstreamFailure(Throwable failure) {
      end(failure);
      completeStage();
    }

    private void pullWhileReady() {
      if (!ended && !isClosed(in) && !hasBeenPulled(in) && call.isReady()) {
        pull(in);
      }
    }

    private void onCallCancelled() {
      ended = true;
      completeStage();
    }

    private void end(@Nullable Throwable failure) {
      ended = true;
      if (call.isCancelled()) {
        return;
      }
      if (failure == null) {
        call.onCompleted();
      } else {
        call.onError(GrpcErrors.of(failure));
      }
    }
  }
}
