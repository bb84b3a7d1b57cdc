package io.splatlas.actors.scene;

import io.splatlas.actors.capture.Capture;
import io.splatlas.actors.capture.CaptureEvent;
import io.splatlas.actors.cluster.InstanceFinder;
import io.splatlas.actors.cluster.PhotographMemory;
import io.splatlas.actors.distill.MapMemory;
import io.splatlas.actors.distill.Teacher;
import io.splatlas.actors.image.TrainingImages;
import io.splatlas.actors.instance.InstanceRegistry;
import io.splatlas.actors.seed.Seeder;
import io.splatlas.actors.telemetry.Telemetry;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;

/**
 * What scenes are made of; suppliers are called once a scene or once a life of the part.
 *
 * @param capture the capture actor
 * @param images makes training images from stored frames
 * @param seeder places Gaussians
 * @param teacher describes images
 * @param finder finds instances
 * @param registry keeps instances
 * @param settings hyper-parameters and limits
 * @param maps memory for feature maps, shared by all scenes
 * @param photographs memory for those that clusters are seen in, shared by all scenes
 * @param durability where scenes keep what must outlive the process
 * @param telemetry is told of everything
 * @param clock of the server
 */
public record SceneServices(
    CaptureFactory capture,
    TrainingImages images,
    Supplier<Seeder> seeder,
    Supplier<Teacher> teacher,
    Supplier<InstanceFinder> finder,
    Supplier<InstanceRegistry> registry,
    SceneSettings settings,
    MapMemory maps,
    PhotographMemory photographs,
    SceneDurability durability,
    Telemetry telemetry,
    InstantSource clock) {

  /** Makes the capture actor of a scene. */
  @FunctionalInterface
  public interface CaptureFactory {
    /**
     * A capture.
     *
     * @param scene id
     * @param folder of its frame log
     * @param parent to be told of frames
     */
    Behavior<Capture.Command> create(String scene, Path folder, ActorRef<CaptureEvent> parent);
  }
}
