package io.splatlas.ops.store;

import java.net.URI;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where in an S3-compatible store blobs go. Who may do so is said by AWS' usual chain: {@code
 * AWS_ACCESS_KEY_ID} and {@code AWS_SECRET_ACCESS_KEY}, a profile, the machine's role.
 *
 * @param bucket that exists
 * @param prefix of all keys, without '/' at either end; may be empty
 * @param endpoint of a store that is not AWS'
 * @param region default us-east-1
 */
public record S3Address(String bucket, String prefix, Optional<URI> endpoint, String region) {
  private static final Pattern FORM =
      Pattern.compile("s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:/([A-Za-z0-9._/-]*))?");

  /**
   * Reads {@code s3://BUCKET/PREFIX}.
   *
   * @throws IllegalArgumentException when it is something else
   */
  public static S3Address parse(String text, Optional<URI> endpoint, String region) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "a place for blobs is s3://BUCKET or s3://BUCKET/PREFIX, not '%s'".formatted(text));
    }
    String prefix = form.group(2) == null ? "" : form.group(2);
    return new S3Address(form.group(1), prefix.replaceAll("^/+|/+$", ""), endpoint, region);
  }

  @Override
  public String toString() {
    return "s3://" + bucket + (prefix.isEmpty() ? "" : "/" + prefix);
  }
}
