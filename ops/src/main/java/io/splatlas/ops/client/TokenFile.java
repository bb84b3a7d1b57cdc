package io.splatlas.ops.client;

import io.grpc.CallCredentials;
import io.grpc.Metadata;
import io.grpc.Status;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executor;

/** Shows the token in a file with every call; a file that was replaced counts from the next on. */
final class TokenFile extends CallCredentials {
  private static final Metadata.Key<String> AUTHORIZATION =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  private final Path file;

  TokenFile(Path file) {
    this.file = file;
  }

  @Override
  public void applyRequestMetadata(RequestInfo call, Executor executor, MetadataApplier applier) {
    executor.execute(() -> apply(applier));
  }

  private void apply(MetadataApplier applier) {
    try {
      Metadata headers = new Metadata();
      headers.put(
          AUTHORIZATION, "Bearer " + Files.readString(file, StandardCharsets.UTF_8).strip());
      applier.apply(headers);
    } catch (IOException unreadable) {
      applier.fail(
          Status.UNAUTHENTICATED
              .withDescription("the token file " + file + " cannot be read")
              .withCause(unreadable));
    }
  }
}
