package io.splatlas.gateway.auth;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.splatlas.ops.security.TokenIssuer;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Instant;
import org.jspecify.annotations.NullMarked;

/** Authorization headers of strangers: none may get in. */
@NullMarked
public final class AuthFuzz {
  private static final TokenAuthenticator DOOR = door();

  private AuthFuzz() {}

  /** Knocks. */
  public static void run(byte[] input) {
    String header = new String(input, StandardCharsets.ISO_8859_1);
    SceneGrant.parse(header);
    try {
      DOOR.authenticate(new Credentials("Bearer " + header, null));
      throw new AssertionError("a stranger got in");
    } catch (StatusRuntimeException refused) {
      if (refused.getStatus().getCode() != Status.Code.UNAUTHENTICATED) {
        throw refused;
      }
    }
  }

  private static TokenAuthenticator door() {
    try {
      return new TokenAuthenticator(
          new ImmutableJWKSet<>(JWKSet.parse(TokenIssuer.create().publicSet())),
          TokenRules.DEFAULTS,
          () -> Instant.ofEpochSecond(1_800_000_000));
    } catch (ParseException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
