package io.splatlas.ops.study.revisit;

import io.splatlas.ops.replay.ReplayListener;
import java.time.Duration;

/** Told of how a study goes on. */
public interface RevisitListener extends ReplayListener {
  /** Nobody comes for so long. */
  default void resting(Duration rest) {}
}
