package io.splatlas.ops.store;

import io.splatlas.actors.blob.BlobStore;
import io.splatlas.actors.disk.DurableFiles;
import java.io.BufferedOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3ClientBuilder;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Blobs as objects of an S3-compatible store. An object appears as a whole or not at all, so a blob
 * is durable when {@link #put} returns. Content is written to a local file first, since its length
 * must be known.
 */
public final class S3BlobStore implements BlobStore, AutoCloseable {
  private static final Pattern PART = Pattern.compile("[A-Za-z0-9_%-][A-Za-z0-9._%-]{0,199}");

  /** Of one attempt; the client tries a few times. */
  private static final Duration ATTEMPT = Duration.ofSeconds(60);

  private static final Duration CALL = Duration.ofMinutes(3);

  private final S3Client client;
  private final S3Address address;
  private final Path scratch;

  /**
   * @param scratch folder for what is on its way, made if missing
   */
  public S3BlobStore(S3Address address, Path scratch) {
    this.address = address;
    this.scratch = scratch;
    S3ClientBuilder builder =
        S3Client.builder()
            .region(Region.of(address.region()))
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .overrideConfiguration(
                ClientOverrideConfiguration.builder()
                    .apiCallAttemptTimeout(ATTEMPT)
                    .apiCallTimeout(CALL)
                    .build());
    address.endpoint().ifPresent(endpoint -> compatible(builder, endpoint));
    this.client = builder.build();
  }

  /** What stores understand that are not AWS': no checksums in trailers, no signed chunks. */
  private static void compatible(S3ClientBuilder builder, URI endpoint) {
    builder
        .endpointOverride(endpoint)
        .forcePathStyle(true)
        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
        .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
        .serviceConfiguration(settings -> settings.chunkedEncodingEnabled(false));
  }

  /** What talks to the store. */
  @FunctionalInterface
  private interface Call<T> {
    T run() throws IOException;
  }

  private <T> T call(String what, Call<T> call) throws IOException {
    try {
      return call.run();
    } catch (NoSuchKeyException absent) {
      FileNotFoundException missing = new FileNotFoundException(address + "/" + what);
      missing.initCause(absent);
      throw missing;
    } catch (SdkException failure) {
      throw new IOException("%s/%s: %s".formatted(address, what, failure.getMessage()), failure);
    }
  }

  @Override
  public void put(String name, DurableFiles.Content content) throws IOException {
    String key = key(name);
    Files.createDirectories(scratch);
    Path whole = Files.createTempFile(scratch, "blob-", DurableFiles.UNFINISHED);
    try {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(whole))) {
        content.writeTo(out);
      }
      call(
          name,
          () ->
              client.putObject(
                  request -> request.bucket(address.bucket()).key(key),
                  RequestBody.fromFile(whole)));
    } finally {
      Files.deleteIfExists(whole);
    }
  }

  @Override
  public InputStream open(String name) throws IOException {
    String key = key(name);
    return call(name, () -> client.getObject(request -> request.bucket(address.bucket()).key(key)));
  }

  @Override
  public long size(String name) throws IOException {
    String key = key(name);
    return call(
        name,
        () ->
            client
                .headObject(request -> request.bucket(address.bucket()).key(key))
                .contentLength());
  }

  @Override
  public List<String> list(String prefix) throws IOException {
    String below = key(prefix) + "/";
    int skipped = address.prefix().isEmpty() ? 0 : address.prefix().length() + 1;
    return call(
        prefix,
        () ->
            client
                .listObjectsV2Paginator(request -> request.bucket(address.bucket()).prefix(below))
                .contents()
                .stream()
                .map(S3Object::key)
                .map(key -> key.substring(skipped))
                .sorted()
                .toList());
  }

  @Override
  public void delete(String name) throws IOException {
    String key = key(name);
    call(name, () -> client.deleteObject(request -> request.bucket(address.bucket()).key(key)));
  }

  @Override
  public void deleteAll(String prefix) throws IOException {
    for (String name : list(prefix)) {
      delete(name);
    }
  }

  private String key(String name) {
    for (String part : name.split("/", -1)) {
      if (!PART.matcher(part).matches()) {
        throw new IllegalArgumentException("'%s' is not a name of a blob".formatted(name));
      }
    }
    return address.prefix().isEmpty() ? name : address.prefix() + "/" + name;
  }

  @Override
  public void close() {
    client.close();
  }
}
