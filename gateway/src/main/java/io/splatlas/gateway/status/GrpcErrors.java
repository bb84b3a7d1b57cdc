package io.splatlas.gateway.status;

import com.google.protobuf.Any;
import com.google.protobuf.Message;
import com.google.rpc.ErrorInfo;
import com.google.rpc.QuotaFailure;
import com.google.rpc.RetryInfo;
import io.grpc.Deadline;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.splatlas.actors.model.SceneProblem;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.stream.AbruptTerminationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The one place where failures become statuses. */
public final class GrpcErrors {
  private static final Logger LOG = LoggerFactory.getLogger(GrpcErrors.class);
  private static final Duration RETRY_SOON = Duration.ofMillis(500);
  private static final Duration RETRY_LATER = Duration.ofSeconds(2);

  /** Room comes only when somebody deletes a scene. */
  private static final Duration RETRY_SCENE = Duration.ofSeconds(30);

  private static final Duration DEADLINE_SLACK = Duration.ofMillis(50);

  private GrpcErrors() {}

  /** A status with a reason and further details. */
  public static StatusRuntimeException of(
      Status.Code code, ErrorReason reason, String message, Message... details) {
    return of(code, reason, message, Map.of(), details);
  }

  /** A status with a reason, facts for programs and further details. */
  public static StatusRuntimeException of(
      Status.Code code,
      ErrorReason reason,
      String message,
      Map<String, String> facts,
      Message... details) {
    com.google.rpc.Status.Builder status =
        com.google.rpc.Status.newBuilder()
            .setCode(code.value())
            .setMessage(message)
            .addDetails(
                Any.pack(
                    ErrorInfo.newBuilder()
                        .setReason(reason.name())
                        .setDomain(ErrorReason.DOMAIN)
                        .putAllMetadata(facts)
                        .build()));
    for (Message detail : details) {
      status.addDetails(Any.pack(detail));
    }
    return StatusProto.toStatusRuntimeException(status.build());
  }

  /** RESOURCE_EXHAUSTED with a hint when to try again. */
  public static StatusRuntimeException exhausted(ErrorReason reason, String message) {
    return of(Status.Code.RESOURCE_EXHAUSTED, reason, message, retryAfter(RETRY_LATER));
  }

  /**
   * RESOURCE_EXHAUSTED because a principal has as much as one may.
   *
   * @param limit which of its limits, for programs
   * @param retry when to try again
   */
  public static StatusRuntimeException quotaExceeded(String limit, String message, Duration retry) {
    return of(
        Status.Code.RESOURCE_EXHAUSTED,
        ErrorReason.QUOTA_EXCEEDED,
        message,
        Map.of("limit", limit),
        retryAfter(retry),
        QuotaFailure.newBuilder()
            .addViolations(
                QuotaFailure.Violation.newBuilder().setSubject(limit).setDescription(message))
            .build());
  }

  /** UNAVAILABLE with a hint when to try again. */
  public static StatusRuntimeException unavailable(ErrorReason reason, String message) {
    return of(Status.Code.UNAVAILABLE, reason, message, retryAfter(RETRY_SOON));
  }

  /** INVALID_ARGUMENT for a message that breaks the order the contract prescribes. */
  public static StatusRuntimeException brokenProtocol(String message) {
    return of(Status.Code.INVALID_ARGUMENT, ErrorReason.PROTOCOL_BROKEN, message);
  }

  /** UNAVAILABLE because the server goes down. */
  public static StatusRuntimeException shuttingDown() {
    return unavailable(
        ErrorReason.SHUTTING_DOWN, "the server is going down: connect again and resume");
  }

  /** CANCELLED for work that nobody waits for any more. */
  public static StatusRuntimeException abandoned() {
    return Status.CANCELLED.withDescription("the client has left").asRuntimeException();
  }

  /** The status of a scene's problem. */
  public static StatusRuntimeException of(SceneProblem problem) {
    String message = String.valueOf(problem.getMessage());
    return switch (problem.reason()) {
      case NOT_FOUND -> of(Status.Code.NOT_FOUND, ErrorReason.NOT_FOUND, message);
      case ALREADY_EXISTS -> of(Status.Code.ALREADY_EXISTS, ErrorReason.ALREADY_EXISTS, message);
      case INVALID -> of(Status.Code.INVALID_ARGUMENT, ErrorReason.INVALID_FIELD, message);
      case NOT_READY -> of(Status.Code.FAILED_PRECONDITION, ErrorReason.NOT_READY, message);
      case NO_LANGUAGE ->
          of(Status.Code.FAILED_PRECONDITION, ErrorReason.NO_LANGUAGE_MODEL, message);
      case COMPACTED -> of(Status.Code.OUT_OF_RANGE, ErrorReason.REVISION_COMPACTED, message);
      case EXHAUSTED -> exhausted(ErrorReason.LIMIT_REACHED, message);
      case QUOTA -> quotaExceeded("scenes", message, RETRY_SCENE);
      case UNAVAILABLE -> unavailable(ErrorReason.SCENE_UNAVAILABLE, message);
    };
  }

  /**
   * The status of any failure. Statuses pass as they are; what is unexpected becomes INTERNAL
   * without internals and is logged here, once, under the id in the message.
   */
  public static StatusRuntimeException of(Throwable failure) {
    return switch (unwrap(failure)) {
      case StatusRuntimeException status -> status;
      case StatusException status ->
          new StatusRuntimeException(status.getStatus(), status.getTrailers());
      case SceneProblem problem -> of(problem);
      case TimeoutException timeout ->
          unavailable(ErrorReason.SCENE_UNAVAILABLE, "the scene did not answer in time: try again");
      case RejectedExecutionException rejected -> shuttingDown();
      case AbruptTerminationException terminated -> shuttingDown();
      case Throwable other -> internal(other);
    };
  }

  /** As {@link #of(Throwable)}, but a timeout is the client's own where its deadline has passed. */
  public static StatusRuntimeException of(Throwable failure, @Nullable Deadline deadline) {
    if (deadline != null
        && unwrap(failure) instanceof TimeoutException
        && deadline.timeRemaining(TimeUnit.MILLISECONDS) <= DEADLINE_SLACK.toMillis()) {
      return of(
          Status.Code.DEADLINE_EXCEEDED,
          ErrorReason.DEADLINE_PASSED,
          "the scene did not answer before the client's deadline");
    }
    return of(failure);
  }

  private static StatusRuntimeException internal(Throwable failure) {
    String id = UUID.randomUUID().toString();
    LOG.error("internal error {}", id, failure);
    return of(
        Status.Code.INTERNAL,
        ErrorReason.INTERNAL,
        "internal error " + id + ": the server's log says more under this id");
  }

  private static Throwable unwrap(Throwable failure) {
    Throwable inner = failure;
    while ((inner instanceof CompletionException || inner instanceof ExecutionException)
        && inner.getCause() != null) {
      inner = inner.getCause();
    }
    return inner;
  }

  /** When to try again. */
  public static RetryInfo retryAfter(Duration delay) {
    return RetryInfo.newBuilder()
        .setRetryDelay(
            com.google.protobuf.Duration.newBuilder()
                .setSeconds(delay.toSeconds())
                .setNanos(delay.toNanosPart()))
        .build();
  }
}
