package io.splatlas.ops.server;

import io.splatlas.actors.distill.clip.ClipTeacher;
import io.splatlas.actors.scene.SceneDurability;
import io.splatlas.ops.store.Storage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How a server runs.
 *
 * @param host address to listen on; others than loopback take TLS and authentication
 * @param port gRPC port, 0 = any free one, default 50051
 * @param httpPort operators' HTTP port, 0 = any free one, default 8080
 * @param data folder of frames and scenes, made if missing
 * @param device auto | cpu | cuda | reference
 * @param deviceMemory bytes of device memory that may be used, at least 64 MiB, or {@link
 *     io.splatlas.gpu.Devices#AS_OFFERED}, the default: a GPU's whole memory, 4 GiB of the heap
 * @param checkpointEvery time between two checkpoints of a scene at least, above 0, default 15 s
 * @param model folder of the installed model that teaches semantics, null for the built-in teacher
 * @param detail windows that a model slides over the shorter side of an image, 1..4, default 1:
 *     finer features for about detail squared as much of the teacher's time
 * @param page whether the page is served beside the metrics, default true
 * @param security who gets in, default everybody on loopback
 * @param storage where it keeps what must outlive it, default all in the data folder
 * @param observation who watches from outside, default nobody
 * @param limits how much it takes on
 */
public record ServerOptions(
    String host,
    int port,
    int httpPort,
    Path data,
    String device,
    long deviceMemory,
    Duration checkpointEvery,
    @Nullable Path model,
    int detail,
    boolean page,
    SecurityOptions security,
    Storage storage,
    ObservationOptions observation,
    ServerLimits limits) {

  public ServerOptions {
    if (detail < 1 || detail > ClipTeacher.MOST_DETAIL) {
      throw new IllegalArgumentException(
          "detail must be 1 to %d, got %d".formatted(ClipTeacher.MOST_DETAIL, detail));
    }
    security.requireSafe("--host", host);
  }

  /** With the defaults of everything else. */
  public ServerOptions(
      String host, int port, int httpPort, Path data, String device, long deviceMemory) {
    this(
        host,
        port,
        httpPort,
        data,
        device,
        deviceMemory,
        SceneDurability.DEFAULT_CHECKPOINT_EVERY,
        null,
        1,
        true,
        SecurityOptions.LOOPBACK,
        Storage.LOCAL,
        ObservationOptions.DEFAULTS,
        ServerLimits.DEFAULTS);
  }

  /** What is changed of some options; names every one of them once. */
  private static final class Change {
    private String host;
    private int port;
    private int httpPort;
    private Path data;
    private Duration checkpointEvery;
    private @Nullable Path model;
    private int detail;
    private boolean page;
    private SecurityOptions security;
    private Storage storage;
    private ObservationOptions observation;
    private ServerLimits limits;
    private final ServerOptions from;

    private Change(ServerOptions from) {
      this.from = from;
      host = from.host;
      port = from.port;
      httpPort = from.httpPort;
      data = from.data;
      checkpointEvery = from.checkpointEvery;
      model = from.model;
      detail = from.detail;
      page = from.page;
      security = from.security;
      storage = from.storage;
      observation = from.observation;
      limits = from.limits;
    }

    private ServerOptions done() {
      return new ServerOptions(
          host,
          port,
          httpPort,
          data,
          from.device,
          from.deviceMemory,
          checkpointEvery,
          model,
          detail,
          page,
          security,
          storage,
          observation,
          limits);
    }
  }

  private ServerOptions but(Consumer<Change> change) {
    Change changed = new Change(this);
    change.accept(changed);
    return changed.done();
  }

  /** The same on an address, with what protects it: both at once, as one goes with the other. */
  public ServerOptions protectedBy(String newHost, SecurityOptions newSecurity) {
    return but(
        it -> {
          it.host = newHost;
          it.security = newSecurity;
        });
  }

  /** The same with another time between checkpoints. */
  public ServerOptions withCheckpointEvery(Duration every) {
    return but(it -> it.checkpointEvery = every);
  }

  /** The same on free ports with another data folder. */
  public ServerOptions onAnyPort(Path newData) {
    return but(
        it -> {
          it.port = 0;
          it.httpPort = 0;
          it.data = newData;
        });
  }

  /** The same on other ports, 0 = any free one. */
  public ServerOptions onPorts(int newPort, int newHttpPort) {
    return but(
        it -> {
          it.port = newPort;
          it.httpPort = newHttpPort;
        });
  }

  /** The same with another teacher. */
  public ServerOptions withModel(@Nullable Path newModel) {
    return but(it -> it.model = newModel);
  }

  /** The same with a teacher that looks closer. */
  public ServerOptions withDetail(int newDetail) {
    return but(it -> it.detail = newDetail);
  }

  /** The same without the page. */
  public ServerOptions withoutPage() {
    return but(it -> it.page = false);
  }

  /** The same with other places for what must outlive it. */
  public ServerOptions withStorage(Storage newStorage) {
    return but(it -> it.storage = newStorage);
  }

  /** The same, watched in another way. */
  public ServerOptions watchedBy(ObservationOptions newObservation) {
    return but(it -> it.observation = newObservation);
  }

  /** The same with other limits. */
  public ServerOptions withLimits(ServerLimits newLimits) {
    return but(it -> it.limits = newLimits);
  }
}
