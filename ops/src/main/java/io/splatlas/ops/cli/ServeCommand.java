package io.splatlas.ops.cli;

import io.splatlas.actors.distill.clip.ClipTeacher;
import io.splatlas.ops.server.ServerOptions;
import io.splatlas.ops.server.SplatlasServer;
import io.splatlas.ops.server.WarmUp;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Runs a server until it is told to end. */
@Command(
    name = "serve",
    description = "Runs a server until interrupted.",
    mixinStandardHelpOptions = true)
final class ServeCommand implements Callable<Integer> {
  @Spec private CommandSpec spec = CommandSpec.create();
  @Mixin private DeviceChoice device = new DeviceChoice();
  @Mixin private ModelsFolder models = new ModelsFolder();
  @Mixin private SecurityChoice security = new SecurityChoice();
  @Mixin private StorageChoice storage = new StorageChoice();

  @Mixin private LimitsChoice limits = new LimitsChoice();

  @Mixin private ObservationChoice observation = new ObservationChoice();

  @Option(
      names = "--host",
      defaultValue = "127.0.0.1",
      description =
          "Address to listen on. Others than this machine's loopback take TLS and --auth-keys."
              + " Default ${DEFAULT-VALUE}.")
  private String host = "127.0.0.1";

  @Option(
      names = "--port",
      defaultValue = "50051",
      description = "gRPC port, 0 = any free one. Default ${DEFAULT-VALUE}.")
  private int port;

  @Option(
      names = "--http-port",
      defaultValue = "8080",
      description =
          "Port of the page, /metrics, /health and /ready, 0 = any free one. Default"
              + " ${DEFAULT-VALUE}.")
  private int httpPort;

  @Option(names = "--no-page", description = "Serves metrics and health only, no page.")
  private boolean noPage;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      defaultValue = "splatlas-data",
      description = "Folder of frames and scenes. Default ./${DEFAULT-VALUE}.")
  private Path data = Path.of("splatlas-data");

  @Option(
      names = "--checkpoint-every",
      paramLabel = "SECONDS",
      defaultValue = "15",
      description =
          "Time between two checkpoints of a scene at least; a crash costs what was learnt since."
              + " Default ${DEFAULT-VALUE}.")
  private int checkpointEvery = 15;

  @Option(
      names = "--model",
      paramLabel = "NAME|auto|built-in",
      defaultValue = "auto",
      description =
          "Teacher of semantics: an installed model (see 'splatlas models list'); auto = the only"
              + " one installed, else built-in, which knows no words. Default ${DEFAULT-VALUE}.")
  private String model = "auto";

  @Option(
      names = "--detail",
      paramLabel = "1..4",
      defaultValue = "1",
      description =
          "Windows that a model slides over the shorter side of an image: 2 sees things half as"
              + " large for about 4 times the teacher's time. Default ${DEFAULT-VALUE}.")
  private int detail = 1;

  @Override
  public Integer call() throws Exception {
    PrintWriter out = spec.commandLine().getOut();
    CountDownLatch ended = new CountDownLatch(1);
    if (checkpointEvery < 1) {
      throw new UserError("--checkpoint-every must be at least 1 second, not " + checkpointEvery);
    }
    if (detail < 1 || detail > ClipTeacher.MOST_DETAIL) {
      throw new UserError("--detail must be 1 to " + ClipTeacher.MOST_DETAIL + ", not " + detail);
    }
    ServerOptions options =
        security
            .protect(device.options("127.0.0.1", port, httpPort, data), host)
            .withCheckpointEvery(Duration.ofSeconds(checkpointEvery))
            .withModel(models.chosen(model))
            .withDetail(detail)
            .withStorage(storage.chosen())
            .withLimits(limits.chosen())
            .watchedBy(observation.options());
    try (SplatlasServer server = SplatlasServer.start(noPage ? options.withoutPage() : options)) {
      Thread hook = Thread.ofPlatform().name("shutdown").unstarted(() -> end(server, ended));
      Runtime.getRuntime().addShutdownHook(hook);
      out.println("device     " + server.device().name() + " (" + server.device().reason() + ")");
      out.println(
          "gRPC       " + server.host() + ":" + server.port() + "  (" + server.protection() + ")");
      server.page().ifPresent(page -> out.println("page       " + page));
      out.println(
          "metrics    http://127.0.0.1:" + server.httpPort() + "/metrics  (/health, /ready)");
      out.println("data       " + data.toAbsolutePath().normalize());
      out.println(
          "try        ./splatlas replay DIR --server " + server.host() + ":" + server.port());
      out.flush();
      WarmUp.run(device.choice(), server::way);
      while (!ended.await(1, TimeUnit.SECONDS)) {
        String why = server.onlyRestartHelps();
        if (!why.isEmpty()) {
          return LastWords.say(why);
        }
      }
    }
    return ExitCodes.OK;
  }

  private static void end(SplatlasServer server, CountDownLatch ended) {
    server.close();
    ended.countDown();
  }
}
