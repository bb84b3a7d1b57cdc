package io.splatlas.actors.train;

/** Training failed several times in a row; the trainer's parent begins it anew. */
final class TrainingFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  TrainingFailure(String step, Throwable cause) {
    super("training could not " + step, cause);
  }
}
