package io.splatlas.ops.security;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.gateway.tls.ReloadingTls;
import io.splatlas.gateway.tls.TlsFiles;
import io.splatlas.ops.security.DevelopmentAuthority.Identity;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReloadingTlsTest {
  private static final List<String> HERE = List.of("localhost", "127.0.0.1");

  @TempDir Path folder = Path.of("");
  private DevelopmentAuthority authority = authority();
  private Path certificate = Path.of("");
  private Path key = Path.of("");

  @BeforeEach
  void files() {
    certificate = folder.resolve("server.pem");
    key = folder.resolve("server-key.pem");
  }

  @Test
  void shouldShowTheNewCertificateOnNewConnectionsOnceFilesChange() throws Exception {
    Identity first = write(authority.server(HERE));
    try (ReloadingTls tls = ReloadingTls.of(new TlsFiles(certificate, key, null))) {
      assertShown(first, tls);
      assertFalse(tls.reloadIfChanged());
      Identity second = write(authority.server(List.of("localhost", "other")));
      assertTrue(tls.reloadIfChanged());
      assertShown(second, tls);
    }
  }

  @Test
  void shouldKeepWhatItHasInTheMiddleOfARotation() throws Exception {
    Identity first = write(authority.server(HERE));
    try (ReloadingTls tls = ReloadingTls.of(new TlsFiles(certificate, key, null))) {
      Identity second = authority.server(List.of("localhost", "other"));
      Files.writeString(certificate, second.certificatePem());
      assertFalse(tls.reloadIfChanged(), "the key is still the old one");
      assertShown(first, tls);
      Files.writeString(key, second.keyPem());
      assertTrue(tls.reloadIfChanged());
      assertShown(second, tls);
      Files.delete(certificate);
      assertFalse(tls.reloadIfChanged());
      assertShown(second, tls);
    }
  }

  @Test
  void shouldNotStartWithAKeyOfAnotherCertificate() throws Exception {
    write(authority.server(HERE));
    Files.writeString(key, authority.server(HERE).keyPem());
    assertThrows(
        IOException.class, () -> ReloadingTls.of(new TlsFiles(certificate, key, null)).close());
  }

  @Test
  void shouldNotStartWithoutItsFiles() {
    assertThrows(
        IOException.class, () -> ReloadingTls.of(new TlsFiles(certificate, key, null)).close());
  }

  private Identity write(Identity identity) throws IOException {
    Files.writeString(certificate, identity.certificatePem());
    Files.writeString(key, identity.keyPem());
    return identity;
  }

  private void assertShown(Identity expected, ReloadingTls tls) throws Exception {
    Certificate[] shown = handshake(tls.context());
    assertArrayEquals(expected.certificate().getEncoded(), shown[0].getEncoded());
    assertEquals(1, shown.length);
  }

  /** What a client that trusts the authority is shown on a new connection. */
  private Certificate[] handshake(SSLContext server) throws Exception {
    KeyStore roots = KeyStore.getInstance(KeyStore.getDefaultType());
    roots.load(null, null);
    roots.setCertificateEntry("root", authority.root());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(roots);
    SSLContext client = SSLContext.getInstance("TLS");
    client.init(null, trust.getTrustManagers(), null);
    try (SSLServerSocket listening =
        (SSLServerSocket)
            server
                .getServerSocketFactory()
                .createServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread accepting = Thread.ofVirtual().start(() -> accept(listening));
      try (SSLSocket socket =
          (SSLSocket)
              client
                  .getSocketFactory()
                  .createSocket(InetAddress.getLoopbackAddress(), listening.getLocalPort())) {
        socket.startHandshake();
        return socket.getSession().getPeerCertificates();
      } finally {
        accepting.join();
      }
    }
  }

  private static void accept(SSLServerSocket listening) {
    try (SSLSocket socket = (SSLSocket) listening.accept()) {
      socket.startHandshake();
    } catch (IOException failed) {
      throw new AssertionError(failed);
    }
  }

  private static DevelopmentAuthority authority() {
    try {
      return new DevelopmentAuthority(Duration.ofDays(1));
    } catch (Exception impossible) {
      throw new AssertionError(impossible);
    }
  }
}
