package io.splatlas.gateway.stream;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.splatlas.gateway.status.GrpcErrors;
import java.time.Duration;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
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
  private final SharedKillSwitch intake = KillSwitches.shared("gateway-intake");
  private final AtomicBoolean draining = new AtomicBoolean();
  private final Phaser conversations = new Phaser(1);

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
    conversations.register();
    return Source.<A, StreamObserver<A>>fromGraph(new CallSource<>(call))
        .via(intake.<A>flow())
        .via(flow)
        .concatLazy(Source.lazySource(this::<B>lastWord))
        .via(endless.<B>flow())
        .watchTermination(
            (observer, ended) -> {
              ended.whenComplete((done, failure) -> conversations.arriveAndDeregister());
              return observer;
            })
        .toMat(new CallSink<>(call), Keep.left())
        .addAttributes(QUIET)
        .run(materializer);
  }

  /** How a conversation ends that has said all: well, unless it was ended from here. */
  private <B> Source<B, NotUsed> lastWord() {
    return draining.get() ? Source.failed(GrpcErrors.shuttingDown()) : Source.empty();
  }

  /**
   * Lets conversations answer what they have taken in and ends them with UNAVAILABLE, for at most
   * some time; no more is taken in. To be called once.
   *
   * @return whether all of them ended
   */
  public boolean drain(Duration limit) throws InterruptedException {
    draining.set(true);
    intake.shutdown();
    int phase = conversations.arrive();
    try {
      conversations.awaitAdvanceInterruptibly(phase, limit.toNanos(), TimeUnit.NANOSECONDS);
      return true;
    } catch (TimeoutException late) {
      return false;
    }
  }

  /** Ends all endless calls with UNAVAILABLE, also those that come later. */
  public void shutDown() {
    endless.abort(GrpcErrors.shuttingDown());
  }

  private static <T> Sink<T, NotUsed> sink(StreamObserver<T> responses) {
    return Sink.fromGraph(new CallSink<>((ServerCallStreamObserver<T>) responses));
  }
}
