package io.splatlas.actors.checkpoint;

import io.splatlas.actors.model.FeatureProjection;
import io.splatlas.actors.train.TakenFrame;
import io.splatlas.actors.train.TrainingCheckpoint;
import io.splatlas.actors.train.TrainingProgress;
import io.splatlas.gpu.Camera;
import io.splatlas.gpu.GaussianBatch;
import io.splatlas.gpu.GaussianLayout;
import io.splatlas.gpu.GaussianSnapshot;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a checkpoint is laid out inside its sealed blob, big-endian. Version 1: creation of the scene
 * (instant), revision (long), iterations (long), finishing start (long), PSNR (double), last frame
 * (long), complete (byte), frames (int, then each: number, arrival, capture time, width, height,
 * fx, fy, cx, cy, 12 values of world to camera, seed distance), SH degree, semantic channels, count
 * (ints), planes (floats, in the order of {@link GaussianLayout}), identities (longs), instances
 * (ints), lifting weights (floats). Version 2: after the revision, bytes of the features'
 * projection (int, 0 = none) and the projection ({@link FeatureProjection#toBytes}). An instant is
 * seconds (long) and nanoseconds (int).
 */
final class CheckpointCodec {
  static final int VERSION = 2;
  private static final int MOST_PROJECTION = 256 << 20;
  private static final int MOST_FRAMES = 10_000_000;
  private static final int MOST_GAUSSIANS = 100_000_000;

  /** A checkpoint and the creation of the scene it is of. */
  record Read(Instant created, TrainingCheckpoint checkpoint) {}

  private CheckpointCodec() {}

  static void write(DataOutputStream out, Instant created, TrainingCheckpoint checkpoint)
      throws IOException {
    write(out, created);
    out.writeLong(checkpoint.revision());
    FeatureProjection projection = checkpoint.projection();
    byte[] stored = projection == null ? new byte[0] : projection.toBytes();
    out.writeInt(stored.length);
    out.write(stored);
    write(out, checkpoint.progress());
    write(out, checkpoint.gaussians());
  }

  private static void write(DataOutputStream out, TrainingProgress progress) throws IOException {
    out.writeLong(progress.iterations());
    out.writeLong(progress.finishingStart());
    out.writeDouble(progress.psnr());
    out.writeLong(progress.lastFrame());
    out.writeBoolean(progress.complete());
    out.writeInt(progress.frames().size());
    for (int i = 0; i < progress.frames().size(); i++) {
      write(out, progress.frames().get(i));
      out.writeDouble(progress.seedDistances()[i]);
    }
  }

  private static void write(DataOutputStream out, TakenFrame frame) throws IOException {
    out.writeLong(frame.number());
    write(out, frame.arrival());
    write(out, frame.captureTime());
    Camera camera = frame.camera();
    out.writeInt(camera.width());
    out.writeInt(camera.height());
    out.writeDouble(camera.fx());
    out.writeDouble(camera.fy());
    out.writeDouble(camera.cx());
    out.writeDouble(camera.cy());
    for (double value : camera.worldToCamera()) {
      out.writeDouble(value);
    }
  }

  private static void write(DataOutputStream out, GaussianSnapshot snapshot) throws IOException {
    GaussianBatch gaussians = snapshot.gaussians();
    out.writeInt(gaussians.layout().shDegree());
    out.writeInt(gaussians.layout().features());
    out.writeInt(gaussians.count());
    Planes planes = new Planes();
    for (float[] plane : gaussians.planes()) {
      planes.write(out, plane, gaussians.count());
    }
    planes.write(out, snapshot.identities());
    planes.write(out, snapshot.instances());
    planes.write(out, snapshot.liftingWeights(), gaussians.count());
  }

  private static void write(DataOutputStream out, Instant instant) throws IOException {
    out.writeLong(instant.getEpochSecond());
    out.writeInt(instant.getNano());
  }

  /**
   * Reads what {@link #write} wrote.
   *
   * @param version of the format, 1..{@link #VERSION}
   * @throws IllegalArgumentException when a value is out of its range
   */
  static Read read(DataInputStream in, int version) throws IOException {
    Instant created = readInstant(in);
    long revision = in.readLong();
    FeatureProjection projection = version < 2 ? null : readProjection(in);
    TrainingProgress progress = readProgress(in);
    return new Read(
        created, new TrainingCheckpoint(readSnapshot(in), revision, progress, projection));
  }

  private static @Nullable FeatureProjection readProjection(DataInputStream in) throws IOException {
    int length = within("bytes of a projection", in.readInt(), MOST_PROJECTION);
    if (length == 0) {
      return null;
    }
    byte[] stored = in.readNBytes(length);
    return FeatureProjection.fromBytes(stored);
  }

  private static TrainingProgress readProgress(DataInputStream in) throws IOException {
    long iterations = in.readLong();
    long finishingStart = in.readLong();
    double psnr = in.readDouble();
    long lastFrame = in.readLong();
    boolean complete = in.readBoolean();
    int count = within("frames", in.readInt(), MOST_FRAMES);
    List<TakenFrame> frames = new ArrayList<>();
    double[] distances = new double[count];
    for (int i = 0; i < count; i++) {
      frames.add(readFrame(in));
      distances[i] = in.readDouble();
    }
    return new TrainingProgress(
        iterations, finishingStart, psnr, lastFrame, frames, distances, complete);
  }

  private static TakenFrame readFrame(DataInputStream in) throws IOException {
    long number = in.readLong();
    Instant arrival = readInstant(in);
    Instant captureTime = readInstant(in);
    int width = in.readInt();
    int height = in.readInt();
    double[] lens = readDoubles(in, 4);
    double[] worldToCamera = readDoubles(in, 12);
    return new TakenFrame(
        number,
        arrival,
        captureTime,
        new Camera(width, height, lens[0], lens[1], lens[2], lens[3], worldToCamera));
  }

  private static GaussianSnapshot readSnapshot(DataInputStream in) throws IOException {
    GaussianLayout layout = new GaussianLayout(in.readInt(), in.readInt());
    int count = within("Gaussians", in.readInt(), MOST_GAUSSIANS);
    Planes planes = new Planes();
    float[][] values = new float[layout.planes()][];
    for (int p = 0; p < values.length; p++) {
      values[p] = planes.readFloats(in, count);
    }
    return new GaussianSnapshot(
        new GaussianBatch(layout, count, values),
        planes.readLongs(in, count),
        planes.readInts(in, count),
        planes.readFloats(in, count));
  }

  private static double[] readDoubles(DataInputStream in, int count) throws IOException {
    double[] values = new double[count];
    for (int i = 0; i < count; i++) {
      values[i] = in.readDouble();
    }
    return values;
  }

  private static Instant readInstant(DataInputStream in) throws IOException {
    return Instant.ofEpochSecond(in.readLong(), in.readInt());
  }

  private static int within(String what, int count, int most) {
    if (count < 0 || count > most) {
      throw new IllegalArgumentException(count + " " + what + " cannot be");
    }
    return count;
  }
}
