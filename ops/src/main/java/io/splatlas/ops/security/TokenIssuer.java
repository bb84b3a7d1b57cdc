package io.splatlas.ops.security;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.splatlas.gateway.auth.SceneGrant;
import io.splatlas.gateway.auth.TokenAuthenticator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Signs tokens with a key of its own: for development, and for places without an issuer. */
public final class TokenIssuer {
  private final JWK key;

  private TokenIssuer(JWK key) {
    this.key = key;
  }

  /** With a new key for ES256. */
  public static TokenIssuer create() {
    try {
      return new TokenIssuer(new ECKeyGenerator(Curve.P_256).keyIDFromThumbprint(true).generate());
    } catch (JOSEException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /**
   * With a private JWK (elliptic on P-256, or RSA) in a file.
   *
   * @throws IOException when the file cannot be read or holds none
   */
  public static TokenIssuer read(Path file) throws IOException {
    try {
      JWK key = JWK.parse(Files.readString(file, StandardCharsets.UTF_8));
      if (!key.isPrivate() || !(key instanceof ECKey || key instanceof RSAKey)) {
        throw new IOException(file + " holds no private key of kind EC or RSA");
      }
      return new TokenIssuer(key);
    } catch (ParseException bad) {
      throw new IOException(file + " is no JWK", bad);
    }
  }

  /** The private key, to be kept from others. */
  public String privateJwk() {
    return key.toJSONString();
  }

  /** The set of public keys, for servers. */
  public String publicSet() {
    return new JWKSet(key.toPublicJWK()).toString();
  }

  /**
   * A token.
   *
   * @param subject who is to be known by it
   * @param grants what they may do
   * @param audience the servers it is for
   * @param from when it begins to count
   * @param life how long it counts
   * @param bound the only client certificate it counts with; null = with any or none
   */
  public String issue(
      String subject,
      List<SceneGrant> grants,
      String audience,
      Instant from,
      Duration life,
      @Nullable X509Certificate bound) {
    JWTClaimsSet.Builder claims =
        new JWTClaimsSet.Builder()
            .subject(subject)
            .audience(audience)
            .jwtID(UUID.randomUUID().toString())
            .issueTime(Date.from(from))
            .expirationTime(Date.from(from.plus(life)))
            .claim(
                "scope",
                grants.stream().map(SceneGrant::toString).collect(Collectors.joining(" ")));
    if (bound != null) {
      claims.claim("cnf", Map.of("x5t#S256", TokenAuthenticator.thumbprint(bound)));
    }
    return sign(claims.build());
  }

  private String sign(JWTClaimsSet claims) {
    boolean elliptic = key instanceof ECKey;
    try {
      SignedJWT token =
          new SignedJWT(
              new JWSHeader.Builder(elliptic ? JWSAlgorithm.ES256 : JWSAlgorithm.RS256)
                  .type(JOSEObjectType.JWT)
                  .keyID(key.getKeyID())
                  .build(),
              claims);
      JWSSigner signer = elliptic ? new ECDSASigner((ECKey) key) : new RSASSASigner((RSAKey) key);
      token.sign(signer);
      return token.serialize();
    } catch (JOSEException unfit) {
      throw new IllegalStateException("this key cannot sign with ES256 or RS256", unfit);
    }
  }
}
