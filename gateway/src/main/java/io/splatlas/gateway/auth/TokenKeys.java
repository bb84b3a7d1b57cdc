package io.splatlas.gateway.auth;

import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URL;
import java.nio.file.Path;
import java.time.Duration;

/** Where the keys come from that tokens are checked with. */
public final class TokenKeys {
  private static final int CONNECT_MILLIS = 2_000;
  private static final int READ_MILLIS = 2_000;
  private static final int LARGEST_SET = 1 << 20;
  private static final long OUTAGE_MILLIS = Duration.ofHours(4).toMillis();

  private TokenKeys() {}

  /**
   * Keys by an address: {@code https://...} of a JWK set (also {@code http://} on this machine), or
   * a file, see {@link FileKeys}. A set from the network is kept for five minutes, asked for again
   * ahead of that and when a token names an unknown key (at most twice in half a minute), and used
   * for four more hours when it cannot be had. One call at a time waits for it.
   *
   * @throws IOException when a file is not there or holds no usable key
   * @throws IllegalArgumentException when the address is not one
   */
  public static JWKSource<SecurityContext> from(String address) throws IOException {
    if (!address.matches("(?i)https?://.*")) {
      return new FileKeys(Path.of(address));
    }
    URL url = URI.create(address).toURL();
    if (!url.getProtocol().equals("https")
        && !InetAddress.getByName(url.getHost()).isLoopbackAddress()) {
      throw new IllegalArgumentException(
          "keys must come by https:// or from this machine, not from " + address);
    }
    return new SharedKeys(
        JWKSourceBuilder.create(
                url, new DefaultResourceRetriever(CONNECT_MILLIS, READ_MILLIS, LARGEST_SET))
            .retrying(true)
            .outageTolerant(OUTAGE_MILLIS)
            .build());
  }
}
