package io.splatlas.ops.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.gateway.auth.SceneGrant;
import io.splatlas.gateway.auth.Scope;
import io.splatlas.gateway.auth.TokenRules;
import io.splatlas.ops.security.TokenIssuer;
import io.splatlas.ops.server.SecurityOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of a server that asks who is there, in a real browser. */
class SignInIT {
  private static final Path SHOTS = Path.of("target", "page");
  private static final String FORM = "document.querySelector('#token')?.checkVisibility()";

  @TempDir Path folder = Path.of("");
  @TempDir Path profile = Path.of("");

  @BeforeAll
  static void needsABrowser() {
    Commands.require(Browser.missing(), "chromium chromium-driver");
  }

  @Test
  void shouldLetInWhoShowsATokenAndNobodyElse() throws Exception {
    TokenIssuer issuer = TokenIssuer.create();
    Path keys = Files.writeString(folder.resolve("token-keys.json"), issuer.publicSet());
    SecurityOptions security =
        new SecurityOptions(null, keys.toString(), TokenRules.DEFAULTS, false);
    try (LiveServer live = LiveServer.startProtected(folder.resolve("data"), security);
        Browser browser = Browser.start(profile)) {
      String home = live.server.page().orElseThrow();
      browser.open(home);
      browser.await("the sign-in form", FORM);
      browser.screenshot(SHOTS.resolve("sign-in.png"));
      assertEquals(List.of(), findings(browser), "accessibility");
      assertEquals(
          "token",
          browser.run("return document.activeElement.id").asText(),
          "who comes can type at once");
      show(browser, "no.such.token");
      browser.await("a reason", "document.querySelector('.problem').innerText.length > 10");
      browser.screenshot(SHOTS.resolve("sign-in-refused.png"));
      assertTrue(browser.run("return " + FORM).asBoolean(), "and another try");
      show(browser, token(issuer));
      browser.await("the scenes", "document.querySelector('.empty h1') && !(" + FORM + ")");
      browser.screenshot(SHOTS.resolve("signed-in.png"));
      assertFalse(
          browser.run("return document.cookie.length > 0").asBoolean(),
          "no script can read the token");
      browser.open("about:blank");
      browser.open(home);
      browser.await("the scenes again", "document.querySelector('.empty h1') && !(" + FORM + ")");
    }
  }

  private static List<String> findings(Browser browser) throws Exception {
    return AxeAudit.missing().isPresent() ? List.of() : AxeAudit.findings(browser);
  }

  private static void show(Browser browser, String token) throws Exception {
    browser.run(
        "document.querySelector('#token').value = '"
            + token
            + "'; document.querySelector('form.ask').requestSubmit();");
  }

  private static String token(TokenIssuer issuer) {
    return issuer.issue(
        "anna",
        List.of(new SceneGrant(Scope.WATCH, "*"), new SceneGrant(Scope.QUERY, "*")),
        TokenRules.DEFAULTS.audience(),
        Instant.now(),
        Duration.ofHours(1),
        null);
  }
}
