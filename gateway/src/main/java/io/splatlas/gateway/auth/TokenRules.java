package io.splatlas.gateway.auth;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a token must say.
 *
 * @param audience must be among the token's, default "splatlas"
 * @param issuer must be the token's; null = not compared
 * @param clockSkew by how much clocks may differ, 0 to 5 minutes, default 30 s
 */
public record TokenRules(String audience, @Nullable String issuer, Duration clockSkew) {
  public static final TokenRules DEFAULTS =
      new TokenRules("splatlas", null, Duration.ofSeconds(30));

  public TokenRules {
    if (audience.isBlank()) {
      throw new IllegalArgumentException("the audience must not be empty");
    }
    if (clockSkew.isNegative() || clockSkew.compareTo(Duration.ofMinutes(5)) > 0) {
      throw new IllegalArgumentException("clockSkew must be 0 to 5 minutes, got " + clockSkew);
    }
  }
}
