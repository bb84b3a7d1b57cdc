package io.splatlas.ops.tracing;

import io.micrometer.tracing.Span;
import io.micrometer.tracing.Tracer;
import io.splatlas.actors.telemetry.FrameStep;
import io.splatlas.actors.telemetry.Telemetry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One trace a frame: a span from its arrival to the telling of the instance changes that reflect
 * it, and below it a span for each step. Steps come when they have ended, from the actors of the
 * scene; their spans are made backwards from how long they took. What is told further on is told
 * within the frame's span.
 *
 * <p>A frame may be told before it is learnt from: a clustering takes what it seeded into account.
 * Then that step comes behind the end of the frame's span.
 */
public final class FrameTraces implements Telemetry {
  /** Frames under way that are remembered; the oldest ones beyond are ended as they are. */
  static final int MOST = 4_096;

  private final Tracer tracer;
  private final Telemetry next;
  private final InstantSource clock;
  private final Map<FrameId, Span> open =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<FrameId, Span> eldest) {
          boolean full = size() > MOST;
          if (full) {
            eldest.getValue().tag("splatlas.unfinished", "true").end();
            trained.remove(eldest.getKey());
          }
          return full;
        }
      };

  /** Frames that were told and not yet learnt from; the oldest ones beyond are forgotten. */
  private final Map<FrameId, Span> untrained =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<FrameId, Span> eldest) {
          return size() > MOST;
        }
      };

  private final Set<FrameId> trained = new HashSet<>();

  private record FrameId(String scene, long number) {}

  /**
   * Traces by a tracer.
   *
   * @param next is told of each step within its frame's span
   */
  public FrameTraces(Tracer tracer, Telemetry next, InstantSource clock) {
    this.tracer = tracer;
    this.next = next;
    this.clock = clock;
  }

  @Override
  public synchronized void frameStep(String scene, long number, FrameStep step, Duration took) {
    long now = micros();
    FrameId id = new FrameId(scene, number);
    switch (step) {
      case DURABLE -> {
        Span frame = begin(id, now - took.toNanos() / 1_000);
        open.put(id, frame);
        span(frame, step, now, took);
        tell(frame, id, step, took);
      }
      case TAKEN_UP, TRAINED, DESCRIBED, LIFTED -> {
        Span frame = step == FrameStep.TRAINED ? trained(id) : open.get(id);
        if (frame == null) {
          // Of before the start of the server, or told already: a keyframe may be late.
          next.frameStep(scene, number, step, took);
        } else {
          span(frame, step, now, took);
          tell(frame, id, step, took);
        }
      }
      case CLUSTERED -> clustered(id, took, now);
      case TOLD -> told(id, took, now);
    }
  }

  private @Nullable Span trained(FrameId id) {
    Span frame = open.get(id);
    if (frame == null) {
      return untrained.remove(id);
    }
    trained.add(id);
    return frame;
  }

  /** A clustering is based on all frames up to its newest one. */
  private void clustered(FrameId newest, Duration took, long now) {
    for (FrameId id : upTo(newest)) {
      Span frame = open.get(id);
      if (frame != null) {
        span(frame, FrameStep.CLUSTERED, now, took);
      }
    }
    Span frame = open.get(newest);
    if (frame == null) {
      next.frameStep(newest.scene(), newest.number(), FrameStep.CLUSTERED, took);
    } else {
      tell(frame, newest, FrameStep.CLUSTERED, took);
    }
  }

  private void told(FrameId id, Duration took, long now) {
    Span frame = open.remove(id);
    if (frame == null) {
      next.frameStep(id.scene(), id.number(), FrameStep.TOLD, took);
      return;
    }
    span(frame, FrameStep.TOLD, now, Duration.ZERO);
    tell(frame, id, FrameStep.TOLD, took);
    frame.end(now, TimeUnit.MICROSECONDS);
    if (!trained.remove(id)) {
      untrained.put(id, frame);
    }
  }

  private List<FrameId> upTo(FrameId newest) {
    List<FrameId> ids = new ArrayList<>();
    for (FrameId id : open.keySet()) {
      if (id.scene().equals(newest.scene()) && id.number() <= newest.number()) {
        ids.add(id);
      }
    }
    return ids;
  }

  private Span begin(FrameId id, long startMicros) {
    return tracer
        .spanBuilder()
        .setNoParent()
        .name("frame")
        .tag("splatlas.scene", id.scene())
        .tag("splatlas.frame", id.number())
        .startTimestamp(startMicros, TimeUnit.MICROSECONDS)
        .start();
  }

  private void span(Span frame, FrameStep step, long endMicros, Duration took) {
    tracer
        .spanBuilder()
        .setParent(frame.context())
        .name(step.label())
        .startTimestamp(endMicros - took.toNanos() / 1_000, TimeUnit.MICROSECONDS)
        .start()
        .end(endMicros, TimeUnit.MICROSECONDS);
  }

  private void tell(Span frame, FrameId id, FrameStep step, Duration took) {
    try (Tracer.SpanInScope _ = tracer.withSpan(frame)) {
      next.frameStep(id.scene(), id.number(), step, took);
    }
  }

  private long micros() {
    var now = clock.instant();
    return TimeUnit.SECONDS.toMicros(now.getEpochSecond()) + now.getNano() / 1_000;
  }

  @Override
  public synchronized void sceneEnded(String scene) {
    untrained.keySet().removeIf(id -> id.scene().equals(scene));
    trained.removeIf(id -> id.scene().equals(scene));
    open.entrySet()
        .removeIf(
            entry -> {
              boolean ended = entry.getKey().scene().equals(scene);
              if (ended) {
                entry.getValue().tag("splatlas.unfinished", "true").end();
              }
              return ended;
            });
  }
}
