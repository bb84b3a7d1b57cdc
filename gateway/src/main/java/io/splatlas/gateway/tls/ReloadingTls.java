package io.splatlas.gateway.tls;

import io.grpc.ServerCredentials;
import io.grpc.TlsServerCredentials;
import io.grpc.util.AdvancedTlsX509KeyManager;
import io.grpc.util.AdvancedTlsX509TrustManager;
import io.grpc.util.CertificateUtils;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server's side of TLS that follows its files: changed certificates and roots count for new
 * connections within seconds. A change that does not fit together (half a rotation, a key of
 * another certificate) is logged and what was there stays in use.
 */
public final class ReloadingTls implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ReloadingTls.class);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(5);
  private static final int NONCE = 32;

  private final TlsFiles files;
  private final AdvancedTlsX509KeyManager keys = new AdvancedTlsX509KeyManager();
  private final @Nullable AdvancedTlsX509TrustManager clients;
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("tls-files").factory());
  private List<Object> stamps;
  private @Nullable Future<?> looking;

  private ReloadingTls(TlsFiles files) throws IOException, GeneralSecurityException {
    this.files = files;
    this.clients =
        files.clientAuthorities() == null
            ? null
            : AdvancedTlsX509TrustManager.newBuilder()
                .setVerification(
                    AdvancedTlsX509TrustManager.Verification.CERTIFICATE_ONLY_VERIFICATION)
                .build();
    this.stamps = stamps();
    load();
  }

  /**
   * Reads the files and looks at them from then on.
   *
   * @throws IOException when they cannot be read or do not fit together
   */
  public static ReloadingTls of(TlsFiles files) throws IOException {
    ReloadingTls tls;
    try {
      tls = new ReloadingTls(files);
    } catch (GeneralSecurityException | IllegalArgumentException bad) {
      throw new IOException("TLS cannot be set up: " + bad.getMessage(), bad);
    }
    tls.look();
    return tls;
  }

  /** For gRPC: TLS 1.2 and newer; with client certificates where roots of them are given. */
  public ServerCredentials credentials() {
    TlsServerCredentials.Builder credentials = TlsServerCredentials.newBuilder().keyManager(keys);
    if (clients != null) {
      credentials.trustManager(clients).clientAuth(TlsServerCredentials.ClientAuth.REQUIRE);
    }
    return credentials.build();
  }

  /** For other listeners with the same certificate; they ask for none of the client. */
  public SSLContext context() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(new KeyManager[] {keys}, new TrustManager[0], null);
      return context;
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException("this JVM has no TLS", impossible);
    }
  }

  /**
   * Takes up changed files now.
   *
   * @return whether something changed and was taken up
   */
  public synchronized boolean reloadIfChanged() {
    try {
      List<Object> now = stamps();
      if (now.equals(stamps)) {
        return false;
      }
      load();
      stamps = now;
      LOG.info("TLS certificates were read anew from {}", files.certificates());
      return true;
    } catch (IOException | GeneralSecurityException | RuntimeException bad) {
      LOG.error("changed TLS files cannot be used; what was there stays in use", bad);
      return false;
    }
  }

  private void look() {
    looking =
        watch.scheduleWithFixedDelay(
            this::reloadIfChanged,
            LOOK_EVERY.toSeconds(),
            LOOK_EVERY.toSeconds(),
            TimeUnit.SECONDS);
  }

  private List<Object> stamps() throws IOException {
    List<Object> all = new ArrayList<>();
    for (Path file :
        new @Nullable Path[] {files.certificates(), files.key(), files.clientAuthorities()}) {
      if (file != null) {
        all.add(Files.getLastModifiedTime(file));
        all.add(Files.size(file));
      }
    }
    return all;
  }

  private void load() throws IOException, GeneralSecurityException {
    X509Certificate[] chain;
    PrivateKey key;
    try (InputStream certificates = Files.newInputStream(files.certificates());
        InputStream secret = Files.newInputStream(files.key())) {
      chain = CertificateUtils.getX509Certificates(certificates);
      key = CertificateUtils.getPrivateKey(secret);
    }
    requireFit(chain, key);
    if (clients != null && files.clientAuthorities() != null) {
      clients.updateTrustCredentials(files.clientAuthorities().toFile());
    }
    keys.updateIdentityCredentials(chain, key);
  }

  /** What the key signs, the certificate must verify. */
  private void requireFit(X509Certificate[] chain, PrivateKey key) throws GeneralSecurityException {
    if (chain.length == 0) {
      throw new GeneralSecurityException(files.certificates() + " holds no certificate");
    }
    byte[] nonce = new byte[NONCE];
    new SecureRandom().nextBytes(nonce);
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> key.getAlgorithm();
        };
    Signature signer = Signature.getInstance(algorithm);
    signer.initSign(key);
    signer.update(nonce);
    byte[] signed = signer.sign();
    Signature verifier = Signature.getInstance(algorithm);
    verifier.initVerify(chain[0].getPublicKey());
    verifier.update(nonce);
    if (!verifier.verify(signed)) {
      throw new GeneralSecurityException(
          files.key() + " is not the key of " + files.certificates());
    }
  }

  @Override
  public void close() {
    if (looking != null) {
      looking.cancel(false);
    }
    watch.shutdownNow();
  }
}
