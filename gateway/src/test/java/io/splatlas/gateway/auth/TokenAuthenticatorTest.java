package io.splatlas.gateway.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.PlainHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.splatlas.gateway.fake.TestClient;
import io.splatlas.gateway.fake.Tokens;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenAuthenticatorTest {
  private static final Instant NOW = Tokens.NOW;

  private final Tokens issuer = Tokens.elliptic();
  private final TokenAuthenticator door =
      new TokenAuthenticator(issuer.keys(), TokenRules.DEFAULTS, () -> NOW);

  @Test
  void shouldKnowWhoComesWithAnEllipticSignature() {
    Principal who =
        enter(issuer.sign(Tokens.claims("robot-1", "capture:lab-* watch:*", NOW).build()));
    assertEquals("robot-1", who.name());
    assertEquals(
        List.of(new SceneGrant(Scope.CAPTURE, "lab-*"), new SceneGrant(Scope.WATCH, "*")),
        who.grants());
    assertEquals(NOW.plusSeconds(600), who.expires());
  }

  @Test
  void shouldKnowWhoComesWithAnRsaSignature() {
    Tokens rsa = Tokens.rsa(2048);
    Principal who =
        new TokenAuthenticator(rsa.keys(), TokenRules.DEFAULTS, () -> NOW)
            .authenticate(bearer(rsa.sign(Tokens.claims("app", "query:lab", NOW).build())));
    assertTrue(who.may(Scope.QUERY, "lab"));
  }

  @Test
  void shouldTakeScopesAsAListAndLeaveOthersServicesScopesAlone() {
    JWTClaimsSet claims =
        Tokens.claims("app", "", NOW).claim("scope", List.of("openid", "watch:lab")).build();
    assertEquals(List.of(new SceneGrant(Scope.WATCH, "lab")), enter(issuer.sign(claims)).grants());
  }

  @Test
  void shouldAskForAToken() {
    assertRefused("TOKEN_MISSING", new Credentials(null, null));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Bearer", "Bearer ", "Basic YTpi", "Bearer a.b.c", "Bearer a.b", "x"})
  void shouldRefuseWhatIsNoToken(String header) {
    assertRefused("TOKEN_INVALID", new Credentials(header, null));
  }

  @Test
  void shouldRefuseATokenOfAStranger() {
    assertRefused(
        "TOKEN_INVALID",
        bearer(Tokens.elliptic().sign(Tokens.claims("robot-1", "admin:*", NOW).build())));
  }

  @Test
  void shouldRefuseATokenThatWasChanged() {
    String[] parts =
        issuer.sign(Tokens.claims("robot-1", "watch:lab", NOW).build()).split("\\.", -1);
    String other =
        issuer.sign(Tokens.claims("robot-1", "admin:*", NOW).build()).split("\\.", -1)[1];
    assertRefused("TOKEN_INVALID", bearer(parts[0] + "." + other + "." + parts[2]));
  }

  @Test
  void shouldRefuseATokenWithoutSignature() {
    PlainJWT plain = new PlainJWT(new PlainHeader(), Tokens.claims("a", "admin:*", NOW).build());
    assertRefused("TOKEN_INVALID", bearer(plain.serialize()));
  }

  @Test
  void shouldRefuseAPublicKeyUsedAsASharedSecret() throws JOSEException {
    byte[] secret = ((ECKey) issuer.publicKey()).toECPublicKey().getEncoded();
    SignedJWT forged =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("ec").build(),
            Tokens.claims("a", "admin:*", NOW).build());
    forged.sign(new MACSigner(secret));
    assertRefused("TOKEN_INVALID", bearer(forged.serialize()));
  }

  @Test
  void shouldRefuseAWeakRsaKey() {
    Tokens weak = Tokens.rsa(1024);
    TokenAuthenticator lenient =
        new TokenAuthenticator(weak.keys(), TokenRules.DEFAULTS, () -> NOW);
    String token = weak.sign(Tokens.claims("a", "admin:*", NOW).build());
    assertEquals("TOKEN_INVALID", reason(lenient, bearer(token)));
  }

  @Test
  void shouldSayThatATokenHasExpiredAndForgiveTheClocksDifference() {
    JWTClaimsSet late = Tokens.claims("a", "watch:*", NOW.minusSeconds(620)).build();
    assertEquals("a", enter(issuer.sign(late)).name());
    JWTClaimsSet over = Tokens.claims("a", "watch:*", NOW.minusSeconds(640)).build();
    assertRefused("TOKEN_EXPIRED", bearer(issuer.sign(over)));
  }

  @Test
  void shouldRefuseATokenThatIsNotValidYet() {
    JWTClaimsSet early =
        Tokens.claims("a", "watch:*", NOW).notBeforeTime(Date.from(NOW.plusSeconds(60))).build();
    assertRefused("TOKEN_INVALID", bearer(issuer.sign(early)));
  }

  @Test
  void shouldRefuseATokenForSomebodyElseOrWithoutWhatIsRequired() {
    JWTClaimsSet.Builder fine = Tokens.claims("a", "watch:*", NOW);
    assertEquals("a", enter(issuer.sign(fine.build())).name());
    assertRefused(
        "TOKEN_INVALID",
        bearer(issuer.sign(Tokens.claims("a", "watch:*", NOW).audience("x").build())));
    for (String claim : List.of("sub", "exp", "aud")) {
      JWTClaimsSet without = new JWTClaimsSet.Builder(fine.build()).claim(claim, null).build();
      assertRefused("TOKEN_INVALID", bearer(issuer.sign(without)));
    }
    assertRefused(
        "TOKEN_INVALID", bearer(issuer.sign(Tokens.claims("a\nb", "watch:*", NOW).build())));
  }

  @Test
  void shouldHoldTheIssuerToTheOneWanted() {
    TokenAuthenticator strict =
        new TokenAuthenticator(
            issuer.keys(),
            new TokenRules("splatlas", "us", TokenRules.DEFAULTS.clockSkew()),
            () -> NOW);
    JWTClaimsSet ours = Tokens.claims("a", "watch:*", NOW).issuer("us").build();
    assertEquals("a", strict.authenticate(bearer(issuer.sign(ours))).name());
    JWTClaimsSet theirs = Tokens.claims("a", "watch:*", NOW).issuer("them").build();
    assertEquals("TOKEN_INVALID", reason(strict, bearer(issuer.sign(theirs))));
  }

  @Test
  void shouldRefuseATokenBoundToACertificateThatIsNotShown() {
    JWTClaimsSet bound =
        Tokens.claims("a", "watch:*", NOW).claim("cnf", Map.of("x5t#S256", "abc")).build();
    assertRefused("TOKEN_INVALID", bearer(issuer.sign(bound)));
  }

  @Test
  void shouldSayThatKeysCannotBeHad() {
    TokenAuthenticator cut =
        new TokenAuthenticator(
            (selector, context) -> {
              throw new KeySourceException("no network");
            },
            TokenRules.DEFAULTS,
            () -> NOW);
    StatusRuntimeException failure =
        assertThrows(
            StatusRuntimeException.class,
            () ->
                cut.authenticate(bearer(issuer.sign(Tokens.claims("a", "watch:*", NOW).build()))));
    assertEquals(Status.Code.UNAVAILABLE, failure.getStatus().getCode());
    assertEquals("KEYS_UNAVAILABLE", TestClient.reasonOf(failure));
  }

  @Test
  void shouldNeverTellTheTokenOfItself() {
    String token = Tokens.elliptic().sign(Tokens.claims("a", "admin:*", NOW).build());
    StatusRuntimeException failure = assertThrows(StatusRuntimeException.class, () -> enter(token));
    assertFalse(String.valueOf(failure.getMessage()).contains(token.substring(0, 20)));
    assertFalse(bearer(token).toString().contains(token.substring(0, 20)));
  }

  private Principal enter(String token) {
    return door.authenticate(bearer(token));
  }

  private static Credentials bearer(String token) {
    return new Credentials("Bearer " + token, null);
  }

  private void assertRefused(String reason, Credentials shown) {
    assertEquals(reason, reason(door, shown));
  }

  private static String reason(TokenAuthenticator door, Credentials shown) {
    return TestClient.reasonOf(
        assertThrows(StatusRuntimeException.class, () -> door.authenticate(shown)));
  }
}
