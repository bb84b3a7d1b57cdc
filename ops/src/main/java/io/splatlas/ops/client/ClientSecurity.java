package io.splatlas.ops.client;

import io.grpc.CallCredentials;
import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.TlsChannelCredentials;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a client proves who it is and whom it trusts. All files are PEM, but the token's.
 *
 * @param tls whether to encrypt
 * @param authorities roots of servers' certificates; null = those of the Java runtime
 * @param certificates the client's own certificate and those between it and the root; null = none
 * @param key the private key of that certificate, PKCS#8; null = none
 * @param token file that holds a bearer token, read anew for every call; null = none
 */
public record ClientSecurity(
    boolean tls,
    @Nullable Path authorities,
    @Nullable Path certificates,
    @Nullable Path key,
    @Nullable Path token) {
  /** Plain text and no token: for servers on this machine that ask nobody who they are. */
  public static final ClientSecurity NONE = new ClientSecurity(false, null, null, null, null);

  public ClientSecurity {
    if ((certificates == null) != (key == null)) {
      throw new IllegalArgumentException("a client certificate needs its key, and the other way");
    }
    if (!tls && (authorities != null || certificates != null)) {
      throw new IllegalArgumentException("certificates are of use with TLS only");
    }
  }

  /**
   * What a channel to a host is encrypted with.
   *
   * @throws UncheckedIOException when a file cannot be read
   * @throws IllegalArgumentException when a token would travel in plain text to another machine
   */
  public ChannelCredentials channel(String host) {
    if (!tls) {
      if (token != null && !isThisMachine(host)) {
        throw new IllegalArgumentException(
            "a token is a secret and goes to another machine by TLS only: give --tls-ca or --tls");
      }
      return InsecureChannelCredentials.create();
    }
    TlsChannelCredentials.Builder credentials = TlsChannelCredentials.newBuilder();
    try {
      if (authorities != null) {
        credentials.trustManager(authorities.toFile());
      }
      if (certificates != null && key != null) {
        credentials.keyManager(certificates.toFile(), key.toFile());
      }
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
    return credentials.build();
  }

  /** What goes with every call. */
  public Optional<CallCredentials> call() {
    return token == null ? Optional.empty() : Optional.of(new TokenFile(token));
  }

  private static boolean isThisMachine(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException unknown) {
      throw new IllegalArgumentException("there is no host " + host, unknown);
    }
  }
}
