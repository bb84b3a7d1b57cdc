package io.splatlas.ops.e2e;

import java.util.SplittableRandom;

/** Where in a life of the server it is killed. */
enum KillMoment {
  /** Some time after its process was started, wherever it is by then. */
  START,

  /** While robots and subscribers come back. */
  RETURN,

  /** While the scene is being created. */
  CREATE,

  /** After some acknowledgements and events. */
  STEP,

  /** While a checkpoint is on its way to the disk. */
  CHECKPOINT,

  /** While instances are being looked for. */
  CLUSTERING,

  /** After the end of the capture. */
  FINISH,

  /** After the scene was finished. */
  FINISHED;

  /** One of a capture under way. */
  static KillMoment ofCapture(SplittableRandom random) {
    int number = random.nextInt(10);
    if (number < 2) {
      return START;
    } else if (number < 4) {
      return RETURN;
    } else if (number < 7) {
      return STEP;
    }
    return random.nextBoolean() ? CHECKPOINT : CLUSTERING;
  }
}
