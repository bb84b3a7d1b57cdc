package io.splatlas.gateway.stream;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.splatlas.gateway.status.GrpcErrors;
import org.apache.pekko.NotUsed;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.KillSwitches;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.SharedKillSwitch;
import org.apache.pekko.stream.javadsl.Flow;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Sink;
import org.apache.pekko.stream.javadsl.Source;

/**
 * Runs the streams behind calls. All of them end with UNAVAILABLE when {@link #shutDown} is called;
 * finite ones (an export) may ask to be left to finish.
 */
public final class CallStreams {
  /** A failure is logged where it becomes a status; Pekko would log it once more. */
  private static final Attributes QUIET =
      Attributes.createLogLevels(
          Attributes.logLevelOff(), Attributes.logLevelOff(), Attributes.logLevelOff());

  private final Materializer materializer;
  private final SharedKillSwitch endless = KillSwitches.shared("gateway-calls");

  /**
   * @param materializer runs all streams; owned by the caller
   */
  public CallStreams(Materializer materializer) {
    this.materializer = materializer;
  }

  /** Answers a server-streaming call that ends by itself. */
  public <T> void answerFinite(Source<T, ?> source, StreamObserver<T> responses) {
    source.to(sink(responses)).addAttributes(QUIET).run(materializer);
  }

  /** Answers a server-streaming call that goes on until somebody ends it. */
  public <T> void answer(Source<T, ?> source, StreamObserver<T> responses) {
    answerFinite(source.via(endless.<T>flow()), responses);
  }

  /** Runs a bidirectional call; the result is what the service method returns. */
  public <A, B> StreamObserver<A> converse(Flow<A, B, ?> flow, StreamObserver<B> responses) {
    ServerCallStreamObserver<B> call = (ServerCallStreamObserver<B>) responses;
    return Source.<A, StreamObserver<A>>fromGraph(new CallSource<>(call))
        .via(flow)
        .via(endless.<B>flow())
        .toMat(new CallSink<>(call), Keep.left())
        .addAttributes(QUIET)
        .run(materializer);
  }

  /** Ends all endless calls with UNAVAILABLE, also those that come later. */
  public void shutDown() {
    endless.abort(GrpcErrors.shuttingDown());
  }

  private static <T> Sink<T, NotUsed> sink(StreamObserver<T> responses) {
    return Sink.fromGraph(new CallSink<>((ServerCallStreamObserver<T>) responses));
  }
}
