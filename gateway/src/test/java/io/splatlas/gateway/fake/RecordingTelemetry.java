package io.splatlas.gateway.fake;

import io.splatlas.gateway.GatewayTelemetry;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;

/** Telemetry that tests can wait for: one permit per report. */
public final class RecordingTelemetry implements GatewayTelemetry {
  public final Semaphore captureClosed = new Semaphore(0);
  public final Semaphore watchClosed = new Semaphore(0);
  public final Semaphore updatesConflated = new Semaphore(0);
  public final Semaphore rendersSkipped = new Semaphore(0);
  public final Semaphore creditOverruns = new Semaphore(0);
  public final Semaphore framesPaced = new Semaphore(0);
  public final Semaphore frameRatesExceeded = new Semaphore(0);
  public final Semaphore internalErrors = new Semaphore(0);
  public final Semaphore asked = new Semaphore(0);
  public final Semaphore answered = new Semaphore(0);

  /** Of changes that were handed to subscribers. */
  public final Queue<Duration> lags = new ConcurrentLinkedQueue<>();

  @Override
  public void changeSent(Duration lag) {
    lags.add(lag);
  }

  @Override
  public void asked() {
    asked.release();
  }

  @Override
  public void answered() {
    answered.release();
  }

  @Override
  public void captureClosed() {
    captureClosed.release();
  }

  @Override
  public void watchClosed() {
    watchClosed.release();
  }

  @Override
  public void updateConflated() {
    updatesConflated.release();
  }

  @Override
  public void renderSkipped() {
    rendersSkipped.release();
  }

  @Override
  public void creditOverrun() {
    creditOverruns.release();
  }

  @Override
  public void framePaced() {
    framesPaced.release();
  }

  @Override
  public void frameRateExceeded() {
    frameRatesExceeded.release();
  }

  @Override
  public void internalError() {
    internalErrors.release();
  }
}
