package io.splatlas.ops.cli;

import io.splatlas.ops.client.ServerAddress;
import io.splatlas.ops.client.SplatlasClient;
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

  /** The server named on the command line. */
  Optional<ServerAddress> named() {
    return Optional.ofNullable(address);
  }

  /** A connection to the server named, or to the usual one on this machine. */
  SplatlasClient connect() {
    return SplatlasClient.connect(named().orElseGet(() -> ServerAddress.parse(DEFAULT)));
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
