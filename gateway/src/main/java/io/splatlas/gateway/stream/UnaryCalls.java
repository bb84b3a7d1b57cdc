package io.splatlas.gateway.stream;

import io.grpc.Context;
import io.grpc.Deadline;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.splatlas.gateway.status.GrpcErrors;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Answers unary calls from futures. */
public final class UnaryCalls {
  private UnaryCalls() {}

  /**
   * Answers a call with the outcome of some work; failures, thrown or in the future, become
   * statuses. An answer to a call that was cancelled meanwhile is dropped.
   */
  public static <T> void answer(
      StreamObserver<T> responses, Supplier<? extends CompletionStage<T>> work) {
    ServerCallStreamObserver<T> call = (ServerCallStreamObserver<T>) responses;
    Deadline deadline = Context.current().getDeadline();
    call.setOnCancelHandler(() -> {});
    CompletionStage<T> result;
    try {
      result = work.get();
    } catch (RuntimeException failure) {
      call.onError(GrpcErrors.of(failure));
      return;
    }
    result.whenComplete((value, failure) -> end(call, value, failure, deadline));
  }

  private static <T> void end(
      ServerCallStreamObserver<T> call,
      @Nullable T value,
      @Nullable Throwable failure,
      @Nullable Deadline deadline) {
    if (call.isCancelled()) {
      return;
    }
    if (failure != null) {
      call.onError(GrpcErrors.of(failure, deadline));
    } else if (value == null) {
      call.onError(GrpcErrors.of(new IllegalStateException("no answer")));
    } else {
      call.onNext(value);
      call.onCompleted();
    }
  }
}
