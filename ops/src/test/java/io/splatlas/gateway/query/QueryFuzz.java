package io.splatlas.gateway.query;

import com.google.protobuf.InvalidProtocolBufferException;
import io.splatlas.gateway.status.Violations;
import io.splatlas.proto.v1.QueryTextRequest;
import io.splatlas.proto.v1.SelectRequest;
import java.util.Arrays;
import org.jspecify.annotations.NullMarked;

/** Questions; the first byte says of which kind. */
@NullMarked
public final class QueryFuzz {
  private QueryFuzz() {}

  /** Checks a question; one without fault must be read. */
  public static void run(byte[] input) {
    if (input.length == 0) {
      return;
    }
    byte[] message = Arrays.copyOfRange(input, 1, input.length);
    Violations violations = new Violations();
    try {
      if (input[0] % 2 == 0) {
        select(SelectRequest.parseFrom(message), violations);
      } else {
        text(QueryTextRequest.parseFrom(message), violations);
      }
    } catch (InvalidProtocolBufferException malformed) {
      // gRPC refuses it before the service sees it.
      violations.add("", String.valueOf(malformed.getMessage()));
    }
  }

  private static void select(SelectRequest request, Violations violations) {
    PickReader.check(request, violations);
    if (violations.none()) {
      PickReader.read(request);
      if (request.hasMaskView()) {
        Viewpoints.camera(request.getMaskView());
      }
    }
  }

  private static void text(QueryTextRequest request, Violations violations) {
    TextReader.check(request, violations);
    if (violations.none()) {
      TextReader.read(request);
    }
  }
}
