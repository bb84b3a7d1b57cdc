package io.splatlas.actors.ego;

import io.splatlas.actors.geometry.CameraMotion;
import io.splatlas.actors.geometry.ViewGeometry;
import io.splatlas.actors.image.TrainingImage;
import io.splatlas.gpu.Camera;
import java.util.Arrays;

/** Photographs of a wall by a camera that moves along it, some of it hidden behind a robot. */
public final class WallWalk {
  static final int WIDTH = 320;
  static final int HEIGHT = 240;
  private static final double DISTANCE = 2;
  private static final float ROBOT_DEPTH = 0.3f;

  /** Grey of a place, 0..255. */
  interface Texture {
    double at(double x, double y);
  }

  /** Which pixels show the robot. */
  public interface Outline {
    boolean covers(int x, int y);
  }

  public static final Outline NOTHING = (x, y) -> false;

  /** A gripper that reaches in from the lower left. */
  public static final Outline GRIPPER = (x, y) -> x < 96 && y >= 160;

  private final Texture wall;
  private final Outline outline;
  private final Texture robot;
  private final boolean measured;

  /**
   * @param wall texture by metres
   * @param outline of the robot
   * @param robot texture by pixels
   * @param measured whether there is depth
   */
  WallWalk(Texture wall, Outline outline, Texture robot, boolean measured) {
    this.wall = wall;
    this.outline = outline;
    this.robot = robot;
    this.measured = measured;
  }

  /** With textures that can be told apart, and measured depth. */
  public static WallWalk with(Outline outline) {
    return new WallWalk(noise(0.04, 1), outline, noise(2.5, 2), true);
  }

  /** Smooth random texture whose grains have this size. */
  static Texture noise(double size, int seed) {
    return (x, y) -> {
      double u = x / size;
      double v = y / size;
      long column = (long) Math.floor(u);
      long row = (long) Math.floor(v);
      double right = u - column;
      double below = v - row;
      double upper = (1 - right) * grain(column, row, seed) + right * grain(column + 1, row, seed);
      double lower =
          (1 - right) * grain(column, row + 1, seed) + right * grain(column + 1, row + 1, seed);
      return (1 - below) * upper + below * lower;
    };
  }

  private static double grain(long column, long row, int seed) {
    long h = column * 0x9E3779B97F4A7C15L + row * 0xC2B2AE3D27D4EB4FL + seed * 0x165667B19E3779F9L;
    h = (h ^ (h >>> 32)) * 0xD6E8FEB86659FD93L;
    return 40 + ((h ^ (h >>> 29)) >>> 56) * 0.7;
  }

  /** The camera of a frame: 12 cm and 2 degrees from one to the next. */
  static Camera camera(int frame) {
    return moved(0.12 * frame, Math.toRadians(-2) * frame);
  }

  /**
   * A camera in front of the wall.
   *
   * @param x metres along it
   * @param turn radians about the vertical
   */
  static Camera moved(double x, double turn) {
    Camera start =
        new Camera(
            WIDTH, HEIGHT, 300, 300, 160, 120, new double[] {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0});
    return CameraMotion.moved(start, new double[] {0, turn, 0, -x, 0, 0});
  }

  /** A frame of the walk. */
  public TrainingImage photograph(int frame) {
    return photograph(camera(frame), camera(frame));
  }

  /**
   * A photograph.
   *
   * @param taken from here
   * @param told to be taken from here
   */
  // javac loses the nullness of a compact constructor's array parameters in the class file.
  @SuppressWarnings("NullAway")
  TrainingImage photograph(Camera taken, Camera told) {
    byte[] rgb = new byte[3 * WIDTH * HEIGHT];
    float[] depth = new float[WIDTH * HEIGHT];
    ViewGeometry view = new ViewGeometry(taken);
    double[] ray = new double[3];
    for (int y = 0; y < HEIGHT; y++) {
      for (int x = 0; x < WIDTH; x++) {
        int p = y * WIDTH + x;
        double grey;
        if (outline.covers(x, y)) {
          grey = robot.at(x, y);
          depth[p] = ROBOT_DEPTH;
        } else {
          view.rotateToWorld((x + 0.5 - view.cx) / view.fx, (y + 0.5 - view.cy) / view.fy, 1, ray);
          double z = (DISTANCE - view.centre[2]) / ray[2];
          grey = wall.at(view.centre[0] + z * ray[0], view.centre[1] + z * ray[1]);
          depth[p] = (float) z;
        }
        Arrays.fill(rgb, 3 * p, 3 * p + 3, (byte) Math.round(grey));
      }
    }
    return new TrainingImage(told, rgb, measured ? depth : null, null);
  }

  /** Share of the robot's pixels that are left out, and of the others. */
  public double[] leftOut(TrainingImage image) {
    int[] left = new int[2];
    int[] all = new int[2];
    byte[] valid = image.valid();
    for (int p = 0; p < WIDTH * HEIGHT; p++) {
      int which = outline.covers(p % WIDTH, p / WIDTH) ? 0 : 1;
      all[which]++;
      left[which] += valid != null && valid[p] == 0 ? 1 : 0;
    }
    return new double[] {(double) left[0] / Math.max(1, all[0]), (double) left[1] / all[1]};
  }
}
