package io.splatlas.ops.server;

import io.splatlas.actors.Splatlas;
import io.splatlas.actors.capture.Capture;
import io.splatlas.actors.capture.CaptureOptions;
import io.splatlas.actors.capture.CaptureSetup;
import io.splatlas.actors.capture.FrameBudget;
import io.splatlas.actors.cluster.ClusteringSettings;
import io.splatlas.actors.cluster.PhotographMemory;
import io.splatlas.actors.cluster.UnionSpaceFinder;
import io.splatlas.actors.distill.MapMemory;
import io.splatlas.actors.distill.Teacher;
import io.splatlas.actors.image.ImageBudget;
import io.splatlas.actors.image.TrainingImages;
import io.splatlas.actors.instance.InstanceRegistry;
import io.splatlas.actors.instance.RegistryPolicy;
import io.splatlas.actors.runtime.GpuRuntimeOptions;
import io.splatlas.actors.scene.SceneDurability;
import io.splatlas.actors.scene.SceneServices;
import io.splatlas.actors.scene.SceneSettings;
import io.splatlas.actors.seed.FrameSeeder;
import io.splatlas.actors.spatial.Parallel;
import io.splatlas.actors.telemetry.Telemetry;
import io.splatlas.gpu.GpuDevice;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

/** What a server is made of: the one place where seams meet their implementations. */
final class Assembly {
  /** Decoding and disk run on bounded dispatchers of their own. */
  private static final CaptureOptions CAPTURE =
      new CaptureOptions(
          CaptureOptions.DEFAULTS.credit(),
          CaptureOptions.DEFAULTS.backlogLimit(),
          CaptureOptions.DEFAULTS.inFlightBytes(),
          CaptureOptions.DEFAULTS.segmentBytes(),
          "splatlas.decode-dispatcher",
          "splatlas.io-dispatcher");

  static Splatlas.Config config(
      ServerOptions options,
      Telemetry telemetry,
      List<Supplier<GpuDevice>> openDevices,
      Supplier<Teacher> teacher) {
    return new Splatlas.Config(
        options.data(),
        openDevices,
        GpuRuntimeOptions.DEFAULTS,
        options.limits().ofScenes(),
        services(options, telemetry, teacher));
  }

  private static SceneServices services(
      ServerOptions options, Telemetry telemetry, Supplier<Teacher> teacher) {
    FrameBudget frames = FrameBudget.of(options.storage().retention(), options.data());
    return new SceneServices(
        (scene, folder, parent) ->
            Capture.create(new CaptureSetup(scene, CAPTURE, frames, telemetry), folder, parent),
        new TrainingImages(ImageBudget.DEFAULTS),
        FrameSeeder::new,
        teacher,
        // One thread: clustering runs beside training and must leave it the other cores.
        () -> new UnionSpaceFinder(ClusteringSettings.of(teacher.get()), Parallel.sequential()),
        () -> InstanceRegistry.create(RegistryPolicy.DEFAULTS),
        SceneSettings.DEFAULTS,
        MapMemory.ofHeap(),
        PhotographMemory.ofHeap(),
        new SceneDurability(
            options.storage().openBlobs(options.data()),
            options.data().resolve("journal"),
            options.checkpointEvery(),
            RegistryPolicy.DEFAULTS.history()),
        telemetry,
        InstantSource.system());
  }

  private Assembly() {}
}
