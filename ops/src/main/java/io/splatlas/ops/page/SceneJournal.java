package io.splatlas.ops.page;

import io.splatlas.actors.model.CameraModel;
import io.splatlas.actors.model.PosedFrame;
import io.splatlas.actors.telemetry.FrameStep;
import io.splatlas.actors.telemetry.Telemetry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What was told of each scene since the server started, for plots, where its camera went, and its
 * newest frame, both also of before: they are found on disk. Bounded: a history per scene that
 * grows coarser instead of longer, so many scenes, of which the one that was quiet longest is
 * forgotten, and so many bytes of frames, of which the same goes first.
 */
public final class SceneJournal implements Telemetry {
  /** Scenes that are remembered: as many as a server has unless it is told otherwise. */
  static final int SCENES = 64;

  /** Compressed images that are kept of all scenes together. */
  static final long FRAMES_BYTES = 64L << 20;

  /** A larger image than this is not kept to be shown. */
  static final int FRAME_BYTES = 4 << 20;

  private final InstantSource clock;
  private final long since;
  private final Map<String, SceneHistory> scenes =
      new LinkedHashMap<>(SCENES, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, SceneHistory> eldest) {
          return size() > SCENES;
        }
      };

  /**
   * The newest frame of a scene as the robot sent it.
   *
   * @param number in order of arrival, from 1
   * @param mediaType of the image
   * @param image compressed
   * @param cameraToWorld 16 values, row by row, OpenCV axes
   * @param camera it was seen through
   */
  record NewestFrame(
      long number, String mediaType, byte[] image, double[] cameraToWorld, CameraModel camera) {}

  /** An empty journal. */
  public SceneJournal() {
    this(InstantSource.system());
  }

  SceneJournal(InstantSource clock) {
    this.clock = clock;
    this.since = clock.millis();
  }

  @Override
  public void frameStored(String scene, long number, PosedFrame frame, CameraModel camera) {
    update(scene, history -> history.seenFrom(frame.cameraToWorld()));
    keep(scene, number, frame, camera);
  }

  @Override
  public void framesFound(String scene, float[] places) {
    update(scene, history -> history.seenBefore(places));
  }

  @Override
  public void newestFrameFound(String scene, long number, PosedFrame frame, CameraModel camera) {
    keep(scene, number, frame, camera);
  }

  private void keep(String scene, long number, PosedFrame frame, CameraModel camera) {
    if (frame.image().length > FRAME_BYTES) {
      return;
    }
    String type = frame.encoding() == PosedFrame.Encoding.PNG ? "image/png" : "image/jpeg";
    NewestFrame newest =
        new NewestFrame(number, type, frame.image(), frame.cameraToWorld(), camera);
    synchronized (scenes) {
      update(scene, history -> history.frame(newest));
      forgetFramesBeyond(FRAMES_BYTES);
    }
  }

  /** From the scene that was quiet longest on; the map is in that order. */
  private void forgetFramesBeyond(long most) {
    long held = scenes.values().stream().mapToLong(SceneHistory::frameBytes).sum();
    for (SceneHistory history : scenes.values()) {
      if (held <= most) {
        return;
      }
      held -= history.frameBytes();
      history.forgetFrame();
    }
  }

  @Override
  public void backlog(String scene, int frames) {
    update(scene, history -> history.backlog(frames));
  }

  @Override
  public void trained(
      String scene, int iterations, Duration busy, double loss, double psnr, int gaussians) {
    long now = clock.millis();
    update(scene, history -> history.trained(now, iterations, busy, loss, psnr, gaussians));
  }

  @Override
  public void clustered(
      String scene, Duration duration, int points, int clusters, double noiseShare) {
    update(scene, history -> history.clustered(duration));
  }

  @Override
  public void frameStep(String scene, long number, FrameStep step, Duration took) {
    if (step == FrameStep.TOLD) {
      update(scene, history -> history.told(took));
    }
  }

  @Override
  public void instances(String scene, int alive) {
    long now = clock.millis();
    update(scene, history -> history.instances(now, alive));
  }

  @Override
  public void sceneEnded(String scene) {
    synchronized (scenes) {
      scenes.remove(scene);
    }
  }

  private void update(String scene, Consumer<SceneHistory> change) {
    synchronized (scenes) {
      change.accept(scenes.computeIfAbsent(scene, name -> new SceneHistory()));
    }
  }

  /** The newest frame; empty when there is none, or when it is too large to keep. */
  Optional<NewestFrame> frame(String scene) {
    synchronized (scenes) {
      return Optional.ofNullable(scenes.get(scene)).flatMap(SceneHistory::frame);
    }
  }

  /**
   * All points of a scene as JSON: an array of arrays, see {@link SceneHistory#COLUMNS}; and the
   * camera's path; and from when on points were kept, which is when the server started.
   */
  String history(String scene) {
    synchronized (scenes) {
      SceneHistory history = scenes.get(scene);
      return (history == null ? new SceneHistory() : history).json(since);
    }
  }

  /** The newest point as a JSON array; empty before the first. */
  String newestPoint(String scene) {
    synchronized (scenes) {
      SceneHistory history = scenes.get(scene);
      return history == null ? "" : history.newestJson();
    }
  }
}
