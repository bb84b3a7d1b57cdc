package io.splatlas.gateway.fake;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.crypto.opts.AllowWeakRSAKey;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.grpc.CallCredentials;
import io.grpc.Metadata;
import java.time.Instant;
import java.util.Date;
import java.util.Set;
import java.util.concurrent.Executor;

/** An issuer of tokens for tests. */
public final class Tokens {
  public static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);

  private final JWK key;

  private Tokens(JWK key) {
    this.key = key;
  }

  public static Tokens elliptic() {
    return elliptic("ec");
  }

  /** With a key of a name. */
  public static Tokens elliptic(String keyId) {
    try {
      return new Tokens(new ECKeyGenerator(Curve.P_256).keyID(keyId).generate());
    } catch (JOSEException impossible) {
      throw new AssertionError(impossible);
    }
  }

  public static Tokens rsa(int bits) {
    try {
      return new Tokens(new RSAKeyGenerator(bits, true).keyID("rsa").generate());
    } catch (JOSEException impossible) {
      throw new AssertionError(impossible);
    }
  }

  public JWK publicKey() {
    return key.toPublicJWK();
  }

  public JWKSource<SecurityContext> keys() {
    return new ImmutableJWKSet<>(new JWKSet(key).toPublicJWKSet());
  }

  /** Claims that any server of tests accepts for ten minutes behind a time. */
  public static JWTClaimsSet.Builder claims(String subject, String scope, Instant from) {
    return new JWTClaimsSet.Builder()
        .subject(subject)
        .audience("splatlas")
        .claim("scope", scope)
        .expirationTime(Date.from(from.plusSeconds(600)));
  }

  public String sign(JWTClaimsSet claims) {
    try {
      SignedJWT token =
          new SignedJWT(new JWSHeader.Builder(algorithm()).keyID(key.getKeyID()).build(), claims);
      token.sign(signer());
      return token.serialize();
    } catch (JOSEException impossible) {
      throw new AssertionError(impossible);
    }
  }

  /** Shows a token with every call. */
  public static CallCredentials bearer(String token) {
    return new CallCredentials() {
      @Override
      public void applyRequestMetadata(
          RequestInfo info, Executor executor, MetadataApplier applier) {
        Metadata headers = new Metadata();
        headers.put(
            Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
        applier.apply(headers);
      }
    };
  }

  private JWSAlgorithm algorithm() {
    return key instanceof ECKey ? JWSAlgorithm.ES256 : JWSAlgorithm.RS256;
  }

  private JWSSigner signer() throws JOSEException {
    return key instanceof ECKey elliptic
        ? new ECDSASigner(elliptic)
        : new RSASSASigner(((RSAKey) key).toPrivateKey(), Set.of(AllowWeakRSAKey.getInstance()));
  }
}
