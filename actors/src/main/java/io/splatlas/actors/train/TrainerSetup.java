package io.splatlas.actors.train;

import io.splatlas.actors.runtime.GpuRuntime;
import io.splatlas.actors.seed.SeedOptions;
import io.splatlas.actors.seed.Seeder;
import io.splatlas.actors.telemetry.Telemetry;
import io.splatlas.gpu.GaussianLayout;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * What a trainer works with.
 *
 * @param scene id
 * @param layout of its Gaussians
 * @param schedule what is trained when
 * @param seedOptions how to seed; bound and seed are replaced per frame
 * @param loader of frames
 * @param seeder makes a seeder, used by one thread at a time
 * @param runtime the device's
 * @param telemetry is told of bursts, backlog and checkpoints
 * @param checkpoints where to go on from and what to write to
 * @param checkpointEvery time between two of them at least
 */
public record TrainerSetup(
    String scene,
    GaussianLayout layout,
    TrainingSchedule schedule,
    SeedOptions seedOptions,
    FrameLoader loader,
    Supplier<Seeder> seeder,
    ActorRef<GpuRuntime.Command> runtime,
    Telemetry telemetry,
    Checkpoints checkpoints,
    Duration checkpointEvery) {

  /** A durable frame as it is learnt from; empty when it is no longer there. */
  Optional<LoadedFrame> load(long number) throws IOException {
    boolean useDepth = schedule.options().useDepth();
    return loader.load(number).map(frame -> useDepth ? frame : frame.withoutDepth());
  }
}
