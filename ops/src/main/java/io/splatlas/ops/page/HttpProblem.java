package io.splatlas.ops.page;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;

/** A request that cannot be served, with the HTTP status that says so. */
final class HttpProblem extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String told;

  HttpProblem(int status, String message) {
    super(message);
    this.status = status;
    this.told = message;
  }

  HttpProblem(int status, String message, Throwable cause) {
    super(message, cause);
    this.status = status;
    this.told = message;
  }

  /** What the asker is told. */
  String told() {
    return told;
  }

  int status() {
    return status;
  }

  /** The same problem as the gateway told it. */
  static HttpProblem of(StatusRuntimeException failure) {
    Status status = failure.getStatus();
    String description = status.getDescription();
    return new HttpProblem(
        httpStatus(status.getCode()),
        description == null ? status.getCode().toString() : description,
        failure);
  }

  static int httpStatus(Status.Code code) {
    return switch (code) {
      case OK -> 200;
      case INVALID_ARGUMENT -> 400;
      case UNAUTHENTICATED -> 401;
      case PERMISSION_DENIED -> 403;
      case NOT_FOUND -> 404;
      case FAILED_PRECONDITION, ALREADY_EXISTS, ABORTED -> 409;
      case OUT_OF_RANGE -> 410;
      case RESOURCE_EXHAUSTED -> 429;
      case UNIMPLEMENTED -> 501;
      case UNAVAILABLE, CANCELLED -> 503;
      case DEADLINE_EXCEEDED -> 504;
      case INTERNAL, UNKNOWN, DATA_LOSS -> 500;
    };
  }
}
