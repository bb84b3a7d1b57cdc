package io.splatlas.ops.cli;

import io.splatlas.ops.client.ClientSecurity;
import io.splatlas.ops.client.ServerAddress;
import io.splatlas.ops.client.SplatlasClient;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Which server a command talks to. */
final class ServerChoice {
  static final String DEFAULT = "127.0.0.1:50051";

  @Option(
      names = "--server",
      paramLabel = "HOST:PORT",
      description = "Server to talk to.",
      converter = AddressConverter.class)
  private @Nullable ServerAddress address;

  @Option(names = "--tls", description = "Encrypt, and trust the authorities that Java trusts.")
  private boolean tls;

  @Option(
      names = "--tls-ca",
      paramLabel = "FILE",
      defaultValue = "${env:SPLATLAS_TLS_CA}",
      description = "Encrypt, and trust these roots (PEM). Also SPLATLAS_TLS_CA.")
  private @Nullable Path authorities;

  @Option(
      names = "--tls-cert",
      paramLabel = "FILE",
      defaultValue = "${env:SPLATLAS_TLS_CERT}",
      description = "Own certificate (PEM), for mutual TLS. Also SPLATLAS_TLS_CERT.")
  private @Nullable Path certificate;

  @Option(
      names = "--tls-key",
      paramLabel = "FILE",
      defaultValue = "${env:SPLATLAS_TLS_KEY}",
      description = "Private key of the own certificate (PEM). Also SPLATLAS_TLS_KEY.")
  private @Nullable Path key;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      defaultValue = "${env:SPLATLAS_TOKEN_FILE}",
      description =
          "File with the bearer token, read anew for every call. Also SPLATLAS_TOKEN_FILE.")
  private @Nullable Path token;

  /** The server named on the command line. */
  Optional<ServerAddress> named() {
    return Optional.ofNullable(address).map(named -> named.with(security()));
  }

  /** A connection to the server named, or to the usual one on this machine. */
  SplatlasClient connect() {
    return SplatlasClient.connect(
        named().orElseGet(() -> ServerAddress.parse(DEFAULT).with(security())));
  }

  private ClientSecurity security() {
    boolean encrypted = tls || authorities != null;
    if ((certificate == null) != (key == null)) {
      throw new UserError("--tls-cert and --tls-key go together");
    }
    if (certificate != null && !encrypted) {
      throw new UserError("--tls-cert needs --tls-ca or --tls");
    }
    return new ClientSecurity(encrypted, authorities, certificate, key, token);
  }

  /** Reads {@code HOST:PORT}. */
  static final class AddressConverter implements ITypeConverter<ServerAddress> {
    @Override
    public ServerAddress convert(String text) {
      try {
        return ServerAddress.parse(text);
      } catch (IllegalArgumentException bad) {
        throw new TypeConversionException(bad.getMessage());
      }
    }
  }
}
