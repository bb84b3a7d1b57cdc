package io.splatlas.ops.cli;

import io.splatlas.ops.evaluate.EvaluationListener;
import io.splatlas.ops.study.revisit.RevisitListener;
import io.splatlas.proto.v1.FrameRefused;
import io.splatlas.proto.v1.InstanceChange;
import io.splatlas.proto.v1.InstanceChangeKind;
import io.splatlas.proto.v1.Scene;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Tells a person how a replay or an evaluation goes. */
final class RunReporter implements EvaluationListener, RevisitListener, AutoCloseable {
  private final PrintWriter err;
  private final @Nullable PrintWriter events;
  private final long startNanos = System.nanoTime();
  private @Nullable Progress progress;
  private String phase = "";
  private int frames;
  private long acknowledged;
  private boolean sawFirst;

  /**
   * @param events where instances are told as they appear; null = nowhere
   */
  RunReporter(PrintWriter err, @Nullable PrintWriter events) {
    this.err = err;
    this.events = events;
  }

  @Override
  public synchronized void streaming(int count) {
    frames = count;
    enter("frames", count).at(0, "");
  }

  @Override
  public synchronized void resumed(long durableSequence) {
    if (durableSequence > 0) {
      err.println("resuming behind frame " + durableSequence);
      err.flush();
    }
  }

  @Override
  public synchronized void reconnecting(String why, Duration pause) {
    err.println(Reconnections.told(why, pause, ""));
    err.flush();
  }

  @Override
  public synchronized void acknowledged(long sequence) {
    acknowledged = sequence;
    enter("frames", frames).at(sequence, "");
  }

  @Override
  public synchronized void resting(Duration rest) {
    end();
    err.println("nobody comes for %d s".formatted(rest.toSeconds()));
    err.flush();
  }

  @Override
  public synchronized void refused(FrameRefused refusal) {
    err.println(
        "frame "
            + refusal.getSequence()
            + " refused: "
            + refusal.getField()
            + ": "
            + refusal.getDetail());
    err.flush();
  }

  @Override
  public synchronized void changed(InstanceChange change) {
    if (events == null || change.getKind() == InstanceChangeKind.INSTANCE_CHANGE_KIND_UPDATED) {
      return;
    }
    if (!sawFirst) {
      sawFirst = true;
      events.println("first instance after %d of %d frames".formatted(acknowledged, frames));
    }
    events.println(
        String.format(
            Locale.ROOT,
            "%6.1f s  %s",
            (System.nanoTime() - startNanos) / 1e9,
            InstanceTable.line(change)));
    events.flush();
  }

  @Override
  public synchronized void finishing(Scene scene) {
    enter("training", scene.getOptions().getIterations())
        .at(
            Math.min(scene.getIterations(), scene.getOptions().getIterations()),
            String.format(
                Locale.ROOT,
                "%,d Gaussians, %.1f dB on training views",
                scene.getGaussians(),
                scene.getTrainingPsnr()));
  }

  @Override
  public synchronized void scoring(int view, int views) {
    enter("scoring", views).at(view, "");
  }

  private Progress enter(String newPhase, long total) {
    Progress now = progress;
    if (now == null || !phase.equals(newPhase)) {
      end();
      now = Progress.start(newPhase, total, err);
      progress = now;
      phase = newPhase;
    }
    return now;
  }

  /** Ends the phase under way, so that results can be printed below it. */
  synchronized void end() {
    if (progress != null) {
      progress.close();
      progress = null;
    }
  }

  @Override
  public void close() {
    end();
  }
}
