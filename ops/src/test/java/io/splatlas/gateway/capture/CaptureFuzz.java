package io.splatlas.gateway.capture;

import com.google.protobuf.InvalidProtocolBufferException;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.splatlas.proto.v1.CaptureRequest;
import org.jspecify.annotations.NullMarked;

/** Messages of a robot. */
@NullMarked
public final class CaptureFuzz {
  private CaptureFuzz() {}

  /** Parses a message and reads it as the stream would. */
  public static void run(byte[] input) {
    try {
      CaptureRequest request = CaptureRequest.parseFrom(input);
      switch (request.getMessageCase()) {
        case OPEN -> OpenCaptures.check(request.getOpen());
        case FRAME -> read(request);
        case MESSAGE_NOT_SET -> {
          // The flow refuses it before it reads on.
        }
      }
    } catch (InvalidProtocolBufferException malformed) {
      // gRPC refuses it before the service sees it.
      requireTold(malformed);
    } catch (StatusRuntimeException refused) {
      if (refused.getStatus().getCode() != Status.Code.INVALID_ARGUMENT) {
        throw refused;
      }
    }
  }

  private static void read(CaptureRequest request) {
    ReadFrame frame = FrameConverter.read(request.getFrame());
    if (frame.frame() == null && frame.refusal() == null) {
      throw new AssertionError("neither read nor refused");
    }
  }

  private static void requireTold(Exception refusal) {
    if (refusal.getMessage() == null) {
      throw new AssertionError("refused without a word", refusal);
    }
  }
}
