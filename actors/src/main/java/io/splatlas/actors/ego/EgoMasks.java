package io.splatlas.actors.ego;

import io.splatlas.actors.image.TrainingImage;
import io.splatlas.gpu.Camera;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The robot in its own photographs: grippers, arms, bumpers, dirt on the lens. Without a mask they
 * would be learnt as many things that hang in the air, one for every place the robot was at.
 *
 * <p>Found while photographs come, by what stands still in the image although the camera moved
 * ({@link StandingStill}), for each camera (intrinsics) by itself. Its pixels are left out of what
 * is learnt: they become not valid and lose their depth. A robot that shows in no photograph
 * changes nothing, bit for bit.
 *
 * <p>May be used by several threads. What is found depends on the order of {@link #takeUp} and
 * {@link #again} only.
 */
public final class EgoMasks {
  private static final Logger LOG = LoggerFactory.getLogger(EgoMasks.class);

  /** Cameras that are known; the one used longest ago goes first. */
  private static final int CAMERAS = 8;

  /**
   * Share of the cells in which a mask must have changed to be worth loading a photograph again.
   */
  private static final double WORTH_A_CHANGE = 0.02;

  private record Lens(int width, int height, double fx, double fy, double cx, double cy) {
    static Lens of(Camera c) {
      return new Lens(c.width(), c.height(), c.fx(), c.fy(), c.cx(), c.cy());
    }
  }

  private final String scene;
  private final Map<Lens, EgoCamera> cameras =
      new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Lens, EgoCamera> eldest) {
          return size() > CAMERAS;
        }
      };
  private final Map<Long, EgoCamera.Look> looks = new HashMap<>();
  private final Map<Long, Applied> applied = new HashMap<>();
  private boolean told;

  /** Of a frame, and the cells that were masked when it was loaded last. */
  private record Applied(Lens lens, boolean[] robot) {}

  /**
   * @param scene for the log
   */
  public EgoMasks(String scene) {
    this.scene = scene;
  }

  /**
   * Compares a new photograph with those taken up last; takes milliseconds. {@link #takeUp} makes
   * use of it.
   */
  public void look(long number, TrainingImage image) {
    EgoCamera.Look look = compared(EgoCamera.Order.TAKEN_UP, image);
    synchronized (this) {
      looks.put(number, look);
    }
  }

  /** The turn of a photograph that was looked at: without the robot, as far as it is known now. */
  public synchronized TrainingImage takeUp(long number, TrainingImage image) {
    EgoCamera camera = camera(image);
    EgoCamera.Look look = looks.remove(number);
    if (look != null) {
      add(camera, look);
    }
    return masked(number, image, camera);
  }

  /**
   * A photograph that was taken up before and is loaded again, without the robot. One that was
   * taken up in an earlier life is looked at now.
   */
  public TrainingImage again(long number, TrainingImage image) {
    EgoCamera.Look look = isKnown(number) ? null : compared(EgoCamera.Order.LOADED_AGAIN, image);
    synchronized (this) {
      EgoCamera camera = camera(image);
      if (look != null) {
        add(camera, look);
      }
      return masked(number, image, camera);
    }
  }

  /** Whether a photograph shows robot that was not known when it was loaded, or less of it. */
  public synchronized boolean stale(long number) {
    Applied last = applied.get(number);
    if (last == null) {
      return false;
    }
    EgoCamera camera = cameras.get(last.lens());
    return camera != null
        && difference(last.robot(), camera.robot()) > WORTH_A_CHANGE * last.robot().length;
  }

  /** A photograph is never loaded again. */
  public synchronized void forget(long number) {
    applied.remove(number);
  }

  private EgoCamera.Look compared(EgoCamera.Order order, TrainingImage image) {
    EgoCamera.Question question;
    synchronized (this) {
      question = camera(image).question(order);
    }
    return question.look(new SmallView(image));
  }

  private synchronized boolean isKnown(long number) {
    return applied.containsKey(number);
  }

  private EgoCamera camera(TrainingImage image) {
    return cameras.computeIfAbsent(
        Lens.of(image.camera()), lens -> new EgoCamera(Cells.of(image.width(), image.height())));
  }

  private void add(EgoCamera camera, EgoCamera.Look look) {
    camera.add(look);
    int robot = count(camera.robot());
    if (robot > 0 && !told) {
      told = true;
      LOG.info(
          "Scene {}: the robot shows in its own photographs, in {} % of their area, which is not"
              + " learnt from",
          scene, Math.round(100.0 * robot / camera.robot().length));
    }
  }

  private static int count(boolean[] cells) {
    int count = 0;
    for (boolean cell : cells) {
      count += cell ? 1 : 0;
    }
    return count;
  }

  private static int difference(boolean[] a, boolean[] b) {
    int count = 0;
    for (int cell = 0; cell < a.length; cell++) {
      count += a[cell] == b[cell] ? 0 : 1;
    }
    return count;
  }

  private TrainingImage masked(long number, TrainingImage image, EgoCamera camera) {
    boolean[] robot = camera.robot();
    applied.put(number, new Applied(Lens.of(image.camera()), robot));
    return count(robot) == 0
        ? image
        : image.without(camera.cells().pixels(robot, image.width(), image.height()));
  }
}
