package io.splatlas.ops.evaluate;

import io.splatlas.ops.replay.ReplayListener;
import io.splatlas.proto.v1.InstanceChange;
import io.splatlas.proto.v1.Scene;

/**
 * Told of an evaluation's progress; calls may come from several threads, one at a time per method.
 */
public interface EvaluationListener extends ReplayListener {
  /** The frames are about to be streamed. */
  default void streaming(int frames) {}

  /** An instance changed. */
  default void changed(InstanceChange change) {}

  /** The capture ended; training goes on. */
  default void finishing(Scene scene) {}

  /** Views are being rendered and scored. */
  default void scoring(int view, int views) {}
}
