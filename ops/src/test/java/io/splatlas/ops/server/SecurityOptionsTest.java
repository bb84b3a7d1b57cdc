package io.splatlas.ops.server;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.gateway.auth.TokenRules;
import io.splatlas.gateway.tls.TlsFiles;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Only what is refused is tested: no test listens on anything but loopback. */
class SecurityOptionsTest {
  private static final TlsFiles TLS = new TlsFiles(Path.of("cert"), Path.of("key"), null);

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "localhost", "::1", "127.8.9.1"})
  void shouldNeedNothingOnLoopback(String host) {
    assertDoesNotThrow(() -> SecurityOptions.LOOPBACK.requireSafe("--host", host));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1", "2001:db8::1", "10.0.0.7"})
  void shouldRefuseAnyOtherAddressWithoutTlsAndTokens(String host) {
    assertRefused(new SecurityOptions(null, null, TokenRules.DEFAULTS, false), host);
    assertRefused(new SecurityOptions(TLS, null, TokenRules.DEFAULTS, false), host);
    assertRefused(new SecurityOptions(null, "keys.json", TokenRules.DEFAULTS, false), host);
  }

  @Test
  void shouldAllowOtherAddressesWithTlsAndTokens() {
    assertDoesNotThrow(
        () ->
            new SecurityOptions(TLS, "keys.json", TokenRules.DEFAULTS, false)
                .requireSafe("--host", "0.0.0.0"));
  }

  @Test
  void shouldAllowOtherAddressesUnprotectedOnlyByTheFlagWithTheAlarmingName() {
    assertDoesNotThrow(
        () ->
            new SecurityOptions(null, null, TokenRules.DEFAULTS, true)
                .requireSafe("--host", "0.0.0.0"));
    assertTrue(SecurityOptions.DANGEROUS_FLAG.contains("dangerously"));
  }

  @Test
  void shouldSayWhatIsMissingAndHowToMakeIt() {
    String message =
        String.valueOf(
            assertThrows(
                    IllegalArgumentException.class,
                    () ->
                        new SecurityOptions(TLS, null, TokenRules.DEFAULTS, false)
                            .requireSafe("--host", "0.0.0.0"))
                .getMessage());
    assertTrue(message.contains("--auth-keys"), message);
    assertFalse(message.contains("--tls-cert"), message);
    assertTrue(message.contains("auth init"), message);
  }

  @Test
  void shouldRefuseAServerBeforeItListens() {
    assertThrows(
        IllegalArgumentException.class,
        () -> new ServerOptions("0.0.0.0", 0, 0, Path.of("data"), "cpu", 1L << 26));
  }

  private static void assertRefused(SecurityOptions options, String host) {
    assertThrows(IllegalArgumentException.class, () -> options.requireSafe("--host", host));
  }
}
