package io.splatlas.gateway.fake;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.rpc.BadRequest;
import com.google.rpc.ErrorInfo;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The client's side of a streaming call: answers in a queue, the end as a future, reading under the
 * test's control.
 */
public final class TestClient<A, B> implements ClientResponseObserver<A, B> {
  private final BlockingQueue<B> answers = new LinkedBlockingQueue<>();
  private final CompletableFuture<Status> end = new CompletableFuture<>();
  private final CompletableFuture<Throwable> failure = new CompletableFuture<>();
  private final CompletableFuture<ClientCallStreamObserver<A>> call = new CompletableFuture<>();
  private final boolean readsByItself;

  private TestClient(boolean readsByItself) {
    this.readsByItself = readsByItself;
  }

  /** A client that reads as fast as it can. */
  public static <A, B> TestClient<A, B> eager() {
    return new TestClient<>(true);
  }

  /** A client that reads only what {@link #read} asks for. */
  public static <A, B> TestClient<A, B> lazy() {
    return new TestClient<>(false);
  }

  @Override
  public void beforeStart(ClientCallStreamObserver<A> requests) {
    if (!readsByItself) {
      requests.disableAutoRequestWithInitial(0);
    }
    call.complete(requests);
  }

  @Override
  public void onNext(B answer) {
    answers.add(answer);
  }

  @Override
  public void onError(Throwable error) {
    failure.complete(error);
    end.complete(Status.fromThrowable(error));
  }

  @Override
  public void onCompleted() {
    end.complete(Status.OK);
  }

  /** Lets one more message come. */
  public void read() {
    call.join().request(1);
  }

  /** The next answer. */
  public B next() throws InterruptedException {
    B answer = answers.poll(GatewayFixture.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    if (answer == null) {
      throw new AssertionError("no answer came; the call " + (end.isDone() ? "ended" : "goes on"));
    }
    return answer;
  }

  /** Waits until an answer has come or the call has ended. */
  public void awaitAnswerOrEnd() throws InterruptedException {
    B answer = null;
    while (answer == null && !end.isDone()) {
      answer = answers.poll(20, TimeUnit.MILLISECONDS);
    }
  }

  /** Answers that came and were not taken. */
  public int waiting() {
    return answers.size();
  }

  /** Whether the call has ended. */
  public boolean ended() {
    return end.isDone();
  }

  /** How the call ended. */
  public Status end() {
    return end.orTimeout(GatewayFixture.PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
  }

  /** The reason of the status the call ended with. */
  public String reason() {
    return reasonOf(failure());
  }

  /** The facts for programs in the status the call ended with. */
  public Map<String, String> facts() {
    return unpack(failure(), ErrorInfo.class).getFirst().getMetadataMap();
  }

  /** The details of one kind in the status the call ended with. */
  public <T extends com.google.protobuf.Message> List<T> details(Class<T> kind) {
    return unpack(failure(), kind);
  }

  private Throwable failure() {
    return failure.orTimeout(GatewayFixture.PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
  }

  public void cancel() {
    call.join().cancel("by the test", null);
  }

  /** The reason in a failure's ErrorInfo. */
  public static String reasonOf(Throwable failure) {
    return unpack(failure, ErrorInfo.class).getFirst().getReason();
  }

  /** The fields a failure finds fault with. */
  public static List<String> fieldsOf(StatusRuntimeException failure) {
    return unpack(failure, BadRequest.class).getFirst().getFieldViolationsList().stream()
        .map(BadRequest.FieldViolation::getField)
        .toList();
  }

  /** The details of one kind. */
  public static <T extends com.google.protobuf.Message> List<T> unpack(
      Throwable failure, Class<T> kind) {
    return Objects.requireNonNull(StatusProto.fromThrowable(failure)).getDetailsList().stream()
        .filter(detail -> detail.is(kind))
        .map(
            detail -> {
              try {
                return detail.unpack(kind);
              } catch (InvalidProtocolBufferException broken) {
                throw new AssertionError(broken);
              }
            })
        .toList();
  }
}
