package io.splatlas.ops.cli;

import io.splatlas.actors.capture.Retention;
import io.splatlas.ops.store.JournalDatabase;
import io.splatlas.ops.store.S3Address;
import io.splatlas.ops.store.Storage;
import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Where a server keeps what must outlive it. */
final class StorageChoice {
  /** Not an option: a command line is read by everybody on the machine. */
  private static final String PASSWORD = "SPLATLAS_JOURNAL_PASSWORD";

  @Option(
      names = "--journal",
      paramLabel = "URL",
      description =
          "PostgreSQL for the history of instances, jdbc:postgresql://HOST:PORT/DATABASE; the"
              + " password is in "
              + PASSWORD
              + ". Default: files of the data folder.")
  private @Nullable String journal;

  @Option(
      names = "--journal-user",
      paramLabel = "NAME",
      defaultValue = "splatlas",
      description = "User of that database. Default ${DEFAULT-VALUE}.")
  private String journalUser = "splatlas";

  @Option(
      names = "--blobs",
      paramLabel = "s3://BUCKET/PREFIX",
      description =
          "S3-compatible store for checkpoints; who may use it is said as AWS' tools have it"
              + " (AWS_ACCESS_KEY_ID, ...). Default: files of the data folder.")
  private @Nullable String blobs;

  @Option(
      names = "--s3-endpoint",
      paramLabel = "URL",
      description = "Where that store is, if it is not AWS'.")
  private @Nullable URI s3Endpoint;

  @Option(
      names = "--s3-region",
      paramLabel = "NAME",
      defaultValue = "us-east-1",
      description = "Its region. Default ${DEFAULT-VALUE}.")
  private String s3Region = "us-east-1";

  @Option(
      names = "--max-scene-frames",
      paramLabel = "MIB",
      description =
          "Frames of one scene at most; near it the oldest ones that newer ones make redundant are"
              + " removed. Default: no limit.")
  private @Nullable Long maxSceneFrames;

  @Option(
      names = "--max-frames",
      paramLabel = "MIB",
      description = "Frames of all scenes at most, likewise. Default: no limit.")
  private @Nullable Long maxFrames;

  @Option(
      names = "--keep-free",
      paramLabel = "MIB",
      defaultValue = "256",
      description =
          "Room on the disk that frames leave free; with less, they are refused for now. Default"
              + " ${DEFAULT-VALUE}.")
  private long keepFree = 256;

  Storage chosen() {
    try {
      return new Storage(
          Optional.ofNullable(journal)
              .map(
                  url ->
                      new JournalDatabase(
                          url, journalUser, System.getenv().getOrDefault(PASSWORD, ""))),
          Optional.ofNullable(blobs)
              .map(place -> S3Address.parse(place, Optional.ofNullable(s3Endpoint), s3Region)),
          new Retention(bytes(maxSceneFrames), bytes(maxFrames), keepFree << 20));
    } catch (IllegalArgumentException wrong) {
      throw new UserError(String.valueOf(wrong.getMessage()));
    }
  }

  private static long bytes(@Nullable Long mebibytes) {
    return mebibytes == null ? Long.MAX_VALUE : mebibytes << 20;
  }
}
