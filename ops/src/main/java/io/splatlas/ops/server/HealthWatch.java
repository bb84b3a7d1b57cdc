package io.splatlas.ops.server;

import io.splatlas.gateway.server.GatewayServer;
import io.splatlas.ops.store.JournalProbe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks every two seconds whether the server can do its work: actors answer in time (they are alive
 * and not overloaded), the data folder and the journal can be written, the device is there.
 * Readiness and the health of each gRPC service follow from what was seen last.
 */
final class HealthWatch implements AutoCloseable {
  /** An actor that takes longer to say hello is overloaded or gone. */
  static final Duration ANSWER = Duration.ofSeconds(2);

  private static final Logger LOG = LoggerFactory.getLogger(HealthWatch.class);
  private static final long EVERY_MILLIS = 2_000;

  private final Path data;
  private final JournalProbe journal;
  private final BooleanSupplier actorsAnswer;
  private final DeviceWatch devices;
  private final GatewayServer gateway;
  private final ScheduledExecutorService looking =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("health-watch").factory());
  private final ScheduledFuture<?> look;
  private volatile String notReady = "not looked at yet";
  private final LastResort lastResort = new LastResort();

  private HealthWatch(
      Path data,
      JournalProbe journal,
      BooleanSupplier actorsAnswer,
      DeviceWatch devices,
      GatewayServer gateway) {
    this.data = data;
    this.journal = journal;
    this.actorsAnswer = actorsAnswer;
    this.devices = devices;
    this.gateway = gateway;
    look();
    look =
        looking.scheduleWithFixedDelay(
            this::lookAgain, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
  }

  /**
   * Begins to look.
   *
   * @param data folder that must take files
   * @param journal asked, too; closed with this
   * @param actorsAnswer asks them and waits for {@link #ANSWER} at most
   */
  static HealthWatch start(
      Path data,
      JournalProbe journal,
      BooleanSupplier actorsAnswer,
      DeviceWatch devices,
      GatewayServer gateway) {
    return new HealthWatch(data, journal, actorsAnswer, devices, gateway);
  }

  /** A look that fails counts as silence: it must neither end the looking nor leave it unseen. */
  private void lookAgain() {
    try {
      look();
    } catch (RuntimeException failure) {
      LOG.error("the server could not be looked at", failure);
      lastResort.looked(false, true);
      notReady = "the server could not be looked at: " + failure;
    }
  }

  private void look() {
    boolean answering = actorsAnswer.getAsBoolean();
    boolean lost = devices.isLost();
    lastResort.looked(answering, !devices.isNoneLeft());
    String storage = storageProblem();
    String recording = journal.problem();
    List<String> problems = new ArrayList<>();
    if (!answering) {
      problems.add("the actors did not answer within " + ANSWER.toSeconds() + " s");
    }
    if (lost) {
      problems.add("the device was lost and is being opened again");
    }
    if (!storage.isEmpty()) {
      problems.add(storage);
    }
    if (!recording.isEmpty()) {
      problems.add(recording);
    }
    String now = String.join("; ", problems);
    if (!now.equals(notReady) && !now.isEmpty()) {
      LOG.warn("not ready: {}", now);
    }
    notReady = now;
    boolean storing = answering && storage.isEmpty();
    gateway.tellHealth(storing, answering && !lost, storing && recording.isEmpty(), answering);
  }

  private String storageProblem() {
    try {
      Path probe = data.resolve("health.probe");
      Files.write(probe, new byte[] {1});
      Files.delete(probe);
      return "";
    } catch (IOException full) {
      return "the data folder cannot be written: " + full.getMessage();
    }
  }

  /** Why the server cannot do its work now; empty when it can. */
  String notReady() {
    return notReady;
  }

  /** Why only a restart helps; empty when none is needed. */
  String dead() {
    return lastResort.reason();
  }

  @Override
  public void close() {
    look.cancel(false);
    looking.shutdownNow();
    journal.close();
  }
}
