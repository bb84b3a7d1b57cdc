package io.splatlas.gateway.auth;

import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Keys of an issuer that may be slow: one call at a time waits for it. Any token with a key that
 * nobody knows makes the keys be asked for again, and the threads that calls come on are few: with
 * all of them waiting, strangers could stop the server whenever its issuer is slow. Whose key is
 * known gets in meanwhile; others are told to try again. Only while no key is known yet all wait.
 */
final class SharedKeys implements JWKSource<SecurityContext> {
  private static final JWKSelector ALL = new JWKSelector(new JWKMatcher.Builder().build());

  /** Longer than it takes to look keys up that were asked for before. */
  private static final long LOOK_MILLIS = 5;

  private final JWKSource<SecurityContext> issuer;
  private final Semaphore asking = new Semaphore(1);
  private volatile JWKSet known = new JWKSet();

  /**
   * @param issuer keeps what it got for some time
   */
  SharedKeys(JWKSource<SecurityContext> issuer) {
    this.issuer = issuer;
  }

  @Override
  public List<JWK> get(JWKSelector selector, @Nullable SecurityContext context)
      throws KeySourceException {
    if (asking.tryAcquire()) {
      return ask(selector, context);
    }
    List<JWK> found = selector.select(known);
    if (!found.isEmpty()) {
      return found;
    }
    if (known.isEmpty()) {
      asking.acquireUninterruptibly();
      return ask(selector, context);
    }
    return askSoon(selector, context);
  }

  private List<JWK> askSoon(JWKSelector selector, @Nullable SecurityContext context)
      throws KeySourceException {
    try {
      if (asking.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
        return ask(selector, context);
      }
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
    throw new KeySourceException("the keys are being asked for");
  }

  /** Gives the turn back that was taken. */
  private List<JWK> ask(JWKSelector selector, @Nullable SecurityContext context)
      throws KeySourceException {
    try {
      List<JWK> found = issuer.get(selector, context);
      known = new JWKSet(issuer.get(ALL, context));
      return found;
    } finally {
      asking.release();
    }
  }
}
