package io.splatlas.gateway.auth;

import io.grpc.Context;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who calls, and what they may do.
 *
 * @param name the token's subject; "local" where nobody is asked who they are
 * @param grants scopes on scenes
 * @param expires when the credentials end; null = never
 */
public record Principal(String name, List<SceneGrant> grants, @Nullable Instant expires) {
  /** Everybody, where nobody is asked who they are: may do everything. */
  public static final Principal LOCAL =
      new Principal("local", List.of(new SceneGrant(Scope.ADMIN, "*")), null);

  private static final Context.Key<Principal> CURRENT = Context.key("splatlas-principal");

  public Principal {
    grants = List.copyOf(grants);
  }

  /** Who makes the present call. Ask on the thread on which gRPC calls the service. */
  public static Principal current() {
    Principal known = CURRENT.get();
    if (known == null) {
      throw new IllegalStateException("no principal: the call did not pass the door");
    }
    return known;
  }

  /** The present context, with this as its principal. */
  public Context in(Context context) {
    return context.withValue(CURRENT, this);
  }

  /** Whether something may be done with a scene; ADMIN may do everything. */
  public boolean may(Scope scope, String scene) {
    return grants.stream()
        .anyMatch(
            grant ->
                grant.covers(scene) && (grant.scope() == scope || grant.scope() == Scope.ADMIN));
  }

  /** Whether a scene and its state may be known: by any scope on it. */
  public boolean maySee(String scene) {
    return grants.stream().anyMatch(grant -> grant.covers(scene));
  }

  /** Whether every scene may be seen. */
  public boolean maySeeAll() {
    return grants.stream().anyMatch(grant -> grant.scenes().equals("*"));
  }
}
