package io.splatlas.actors.capture;

import io.splatlas.actors.model.CameraModel;
import io.splatlas.actors.model.FrameAnswer;
import io.splatlas.actors.model.FrameAnswer.Refusal;
import io.splatlas.actors.model.PosedFrame;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.jspecify.annotations.Nullable;

/**
 * What the streams of a scene's robots share: credit and room for bytes under way, the checks of
 * frames, and how answers go out. Belongs to the capture's actor.
 */
final class CaptureHost implements RobotStream.Host {
  private final ActorContext<Capture.Command> context;
  private final CaptureSetup setup;
  private final FrameValidator validator;
  private final Executor decodeExecutor;
  private final Consumer<Entry> writer;
  private int backlog;
  private long bytesUnderWay;
  private int framesUnderWay;

  /**
   * @param context of the capture, which is told of every frame whose pixels were checked
   * @param decodeExecutor for looking at pixels
   * @param writer takes entries that passed
   */
  CaptureHost(
      ActorContext<Capture.Command> context,
      CaptureSetup setup,
      FrameValidator validator,
      Executor decodeExecutor,
      Consumer<Entry> writer) {
    this.context = context;
    this.setup = setup;
    this.validator = validator;
    this.decodeExecutor = decodeExecutor;
    this.writer = writer;
  }

  /** So many durable frames wait for training: the more, the less credit. */
  void backlog(int frames) {
    backlog = frames;
  }

  @Override
  public int credit() {
    double free = 1 - (double) backlog / setup.options().backlogLimit();
    return Math.clamp(Math.round(setup.options().credit() * free), 1, setup.options().credit());
  }

  @Override
  public boolean takeBytes(long bytes) {
    boolean full = bytesUnderWay > 0 && bytesUnderWay + bytes > setup.options().inFlightBytes();
    if (full || !setup.budget().takeUnderWay(bytes)) {
      return false;
    }
    bytesUnderWay += bytes;
    framesUnderWay++;
    setup.telemetry().pending(setup.scene(), framesUnderWay, bytesUnderWay);
    return true;
  }

  @Override
  public void releaseBytes(long bytes) {
    setup.budget().releaseUnderWay(bytes);
    bytesUnderWay -= bytes;
    framesUnderWay--;
    setup.telemetry().pending(setup.scene(), framesUnderWay, bytesUnderWay);
  }

  /** The capture ends: what it has under way is nobody's any more. */
  void giveUp() {
    setup.budget().releaseUnderWay(bytesUnderWay);
    bytesUnderWay = 0;
  }

  @Override
  public Optional<Refusal> checkValues(PosedFrame frame, @Nullable CameraModel camera) {
    return validator.checkValues(frame, camera);
  }

  @Override
  public void checkPixels(Entry entry, PosedFrame frame, CameraModel camera) {
    context.pipeToSelf(
        CompletableFuture.supplyAsync(() -> validator.checkPixels(frame, camera), decodeExecutor),
        (refusal, e) ->
            new CaptureMessages.PixelsChecked(entry, e == null ? refusal : failedCheck(e)));
  }

  /** A check that fails in a way nobody foresaw refuses the frame rather than the whole scene. */
  private static Optional<Refusal> failedCheck(Throwable e) {
    return Optional.of(
        new Refusal(
            FrameAnswer.RefusalReason.UNDECODABLE,
            "image",
            "cannot be decoded: " + CaptureDisk.cause(e)));
  }

  @Override
  public void stage(Entry entry) {
    writer.accept(entry);
  }

  @Override
  public void answered(Entry entry, FrameAnswer answer) {
    // Counted first: who has an answer finds it in the metrics.
    switch (answer) {
      case FrameAnswer.Acknowledged ignored ->
          setup
              .telemetry()
              .frameAcknowledged(Duration.ofNanos(System.nanoTime() - entry.arrivalNanos));
      case FrameAnswer.Refused refused -> {
        setup.telemetry().frameRefused(refused.refusal().reason());
        tellRefused(entry, refused.refusal());
      }
      case FrameAnswer.Closed ignored -> {}
    }
    entry.replyTo.tell(answer);
  }

  /** The robot is told anyway; who looks after it wants to know which, and why. */
  private void tellRefused(Entry entry, Refusal refusal) {
    context
        .getLog()
        .atDebug()
        .addKeyValue("robot", entry.robotId)
        .addKeyValue("sequence", entry.sequence)
        .addKeyValue("reason", refusal.reason())
        .log(
            "scene {}: frame {} of {} refused: {} {}",
            setup.scene(),
            entry.sequence,
            entry.robotId,
            refusal.field(),
            refusal.detail());
  }
}
