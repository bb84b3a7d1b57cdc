package io.splatlas.gateway.auth;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keys in a file: a JWK set, a JWK (RFC 7517), or public keys in PEM ({@code BEGIN PUBLIC KEY}). A
 * change of the file counts from the next token on; while the new content cannot be read, the keys
 * there were stay. Private parts are dropped.
 */
public final class FileKeys implements JWKSource<SecurityContext> {
  private static final Logger LOG = LoggerFactory.getLogger(FileKeys.class);
  private static final Pattern PEM =
      Pattern.compile("-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\\s]+)-----END PUBLIC KEY-----");

  private final Path file;
  private volatile Loaded loaded;

  /** Keys and what the file was when they were read. */
  private record Loaded(JWKSet keys, Stamp stamp) {}

  private record Stamp(java.nio.file.attribute.FileTime time, long size) {
    static @Nullable Stamp of(Path file) {
      try {
        return new Stamp(Files.getLastModifiedTime(file), Files.size(file));
      } catch (IOException gone) {
        LOG.debug("cannot look at {}", file, gone);
        return null;
      }
    }
  }

  /**
   * @throws IOException when the file is not there or holds no usable key
   */
  public FileKeys(Path file) throws IOException {
    this.file = file;
    Stamp stamp = Stamp.of(file);
    if (stamp == null) {
      throw new IOException("there is no file of keys " + file);
    }
    this.loaded = new Loaded(read(file), stamp);
  }

  @Override
  public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context) {
    return selector.select(current());
  }

  private JWKSet current() {
    Stamp now = Stamp.of(file);
    if (now != null && !now.equals(loaded.stamp())) {
      reload(now);
    }
    return loaded.keys();
  }

  private synchronized void reload(Stamp now) {
    if (now.equals(loaded.stamp())) {
      return;
    }
    try {
      loaded = new Loaded(read(file), now);
      LOG.info("read {} keys anew from {}", loaded.keys().size(), file);
    } catch (IOException bad) {
      LOG.error("{} was changed and cannot be used; the keys before it stay", file, bad);
      loaded = new Loaded(loaded.keys(), now);
    }
  }

  private static JWKSet read(Path file) throws IOException {
    String text = Files.readString(file, StandardCharsets.UTF_8);
    try {
      JWKSet keys = (text.contains("-----BEGIN") ? pem(text) : json(text)).toPublicJWKSet();
      if (keys.isEmpty()) {
        throw new IOException(file + " holds no public key");
      }
      return keys;
    } catch (ParseException | GeneralSecurityException | IllegalArgumentException bad) {
      throw new IOException(file + " is no JWK set and no PEM of public keys", bad);
    }
  }

  private static JWKSet json(String text) throws ParseException {
    return text.contains("\"keys\"") ? JWKSet.parse(text) : new JWKSet(JWK.parse(text));
  }

  private static JWKSet pem(String text) throws GeneralSecurityException {
    List<JWK> keys = new ArrayList<>();
    Matcher block = PEM.matcher(text);
    while (block.find()) {
      keys.add(key(Base64.getMimeDecoder().decode(block.group(1))));
    }
    return new JWKSet(keys);
  }

  private static JWK key(byte[] der) throws GeneralSecurityException {
    X509EncodedKeySpec spec = new X509EncodedKeySpec(der);
    try {
      return new RSAKey.Builder((RSAPublicKey) KeyFactory.getInstance("RSA").generatePublic(spec))
          .build();
    } catch (java.security.spec.InvalidKeySpecException notRsa) {
      LOG.debug("not an RSA key, so an elliptic one", notRsa);
      ECPublicKey key = (ECPublicKey) KeyFactory.getInstance("EC").generatePublic(spec);
      return new ECKey.Builder(Curve.forECParameterSpec(key.getParams()), key).build();
    }
  }
}
