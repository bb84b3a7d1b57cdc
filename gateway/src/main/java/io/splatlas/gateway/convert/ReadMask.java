package io.splatlas.gateway.convert;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.FieldMask;
import com.google.protobuf.Message;
import com.google.protobuf.util.FieldMaskUtil;
import io.splatlas.gateway.status.Violations;
import java.util.function.UnaryOperator;

/** Leaves out of answers what was not asked for. */
public final class ReadMask {
  private static final int MOST_PATHS = 64;

  private ReadMask() {}

  /** Notes paths that a message does not have. */
  public static void check(
      FieldMask mask, Descriptor message, String field, Violations violations) {
    violations.require(
        mask.getPathsCount() <= MOST_PATHS, field, "must have at most " + MOST_PATHS + " paths");
    for (int i = 0; i < Math.min(MOST_PATHS, mask.getPathsCount()); i++) {
      violations.require(
          FieldMaskUtil.isValid(message, mask.getPaths(i)),
          field + ".paths[" + i + "]",
          "is not a field of " + message.getName());
    }
  }

  /**
   * What is left of messages.
   *
   * @param present whether the request has a mask; without one everything is left
   * @param mask checked before
   */
  @SuppressWarnings("unchecked")
  public static <T extends Message> UnaryOperator<T> of(boolean present, FieldMask mask) {
    if (!present || mask.getPathsCount() == 0) {
      return UnaryOperator.identity();
    }
    return message -> {
      Message.Builder kept = message.newBuilderForType();
      FieldMaskUtil.merge(mask, message, kept);
      return (T) kept.build();
    };
  }
}
