package io.splatlas.actors;

import com.typesafe.config.ConfigFactory;
import io.splatlas.actors.runtime.GpuRuntime;
import io.splatlas.actors.runtime.GpuRuntimeOptions;
import io.splatlas.actors.runtime.GpuRuntimes;
import io.splatlas.actors.runtime.Viewers;
import io.splatlas.actors.telemetry.Telemetry;
import io.splatlas.gpu.reference.ReferenceDevice;
import java.time.Duration;
import java.util.List;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.SupervisorStrategy;

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

  /** One device of 64 MiB, the scalar one. */
  public static ActorRef<GpuRuntime.Command> device(ActorTestKit kit) {
    return kit.spawn(
        GpuRuntimes.create(
            List.of(() -> ReferenceDevice.create(64L << 20, "test")),
            GpuRuntimeOptions.DEFAULTS,
            Telemetry.NONE,
            SupervisorStrategy.stop(),
            new Viewers()));
  }
}
