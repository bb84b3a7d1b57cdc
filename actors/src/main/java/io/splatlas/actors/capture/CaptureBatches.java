package io.splatlas.actors.capture;

import io.splatlas.actors.model.CameraModel;
import io.splatlas.actors.model.PosedFrame;
import io.splatlas.actors.telemetry.FrameStep;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Hands frames to the disk, one batch at a time: those that wait for it share one fsync. */
final class CaptureBatches {
  private static final Logger LOG = LoggerFactory.getLogger(CaptureBatches.class);

  private final CaptureSetup setup;
  private final ActorRef<CaptureEvent> parent;
  private final CaptureDisk disk;
  private final CaptureSessions sessions;
  private List<Entry> staged = new ArrayList<>();
  private boolean writing;
  private boolean refusing;
  private long newestNumber;

  CaptureBatches(
      CaptureSetup setup,
      ActorRef<CaptureEvent> parent,
      CaptureDisk disk,
      CaptureSessions sessions) {
    this.setup = setup;
    this.parent = parent;
    this.disk = disk;
    this.sessions = sessions;
  }

  /** A limit was reached, not a disk that fails. */
  private static final class OutOfRoom extends IOException {
    private static final long serialVersionUID = 1L;

    OutOfRoom(String why) {
      super(why);
    }
  }

  /** The newest frame that is durable, 0 for none. */
  long newestNumber() {
    return newestNumber;
  }

  /** The log was opened and ends with a number. */
  void opened(long lastNumber) {
    newestNumber = lastNumber;
  }

  void stage(Entry entry) {
    staged.add(entry);
  }

  /** Begins with everything that is staged, unless the disk is busy. */
  void write() {
    if (!writing && !staged.isEmpty()) {
      writing = true;
      List<Entry> batch = staged;
      staged = new ArrayList<>();
      disk.run(
          log -> new CaptureMessages.BatchWritten(log, batch, writeWithinBudget(log, batch)),
          (log, cause) -> new CaptureMessages.BatchFailed(log, batch, cause, log.broken()));
    }
  }

  /** On the disk's dispatcher. */
  private LogOwner.Written writeWithinBudget(LogOwner log, List<Entry> batch) {
    long bytes = batch.stream().mapToLong(entry -> entry.bytes).sum();
    setup
        .budget()
        .refusal(setup.scene(), bytes)
        .ifPresent(
            why -> {
              throw new UncheckedIOException(new OutOfRoom(why));
            });
    return log.write(batch);
  }

  void written(CaptureMessages.BatchWritten message) {
    writing = false;
    refusing = false;
    Set<RobotStream> touched = new LinkedHashSet<>();
    for (int i = 0; i < message.batch().size(); i++) {
      Entry entry = message.batch().get(i);
      RobotStream robot = sessions.robot(entry.robotId);
      FrameLog.Appended appended = message.written().appended().get(i);
      tellStored(entry, appended);
      robot.written(entry);
      touched.add(robot);
      if (appended != null) {
        newestNumber = appended.number();
        parent.tell(
            new CaptureEvent.FrameStored(appended.number(), entry.captureTime, appended.bytes()));
      }
    }
    touched.forEach(RobotStream::advance);
  }

  private void tellStored(Entry entry, FrameLog.@Nullable Appended appended) {
    PosedFrame frame = entry.frame;
    CameraModel camera = entry.camera;
    if (appended != null && frame != null && camera != null) {
      setup.telemetry().frameStored(setup.scene(), appended.number(), frame, camera);
      setup
          .telemetry()
          .frameStep(
              setup.scene(),
              appended.number(),
              FrameStep.DURABLE,
              Duration.ofNanos(System.nanoTime() - entry.arrivalNanos));
    }
  }

  /** Robots are told to send again; throws when the log has to be opened again. */
  void failed(CaptureMessages.BatchFailed message) {
    writing = false;
    tellNotWritten(message);
    Set<RobotStream> touched = new LinkedHashSet<>();
    message.batch().forEach(entry -> touched.add(sessions.robot(entry.robotId)));
    staged.forEach(entry -> touched.add(sessions.robot(entry.robotId)));
    staged.clear();
    touched.forEach(robot -> robot.notWritten(String.valueOf(message.cause().getMessage())));
    if (message.broken()) {
      throw new UncheckedIOException(
          new IOException("the frame log must be opened again", message.cause()));
    }
  }

  /** What a limit refuses is said once, until frames are taken again. */
  private void tellNotWritten(CaptureMessages.BatchFailed message) {
    if (!(message.cause() instanceof OutOfRoom)) {
      LOG.error(
          "scene {}: {} frames could not be made durable; their robots will send them again",
          setup.scene(),
          message.batch().size(),
          message.cause());
    } else if (!refusing) {
      refusing = true;
      LOG.warn("scene {} takes no frames: {}", setup.scene(), message.cause().getMessage());
    }
  }
}
