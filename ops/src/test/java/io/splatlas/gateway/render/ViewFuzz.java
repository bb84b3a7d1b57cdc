package io.splatlas.gateway.render;

import com.google.protobuf.InvalidProtocolBufferException;
import io.splatlas.gateway.status.Violations;
import io.splatlas.proto.v1.RenderRequest;
import org.jspecify.annotations.NullMarked;

/** Views that are asked for. */
@NullMarked
public final class ViewFuzz {
  private ViewFuzz() {}

  /** Checks a view; one without fault must be planned. */
  public static void run(byte[] input) {
    RenderRequest request;
    try {
      request = RenderRequest.parseFrom(input);
    } catch (InvalidProtocolBufferException malformed) {
      return;
    }
    Violations violations = new Violations();
    ViewReader.check(request.hasView(), request.getView(), violations);
    if (violations.none()) {
      ViewReader.plan(request.getView());
    }
  }
}
