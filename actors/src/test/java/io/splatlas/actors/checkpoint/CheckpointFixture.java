package io.splatlas.actors.checkpoint;

import io.splatlas.actors.blob.FolderBlobStore;
import io.splatlas.actors.telemetry.Telemetry;
import java.io.IOException;
import java.nio.file.Path;

/** Writes the checkpoint that {@code BlobCheckpointsTest} must always be able to read. */
final class CheckpointFixture {
  private CheckpointFixture() {}

  /** Writes below the folder given, as {@code checkpoints/desk/000000001.ckpt}. */
  public static void main(String[] arguments) throws IOException {
    new BlobCheckpoints(
            new FolderBlobStore(Path.of(arguments[0])),
            "desk",
            BlobCheckpointsTest.CREATED,
            Telemetry.NONE)
        .save(BlobCheckpointsTest.checkpoint(40));
  }
}
