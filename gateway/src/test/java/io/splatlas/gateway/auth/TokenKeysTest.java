package io.splatlas.gateway.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.nimbusds.jose.jwk.JWKSet;
import com.sun.net.httpserver.HttpServer;
import io.grpc.StatusRuntimeException;
import io.splatlas.gateway.fake.TestClient;
import io.splatlas.gateway.fake.Tokens;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Keys of an issuer that serves them over HTTP. */
class TokenKeysTest {
  private final Tokens issuer = Tokens.elliptic("first");
  private final Tokens next = Tokens.elliptic("next");
  private final AtomicInteger asked = new AtomicInteger();
  private final HttpServer site;
  private volatile String answer = set(issuer);
  private volatile int status = 200;
  private final Semaphore askedSlowly = new Semaphore(0);
  private volatile CountDownLatch slow = new CountDownLatch(0);

  TokenKeysTest() throws IOException {
    site = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  }

  @BeforeEach
  void serve() {
    site.createContext(
        "/jwks.json",
        exchange -> {
          asked.incrementAndGet();
          awaitSlow();
          byte[] body = answer.getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "application/jwk-set+json");
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    site.start();
  }

  @AfterEach
  void close() {
    site.stop(0);
  }

  private void awaitSlow() {
    if (slow.getCount() > 0) {
      askedSlowly.release();
      try {
        slow.await();
      } catch (InterruptedException stopping) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static String set(Tokens... issuers) {
    return new JWKSet(List.of(issuers).stream().map(Tokens::publicKey).toList()).toString();
  }

  private TokenAuthenticator door() throws IOException {
    String address = "http://127.0.0.1:%d/jwks.json".formatted(site.getAddress().getPort());
    return new TokenAuthenticator(TokenKeys.from(address), TokenRules.DEFAULTS, () -> Tokens.NOW);
  }

  private static Credentials tokenOf(Tokens signer) {
    String token = signer.sign(Tokens.claims("robot-1", "capture:lab", Tokens.NOW).build());
    return new Credentials("Bearer " + token, null);
  }

  private static String refusal(TokenAuthenticator door, Tokens signer) {
    return TestClient.reasonOf(
        assertThrows(StatusRuntimeException.class, () -> door.authenticate(tokenOf(signer))));
  }

  @Test
  void shouldAskForTheKeysOnceForManyTokens() throws IOException {
    TokenAuthenticator door = door();
    for (int i = 0; i < 20; i++) {
      assertEquals("robot-1", door.authenticate(tokenOf(issuer)).name());
    }
    assertEquals(1, asked.get());
  }

  @Test
  void shouldAskAgainForAKeyItDoesNotKnowButNotForEveryToken() throws IOException {
    TokenAuthenticator door = door();
    door.authenticate(tokenOf(issuer));
    answer = set(issuer, next);
    assertEquals("robot-1", door.authenticate(tokenOf(next)).name());
    assertEquals(2, asked.get());
    Tokens stranger = Tokens.elliptic("stranger");
    for (int i = 0; i < 20; i++) {
      refusal(door, stranger);
    }
    assertTrue(asked.get() <= 3, () -> "strangers made it ask " + asked + " times");
    assertEquals("robot-1", door.authenticate(tokenOf(issuer)).name(), "others get in meanwhile");
  }

  @Test
  void shouldLetInWhoseKeyItKnowsWhileTheIssuerIsDown() throws IOException {
    TokenAuthenticator door = door();
    door.authenticate(tokenOf(issuer));
    status = 503;
    refusal(door, next);
    assertEquals("robot-1", door.authenticate(tokenOf(issuer)).name());
  }

  @Test
  void shouldSayThatKeysCannotBeHadUntilTheyCan() throws IOException {
    status = 503;
    TokenAuthenticator door = door();
    assertEquals("KEYS_UNAVAILABLE", refusal(door, issuer));
    status = 200;
    answer = "<html>not a key set</html>";
    assertEquals("KEYS_UNAVAILABLE", refusal(door(), issuer));
    answer = set(issuer);
    assertEquals("robot-1", door().authenticate(tokenOf(issuer)).name());
  }

  /** The threads that calls come on are few: strangers must not have all of them wait. */
  @Test
  void shouldLetOthersInWhileAStrangersKeyIsAskedFor() throws Exception {
    TokenAuthenticator door = door();
    door.authenticate(tokenOf(issuer));
    slow = new CountDownLatch(1);
    Tokens stranger = Tokens.elliptic("stranger");
    CompletableFuture<String> waiting =
        CompletableFuture.supplyAsync(() -> refusal(door, stranger));
    assertTrue(askedSlowly.tryAcquire(30, TimeUnit.SECONDS));
    assertEquals("robot-1", door.authenticate(tokenOf(issuer)).name());
    assertEquals("KEYS_UNAVAILABLE", refusal(door, Tokens.elliptic("other")));
    slow.countDown();
    assertTrue(
        Set.of("TOKEN_INVALID", "KEYS_UNAVAILABLE").contains(waiting.get(30, TimeUnit.SECONDS)));
  }

  /** Anybody can send a thousand tokens with keys that nobody knows: the log is not theirs. */
  @Test
  void shouldNotLetStrangersFillTheLog() throws IOException {
    Logger log = (Logger) LoggerFactory.getLogger(TokenAuthenticator.class);
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    log.addAppender(lines);
    try {
      TokenAuthenticator door = door();
      door.authenticate(tokenOf(issuer));
      status = 503;
      Tokens stranger = Tokens.elliptic("stranger");
      for (int i = 0; i < 50; i++) {
        refusal(door, stranger);
      }
    } finally {
      log.detachAppender(lines);
    }
    long errors = lines.list.stream().filter(line -> line.getLevel() == Level.ERROR).count();
    assertTrue(errors <= 2, () -> errors + " errors were logged");
  }

  @Test
  void shouldNotReadAnEndlessAnswer() throws IOException {
    answer = set(issuer) + " ".repeat(2 << 20);
    assertEquals("KEYS_UNAVAILABLE", refusal(door(), issuer));
  }
}
