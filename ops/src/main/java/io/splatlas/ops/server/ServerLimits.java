package io.splatlas.ops.server;

import io.splatlas.actors.scene.SceneLimits;
import io.splatlas.gateway.GatewayConfig;
import io.splatlas.gateway.limit.PrincipalLimits;

/**
 * How much a server takes on; see {@link GatewayConfig.Limits} for bounds that nobody needs to
 * change.
 *
 * @param scenes at a time, at least 1, default 64
 * @param principalScenes of one principal, 1..100,000, default 64
 * @param robotFramesPerSecond of one robot on average, 1..10,000, default 60
 */
public record ServerLimits(int scenes, int principalScenes, int robotFramesPerSecond) {
  public static final ServerLimits DEFAULTS =
      new ServerLimits(
          SceneLimits.DEFAULTS.scenes(),
          PrincipalLimits.DEFAULTS.scenes(),
          GatewayConfig.Limits.DEFAULTS.framesPerSecond());

  /** Checks by making what they are for. */
  public ServerLimits {
    new SceneLimits(scenes, SceneLimits.DEFAULTS.answer());
    PrincipalLimits.DEFAULTS.withScenes(principalScenes);
    GatewayConfig.Limits.DEFAULTS.withFramesPerSecond(robotFramesPerSecond);
  }

  SceneLimits ofScenes() {
    return new SceneLimits(scenes, SceneLimits.DEFAULTS.answer());
  }

  GatewayConfig ofGateway(String host, int port) {
    return GatewayConfig.DEFAULTS
        .withAddress(host, port)
        .withFramesPerSecond(robotFramesPerSecond)
        .withPrincipals(PrincipalLimits.DEFAULTS.withScenes(principalScenes));
  }
}
