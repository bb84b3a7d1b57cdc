package io.splatlas.gateway.stream;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import org.apache.pekko.Done;
import org.apache.pekko.japi.Pair;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.SourceShape;
import org.apache.pekko.stream.stage.AbstractGraphStageWithMaterializedValue;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.OutHandler;

/**
 * The inbound half of a call as a source: one message is requested from the transport for every
 * element the stream asks for, so a client that sends faster than the stream takes is held back by
 * HTTP/2 and at most one message waits here.
 *
 * <p>Half-close ends the stream, cancellation fails it. The materialised value is what the service
 * method returns to gRPC. Must be materialised once, before the service method returns.
 *
 * @param <T> messages of the client
 */
public final class CallSource<T>
    extends AbstractGraphStageWithMaterializedValue<SourceShape<T>, StreamObserver<T>> {
  private final Outlet<T> out = Outlet.create("CallSource.out");
  private final SourceShape<T> shape = SourceShape.of(out);
  private final ServerCallStreamObserver<?> call;

  public CallSource(ServerCallStreamObserver<?> call) {
    this.call = call;
  }

  @Override
  public SourceShape<T> shape() {
    return shape;
  }

  @Override
  public Pair<GraphStageLogic, StreamObserver<T>> createLogicAndMaterializedValuePair(
      Attributes attributes) {
    call.disableAutoRequest();
    Logic logic = new Logic();
    return Pair.create(logic, logic.observer);
  }

  private final class Logic extends GraphStageLogic implements OutHandler {
    private final StreamObserver<T> observer;

    Logic() {
      super(shape);
      AsyncCallback<T> next = createAsyncCallback(message -> push(out, message));
      AsyncCallback<Done> completed = createAsyncCallback(signal -> completeStage());
      AsyncCallback<Throwable> failed = createAsyncCallback(this::failStage);
      observer =
          new StreamObserver<>() {
            @Override
            public void onNext(T message) {
              next.invoke(message);
            }

            @Override
            public void onError(Throwable failure) {
              failed.invoke(failure);
            }

            @Override
            public void onCompleted() {
              completed.invoke(Done.getInstance());
            }
          };
      setHandler(out, this);
    }

    @Override
    public void onPull() {
      call.request(1);
    }
  }
}
