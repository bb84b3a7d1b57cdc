package io.splatlas.ops.server;

import io.splatlas.gateway.auth.TokenRules;
import io.splatlas.gateway.tls.TlsFiles;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who gets in.
 *
 * @param tls files to encrypt with; null = plain text
 * @param tokenKeys file or address of the keys that tokens are checked with; null = nobody is asked
 *     who they are
 * @param rules what tokens must say
 * @param dangerouslyOpen listen on other addresses than loopback without TLS or without tokens, too
 */
public record SecurityOptions(
    @Nullable TlsFiles tls, @Nullable String tokenKeys, TokenRules rules, boolean dangerouslyOpen) {
  /** The flag that must be given to serve the network unprotected. */
  public static final String DANGEROUS_FLAG = "--dangerously-serve-without-authentication";

  /** Plain text, everybody: for loopback. */
  public static final SecurityOptions LOOPBACK =
      new SecurityOptions(null, null, TokenRules.DEFAULTS, false);

  /**
   * Holds an address against what protects it.
   *
   * @param option the option that names the address, for the message
   * @throws IllegalArgumentException when others than this machine could get in unasked
   */
  void requireSafe(String option, String host) {
    if (dangerouslyOpen || isLoopback(host)) {
      return;
    }
    List<String> missing = new ArrayList<>();
    if (tls == null) {
      missing.add("TLS (--tls-cert, --tls-key)");
    }
    if (tokenKeys == null) {
      missing.add("authentication (--auth-keys)");
    }
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException(
          "%s %s would let other machines in without %s; './splatlas auth init' makes what that takes. %s overrules this"
              .formatted(option, host, String.join(" and ", missing), DANGEROUS_FLAG));
    }
  }

  /** Whether only this machine can reach an address; a name counts by every address it has. */
  static boolean isLoopback(String host) {
    try {
      for (InetAddress address : InetAddress.getAllByName(host)) {
        if (!address.isLoopbackAddress()) {
          return false;
        }
      }
      return true;
    } catch (UnknownHostException unknown) {
      throw new IllegalArgumentException("there is no address " + host, unknown);
    }
  }
}
