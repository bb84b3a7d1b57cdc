package io.splatlas.ops.client;

/**
 * Where a server listens.
 *
 * @param host name or address
 * @param port 1..65535
 * @param security how to talk to it
 */
public record ServerAddress(String host, int port, ClientSecurity security) {
  /** In plain text, without a token. */
  public ServerAddress(String host, int port) {
    this(host, port, ClientSecurity.NONE);
  }

  public ServerAddress {
    if (host.isBlank() || port < 1 || port > 65535) {
      throw new IllegalArgumentException(
          "a server address is HOST:PORT with a port of 1 to 65535, not '"
              + host
              + ":"
              + port
              + "'");
    }
  }

  /** The same, talked to in another way. */
  public ServerAddress with(ClientSecurity other) {
    return new ServerAddress(host, port, other);
  }

  /** Reads {@code HOST:PORT}; an IPv6 address stands in brackets. */
  public static ServerAddress parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 1) {
      throw new IllegalArgumentException(
          "a server address is HOST:PORT, for example 127.0.0.1:50051, not '" + text + "'");
    }
    String host = text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    try {
      return new ServerAddress(host, Integer.parseInt(text.substring(colon + 1)));
    } catch (NumberFormatException notANumber) {
      throw new IllegalArgumentException("the port in '" + text + "' is not a number", notANumber);
    }
  }
}
