package io.splatlas.gateway.status;

import com.google.rpc.BadRequest;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong with a request, to be told all at once. Not thread-safe. */
public final class Violations {
  private static final int MOST = 32;

  private final List<BadRequest.FieldViolation> found = new ArrayList<>();

  /**
   * Notes a fault.
   *
   * @param field path from the request, as in the contract
   * @param description what was found and what was expected
   */
  public void add(String field, String description) {
    if (found.size() < MOST) {
      found.add(
          BadRequest.FieldViolation.newBuilder()
              .setField(field)
              .setDescription(description)
              .build());
    }
  }

  /** Notes a fault unless a condition holds. */
  public void require(boolean holds, String field, String description) {
    if (!holds) {
      add(field, description);
    }
  }

  /** True when nothing was noted. */
  public boolean none() {
    return found.isEmpty();
  }

  /** How many faults were noted. */
  public int count() {
    return found.size();
  }

  /**
   * Ends the request when anything was noted.
   *
   * @throws io.grpc.StatusRuntimeException INVALID_ARGUMENT with every violation
   */
  public void throwIfAny() {
    if (found.isEmpty()) {
      return;
    }
    StringBuilder message = new StringBuilder();
    for (BadRequest.FieldViolation violation : found) {
      message.append(message.isEmpty() ? "" : "; ");
      message.append(violation.getField()).append(": ").append(violation.getDescription());
    }
    throw GrpcErrors.of(
        Status.Code.INVALID_ARGUMENT,
        ErrorReason.INVALID_FIELD,
        message.toString(),
        BadRequest.newBuilder().addAllFieldViolations(found).build());
  }
}
