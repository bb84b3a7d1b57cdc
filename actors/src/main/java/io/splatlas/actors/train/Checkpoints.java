package io.splatlas.actors.train;

import java.io.IOException;
import java.util.Optional;

/** Keeps the checkpoints of one scene. Blocks: not for actor threads; one thread at a time. */
public interface Checkpoints {
  /** Keeps nothing. */
  Checkpoints NONE =
      new Checkpoints() {
        @Override
        public Optional<TrainingCheckpoint> newest() {
          return Optional.empty();
        }

        @Override
        public long save(TrainingCheckpoint checkpoint) {
          return 0;
        }
      };

  /**
   * The newest checkpoint that is whole; those that are not are named in the log.
   *
   * @return empty when there is none
   * @throws IOException when the store fails
   */
  Optional<TrainingCheckpoint> newest() throws IOException;

  /**
   * Makes a checkpoint durable; the one before it is kept.
   *
   * @return bytes it takes
   * @throws IOException when it cannot be stored; those of before are untouched then
   */
  long save(TrainingCheckpoint checkpoint) throws IOException;
}
