package io.splatlas.actors.capture;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Thins the oldest frames of a scene out when there are too many, beside everything else. */
final class CaptureThinning {
  /** Frames that training must have taken up before thinning is tried again. */
  private static final int AGAIN = 16;

  private static final Logger LOG = LoggerFactory.getLogger(CaptureThinning.class);

  private final CaptureSetup setup;
  private final CaptureDisk disk;
  private boolean underWay;

  /** Bytes below which another attempt is of no use. */
  private long above;

  private long takenUp;

  /** As far as training had come at the last attempt. */
  private long triedUpTo;

  CaptureThinning(CaptureSetup setup, CaptureDisk disk) {
    this.setup = setup;
    this.disk = disk;
  }

  /** The log takes so many bytes now. */
  void tellBytes(long bytes) {
    setup.budget().stored(setup.scene(), bytes);
    setup.telemetry().framesStored(setup.scene(), bytes);
  }

  /** Training has taken up all frames up to a number and has so many before it still. */
  void trained(long number, int backlog) {
    takenUp = number;
    if (backlog == 0 || takenUp - triedUpTo >= AGAIN) {
      above = 0;
    }
  }

  /** Begins, when there is too much and something may go. */
  void begin() {
    long excess = setup.budget().excess(setup.scene());
    if (excess == 0 || underWay || setup.budget().of(setup.scene()) <= above) {
      return;
    }
    underWay = true;
    long upTo = takenUp;
    triedUpTo = upTo;
    disk.run(
        log -> new CaptureMessages.Thinned(log, log.thin(excess, upTo)),
        CaptureMessages.NotThinned::new);
  }

  void done(CaptureMessages.Thinned message) {
    if (!disk.isOf(message.owner())) {
      return;
    }
    underWay = false;
    LogOwner.Thinned outcome = message.outcome();
    tellBytes(outcome.bytes());
    setup.telemetry().framesThinned(outcome.frames());
    if (outcome.frames() == 0) {
      // Nothing could go: not before another segment is full.
      above = outcome.bytes() + setup.options().segmentBytes();
      return;
    }
    above = 0;
    LOG.info("scene {}: {} redundant old frames were thinned out", setup.scene(), outcome.frames());
    begin();
  }

  void failed(CaptureMessages.NotThinned message) {
    if (disk.isOf(message.owner())) {
      underWay = false;
      above = setup.budget().of(setup.scene()) + setup.options().segmentBytes();
      LOG.error("scene {}: its frames could not be thinned out", setup.scene(), message.cause());
    }
  }
}
