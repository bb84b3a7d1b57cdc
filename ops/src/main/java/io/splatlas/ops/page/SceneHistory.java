package io.splatlas.ops.page;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One scene's plots: at most {@value #CAPACITY} points, of which every second one goes when they
 * are full, while the time between points doubles. Not thread-safe.
 */
final class SceneHistory {
  /** What a point is made of, in this order; times in milliseconds. */
  static final List<String> COLUMNS =
      List.of(
          "time",
          "iterations_per_second",
          "loss",
          "psnr",
          "gaussians",
          "backlog",
          "instances",
          "burst_ms",
          "clustering_ms",
          "freshness_ms");

  static final int CAPACITY = 512;
  private static final int WIDTH = COLUMNS.size();

  private final double[] points = new double[CAPACITY * WIDTH];
  private int count;
  private long step = 1_000;
  private long since = -1;
  private int iterations;
  private double loss;
  private double psnr;
  private double busyMillis;
  private int bursts;
  private int backlog;
  private int instances;
  private double clusteringMillis;
  private double freshnessMillis;
  private CameraPath path = new CameraPath();
  private SceneJournal.@Nullable NewestFrame frame;

  void frame(SceneJournal.NewestFrame newest) {
    frame = newest;
  }

  void seenFrom(double[] cameraToWorld) {
    path.add(cameraToWorld[3], cameraToWorld[7], cameraToWorld[11]);
  }

  /** Begins the path anew: x, y, z of each place, in order. */
  void seenBefore(float[] places) {
    path = new CameraPath();
    for (int i = 0; i + 2 < places.length; i += 3) {
      path.add(places[i], places[i + 1], places[i + 2]);
    }
  }

  long frameBytes() {
    return frame == null ? 0 : frame.image().length;
  }

  void forgetFrame() {
    frame = null;
  }

  Optional<SceneJournal.NewestFrame> frame() {
    return Optional.ofNullable(frame);
  }

  void backlog(int frames) {
    backlog = frames;
  }

  /** What clusterings find when training rests is a point of its own: no burst would tell it. */
  void instances(long now, int alive) {
    boolean news = alive != instances;
    instances = alive;
    if (news && count > 0 && now - since >= step) {
      double[] last = Arrays.copyOfRange(points, (count - 1) * WIDTH, count * WIDTH);
      add(
          new double[] {
            now,
            Double.NaN,
            last[2],
            last[3],
            last[4],
            backlog,
            instances,
            Double.NaN,
            clusteringMillis,
            freshnessMillis
          });
      since = now;
    }
  }

  void clustered(Duration duration) {
    clusteringMillis = duration.toMillis();
  }

  /** A frame was reflected in events so long after its arrival. */
  void told(Duration age) {
    freshnessMillis = age.toMillis();
  }

  /** Sums up bursts until a point is due. */
  void trained(long now, int done, Duration busy, double newLoss, double newPsnr, int gaussians) {
    if (since < 0) {
      since = now;
    }
    iterations += done;
    bursts++;
    busyMillis += busy.toNanos() / 1e6;
    loss += newLoss;
    psnr += newPsnr;
    if (now - since >= step) {
      add(
          new double[] {
            now,
            iterations * 1e3 / (now - since),
            loss / bursts,
            psnr / bursts,
            gaussians,
            backlog,
            instances,
            busyMillis / bursts,
            clusteringMillis,
            freshnessMillis
          });
      since = now;
      iterations = 0;
      bursts = 0;
      busyMillis = 0;
      loss = 0;
      psnr = 0;
    }
  }

  private void add(double[] point) {
    if (count == CAPACITY) {
      for (int i = 0; i < CAPACITY / 2; i++) {
        System.arraycopy(points, 2 * i * WIDTH, points, i * WIDTH, WIDTH);
      }
      count = CAPACITY / 2;
      step *= 2;
    }
    System.arraycopy(point, 0, points, count * WIDTH, WIDTH);
    count++;
  }

  /**
   * As JSON: since (from when on points are kept), columns, points, path.
   *
   * @param since milliseconds of the epoch
   */
  String json(long since) {
    ObjectNode node = JsonNodeFactory.instance.objectNode().put("since", since);
    COLUMNS.forEach(node.putArray("columns")::add);
    ArrayNode rows = node.putArray("points");
    for (int i = 0; i < count; i++) {
      rows.add(row(i));
    }
    node.set("path", path.json());
    return node.toString();
  }

  String newestJson() {
    return count == 0 ? "" : row(count - 1).toString();
  }

  /** Numbers that are not finite have no JSON: they are told as null. */
  private ArrayNode row(int index) {
    ArrayNode row = JsonNodeFactory.instance.arrayNode(WIDTH);
    double[] values = Arrays.copyOfRange(points, index * WIDTH, (index + 1) * WIDTH);
    row.add((long) values[0]);
    for (int i = 1; i < WIDTH; i++) {
      if (Double.isFinite(values[i])) {
        row.add(Math.round(values[i] * 1e4) / 1e4);
      } else {
        row.addNull();
      }
    }
    return row;
  }
}
