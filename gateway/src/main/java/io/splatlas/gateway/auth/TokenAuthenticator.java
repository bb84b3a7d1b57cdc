package io.splatlas.gateway.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import com.nimbusds.jwt.proc.ExpiredJWTException;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.splatlas.gateway.status.ErrorReason;
import io.splatlas.gateway.status.GrpcErrors;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads bearer tokens: JWTs signed with RS256 or ES256 (RFC 7519, RFC 8725). Required are {@code
 * sub}, {@code exp}, {@code aud} and {@code scope}: words separated by blanks, of which those of
 * {@link SceneGrant} count and others are left alone. A token with {@code cnf.x5t#S256} (RFC 8705)
 * is good only together with the client certificate it names.
 */
public final class TokenAuthenticator implements Authenticator {
  private static final Logger LOG = LoggerFactory.getLogger(TokenAuthenticator.class);
  private static final String BEARER = "Bearer ";
  private static final int LONGEST_TOKEN = 8 << 10;
  private static final int MOST_GRANTS = 256;

  /** What may be printed into logs without harm. */
  private static final Pattern SUBJECT = Pattern.compile("[\\x21-\\x7e]{1,128}");

  private static final Duration TELL_EVERY = Duration.ofSeconds(30);
  private static final long NEVER = Long.MIN_VALUE;

  private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
  private final AtomicLong toldAt = new AtomicLong(NEVER);

  /**
   * @param keys that may have signed
   * @param clock for expiry
   */
  public TokenAuthenticator(
      JWKSource<SecurityContext> keys, TokenRules rules, InstantSource clock) {
    processor.setJWSKeySelector(new StrongKeys(keys));
    processor.setJWSTypeVerifier(
        new DefaultJOSEObjectTypeVerifier<>(
            JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
    processor.setJWTClaimsSetVerifier(new Claims(rules, clock));
  }

  @Override
  public Principal authenticate(Credentials credentials) {
    String header = credentials.authorization();
    if (header == null) {
      throw refused(ErrorReason.TOKEN_MISSING, "this server asks for a bearer token");
    }
    if (!header.regionMatches(true, 0, BEARER, 0, BEARER.length())
        || header.length() > LONGEST_TOKEN) {
      throw refused(
          ErrorReason.TOKEN_INVALID, "authorization must be 'Bearer' and a token of at most 8 KiB");
    }
    JWTClaimsSet claims = verified(header.substring(BEARER.length()).strip());
    requireCertificate(claims, credentials.certificate());
    return principal(claims);
  }

  private JWTClaimsSet verified(String token) {
    try {
      return processor.process(token, null);
    } catch (ExpiredJWTException expired) {
      LOG.debug("a token was refused", expired);
      throw refused(ErrorReason.TOKEN_EXPIRED, "the token has expired: get a new one");
    } catch (ParseException | BadJOSEException bad) {
      // The library's words may quote the token: they are for the debug log only.
      LOG.debug("a token was refused", bad);
      throw refused(
          ErrorReason.TOKEN_INVALID, "the token is not one that this server accepts: " + why(bad));
    } catch (KeySourceException unreachable) {
      tell(unreachable);
      throw GrpcErrors.unavailable(
          ErrorReason.KEYS_UNAVAILABLE, "the keys that tokens are checked with cannot be had now");
    } catch (JOSEException broken) {
      LOG.debug("a token was refused", broken);
      throw refused(ErrorReason.TOKEN_INVALID, "the token cannot be checked");
    }
  }

  /**
   * A token of a stranger's key makes the keys be asked for, too, and anybody can send a thousand
   * of those: that they may not be asked for again so soon is no error, and an error is told once
   * in a while.
   */
  private void tell(KeySourceException unreachable) {
    long now = System.nanoTime();
    long last = toldAt.get();
    boolean again = last == NEVER || now - last > TELL_EVERY.toNanos();
    if (!(unreachable instanceof RateLimitReachedException)
        && again
        && toldAt.compareAndSet(last, now)) {
      LOG.error("the keys that tokens are checked with cannot be had", unreachable);
    } else {
      LOG.debug("the keys that a token is checked with cannot be had", unreachable);
    }
  }

  /** Which kind of fault, without a word of the token. */
  private static String why(Exception bad) {
    return switch (bad) {
      case ParseException malformed -> "it is no JWT";
      case com.nimbusds.jwt.proc.BadJWTException claims ->
          "exp, nbf, aud, iss or sub do not fit this server";
      default -> "its signature, algorithm, type or key do not fit this server";
    };
  }

  private static void requireCertificate(JWTClaimsSet claims, @Nullable X509Certificate shown) {
    Object confirmation = claims.getClaim("cnf");
    if (confirmation == null) {
      return;
    }
    Object thumbprint = confirmation instanceof Map<?, ?> map ? map.get("x5t#S256") : null;
    if (!(thumbprint instanceof String wanted)
        || shown == null
        || !MessageDigest.isEqual(
            wanted.getBytes(java.nio.charset.StandardCharsets.US_ASCII),
            thumbprint(shown).getBytes(java.nio.charset.StandardCharsets.US_ASCII))) {
      throw refused(
          ErrorReason.TOKEN_INVALID, "the token is bound to a client certificate that is not here");
    }
  }

  /** The certificate's name in {@code cnf.x5t#S256}: base64url of the SHA-256 of its DER. */
  public static String thumbprint(X509Certificate certificate) {
    try {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
    } catch (CertificateEncodingException | NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static Principal principal(JWTClaimsSet claims) {
    String subject = claims.getSubject();
    if (!SUBJECT.matcher(subject).matches()) {
      throw refused(ErrorReason.TOKEN_INVALID, "sub must be 1 to 128 printable characters");
    }
    List<SceneGrant> grants = grants(claims.getClaim("scope"));
    if (grants.size() > MOST_GRANTS) {
      throw refused(ErrorReason.TOKEN_INVALID, "scope has more than " + MOST_GRANTS + " grants");
    }
    Instant expires = claims.getExpirationTime().toInstant();
    return new Principal(subject, grants, expires);
  }

  /** One text with blanks (RFC 8693) or a list of texts, as some issuers have it. */
  private static List<SceneGrant> grants(@Nullable Object scope) {
    List<String> words =
        switch (scope) {
          case String text -> Arrays.asList(text.strip().split("\\s+"));
          case List<?> list -> list.stream().map(String::valueOf).toList();
          case null, default -> List.of();
        };
    return words.stream().map(SceneGrant::parse).flatMap(Optional::stream).distinct().toList();
  }

  private static StatusRuntimeException refused(ErrorReason reason, String message) {
    return GrpcErrors.of(Status.Code.UNAUTHENTICATED, reason, message);
  }

  /** Claims by the server's rules and clock. */
  private static final class Claims extends DefaultJWTClaimsVerifier<SecurityContext> {
    private final InstantSource clock;

    Claims(TokenRules rules, InstantSource clock) {
      super(
          Set.of(rules.audience()),
          rules.issuer() == null
              ? new JWTClaimsSet.Builder().build()
              : new JWTClaimsSet.Builder().issuer(rules.issuer()).build(),
          Set.of("sub", "exp", "aud"),
          Set.of());
      this.clock = clock;
      setMaxClockSkew((int) rules.clockSkew().toSeconds());
    }

    @Override
    protected Date currentTime() {
      return Date.from(clock.instant());
    }
  }
}
