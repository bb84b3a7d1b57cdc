package io.splatlas.actors;

import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;

/** Actor systems for tests: patient, since builds share the machine. */
public final class Actors {
  public static final Duration PATIENCE = Duration.ofSeconds(60);

  private Actors() {}

  public static ActorTestKit kit() {
    return ActorTestKit.create(
        ConfigFactory.parseString(
                """
                pekko.actor.testkit.typed.single-expect-default = 60s
                pekko.actor.testkit.typed.default-timeout = 60s
                """)
            .withFallback(ConfigFactory.load()));
  }
}
