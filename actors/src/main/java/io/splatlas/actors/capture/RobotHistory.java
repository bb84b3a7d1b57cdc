package io.splatlas.actors.capture;

import io.splatlas.actors.model.FrameAnswer.Refusal;
import io.splatlas.actors.model.FrameAnswer.RefusalReason;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What a robot has been answered for good. */
final class RobotHistory {
  /** Refusals whose words are kept; of older ones only the number is. */
  private static final int MAX_WORDS = 1024;

  private long durable;
  private Instant lastCapture = Instant.MIN;
  private long[] refused = new long[4];
  private int refusedCount;
  private final Map<Long, Refusal> words = new LinkedHashMap<>();

  /** Highest sequence number answered for good, 0 for none. */
  long durable() {
    return durable;
  }

  /** Capture time of the newest durable frame. */
  Instant lastCapture() {
    return lastCapture;
  }

  void acknowledged(long sequence, Instant captureTime) {
    durable = Math.max(durable, sequence);
    lastCapture = captureTime.isAfter(lastCapture) ? captureTime : lastCapture;
  }

  void refused(long sequence, Refusal refusal) {
    durable = Math.max(durable, sequence);
    if (refusedCount == refused.length) {
      refused = Arrays.copyOf(refused, 2 * refusedCount);
    }
    refused[refusedCount++] = sequence;
    words.put(sequence, refusal);
    if (words.size() > MAX_WORDS) {
      words.remove(words.keySet().iterator().next());
    }
  }

  /** The refusal that used up a sequence number, empty when the frame is durable. */
  Optional<Refusal> refusal(long sequence) {
    Refusal known = words.get(sequence);
    if (known != null) {
      return Optional.of(known);
    }
    return Arrays.binarySearch(refused, 0, refusedCount, sequence) < 0
        ? Optional.empty()
        : Optional.of(
            new Refusal(
                RefusalReason.UNDECODABLE,
                "sequence",
                "this sequence number was refused before; the details are no longer kept"));
  }
}
