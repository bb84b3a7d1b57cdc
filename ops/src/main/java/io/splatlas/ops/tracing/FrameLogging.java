package io.splatlas.ops.tracing;

import io.splatlas.actors.telemetry.FrameStep;
import io.splatlas.actors.telemetry.Telemetry;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * The way of every frame in the log, at debug: one line a step, with scene, frame and step as
 * values of their own where the log is JSON. What a trace shows of a few frames can be searched for
 * here without a collector.
 */
public final class FrameLogging implements Telemetry {
  private static final Logger LOG = LoggerFactory.getLogger(FrameLogging.class);

  /** The name by which the actors of a scene say in the log whose they are. */
  private static final String SCENE = "scene";

  @Override
  public void frameStep(String scene, long number, FrameStep step, Duration took) {
    if (!LOG.isDebugEnabled()) {
      return;
    }
    // Steps end on threads of actors, which carry the scene already, and on others, which do not.
    String before = MDC.get(SCENE);
    MDC.put(SCENE, scene);
    try {
      LOG.atDebug()
          .addKeyValue("frame", number)
          .addKeyValue("step", step.label())
          .addKeyValue("millis", took.toMillis())
          .log("Scene {}: frame {} {} after {} ms", scene, number, step.label(), took.toMillis());
    } finally {
      if (before == null) {
        MDC.remove(SCENE);
      } else {
        MDC.put(SCENE, before);
      }
    }
  }
}
