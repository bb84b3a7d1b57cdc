package io.splatlas.gateway.server;

import io.splatlas.gateway.auth.Scope;
import io.splatlas.gateway.limit.StreamKind;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Who may call a method.
 *
 * @param who how much is asked
 * @param scope asked for on the scene, where one is
 * @param scene reads the scene's id off a message; null for messages that name none
 * @param stream the kind of call that stays open for long; null for others
 * @param cost megapixels of a message
 * @param audited whether calls that succeed are taken down, too
 */
record AccessRule(
    Who who,
    @Nullable Scope scope,
    Function<Object, @Nullable String> scene,
    @Nullable StreamKind stream,
    ToDoubleFunction<Object> cost,
    boolean audited) {
  /** How much is asked of a caller. */
  enum Who {
    /** Nothing: probes of health. */
    ANYBODY,
    /** Valid credentials. */
    KNOWN,
    /** Any scope on the scene. */
    ANY_SCOPE_ON_SCENE,
    /** The rule's scope on the scene. */
    SCOPE_ON_SCENE
  }

  static AccessRule of(Who who) {
    return new AccessRule(who, null, message -> null, null, message -> 0, false);
  }

  static AccessRule seeing(Function<Object, @Nullable String> scene) {
    return new AccessRule(Who.ANY_SCOPE_ON_SCENE, null, scene, null, message -> 0, false);
  }

  static AccessRule on(Scope scope, Function<Object, @Nullable String> scene) {
    return new AccessRule(Who.SCOPE_ON_SCENE, scope, scene, null, message -> 0, false);
  }

  AccessRule staysOpen(StreamKind kind) {
    return new AccessRule(who, scope, scene, kind, cost, true);
  }

  AccessRule costing(ToDoubleFunction<Object> megapixels) {
    return new AccessRule(who, scope, scene, stream, megapixels, audited);
  }

  AccessRule takenDown() {
    return new AccessRule(who, scope, scene, stream, cost, true);
  }
}
