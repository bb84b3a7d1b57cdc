package io.splatlas.ops.study.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.actors.cluster.ClusteringInput;
import io.splatlas.actors.cluster.ClusteringResult;
import io.splatlas.actors.cluster.InstanceFinder;
import io.splatlas.actors.model.SceneOptions;
import io.splatlas.actors.seed.Seeds;
import io.splatlas.actors.train.OfflineTraining;
import io.splatlas.gpu.Devices;
import io.splatlas.gpu.GaussianLayout;
import io.splatlas.gpu.GpuDevice;
import io.splatlas.ops.dataset.Capture;
import io.splatlas.ops.dataset.CaptureReader;
import io.splatlas.ops.dataset.FramePreparer;
import io.splatlas.ops.picture.IntImage;
import io.splatlas.ops.picture.Png;
import io.splatlas.ops.picture.RgbImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.StringJoiner;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A red and a blue wall side by side, seen while the camera moves past them. */
class IdentityStudyTest {
  private static final int WIDTH = 48;
  private static final int HEIGHT = 32;
  private static final double FOCAL = 48;
  private static final double DISTANCE = 2;
  private static final int FRAMES = 9;

  @TempDir Path folder;

  @BeforeEach
  void capture() throws IOException {
    StringJoiner frames = new StringJoiner(",");
    for (int i = 0; i < FRAMES; i++) {
      double x = 0.05 * (i - FRAMES / 2);
      write(i, x);
      frames.add(
          """
          {"file_path": "images/%1$d.png", "depth_file_path": "depth/%1$d.png", "instance_file_path": "masks/%1$d.png",
           "split": "%2$s", "timestamp": %3$s,
           "transform_matrix": [[1, 0, 0, %4$s], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]]}"""
              .formatted(i, i == 4 ? "test" : "train", 0.2 * i, x));
    }
    Files.writeString(
        folder.resolve("transforms.json"),
        """
        {"camera_model": "OPENCV", "w": %d, "h": %d, "fl_x": %s, "fl_y": %s, "cx": %d, "cy": %d,
         "k1": 0, "k2": 0, "p1": 0, "p2": 0, "depth_unit_scale_factor": 0.001, "frames": [%s]}"""
            .formatted(WIDTH, HEIGHT, FOCAL, FOCAL, WIDTH / 2, HEIGHT / 2, frames));
    Files.writeString(
        folder.resolve("labels.json"),
        """
        [{"id": 1, "name": "red wall", "kind": "structure"}, {"id": 2, "name": "blue wall", "kind": "structure"}]""");
  }

  private void write(int frame, double x) throws IOException {
    byte[] rgb = new byte[3 * WIDTH * HEIGHT];
    int[] truth = new int[WIDTH * HEIGHT];
    int[] depth = new int[WIDTH * HEIGHT];
    Arrays.fill(depth, (int) (1000 * DISTANCE));
    for (int p = 0; p < truth.length; p++) {
      double across = x + (p % WIDTH + 0.5 - WIDTH / 2.0) / FOCAL * DISTANCE;
      truth[p] = across < 0 ? 1 : 2;
      rgb[3 * p + (across < 0 ? 0 : 2)] = (byte) 200;
    }
    write("images", frame, Png.encode(new RgbImage(WIDTH, HEIGHT, rgb)));
    write("masks", frame, Png.encode16(new IntImage(WIDTH, HEIGHT, truth)));
    write("depth", frame, Png.encode16(new IntImage(WIDTH, HEIGHT, depth)));
  }

  private void write(String kind, int frame, byte[] png) throws IOException {
    Files.createDirectories(folder.resolve(kind));
    Files.write(folder.resolve(kind).resolve(frame + ".png"), png);
  }

  @Test
  void shouldFindNoSwitchWhereEachSideIsAlwaysFound() throws IOException {
    IdentityOutcome outcome = study(IdentityStudyTest::sides);
    assertEquals(2, outcome.objects());
    assertEquals(2, outcome.created());
    assertEquals(2, outcome.living());
    assertTrue(outcome.clusterings() > 3, "clusterings " + outcome.clusterings());
    assertEquals(0, outcome.switches().size());
    assertTrue(outcome.purity().orElseThrow() > 0.9, "purity " + outcome.purity());
    assertTrue(outcome.score().miou() > 0.8, "mIoU " + outcome.score().miou());
  }

  @Test
  void shouldTellOfThePartThatIsFoundLate() throws IOException {
    int[] clusterings = {0};
    IdentityOutcome outcome = study(input -> clusterings[0]++ < 2 ? one(input) : sides(input));
    assertEquals(1, outcome.created());
    assertEquals(1, outcome.split());
    assertEquals(1, outcome.switches().size());
    assertEquals(0.5, outcome.switchesPerObject());
    assertEquals(1, outcome.switches().getFirst().from());
    assertEquals(2, outcome.switches().getFirst().to());
  }

  @Test
  void shouldGiveTheSameAnswerTwice() throws IOException {
    IdentityOutcome first = study(IdentityStudyTest::sides);
    IdentityOutcome second = study(IdentityStudyTest::sides);
    assertEquals(first.purity(), second.purity());
    assertEquals(first.score().objects(), second.score().objects());
  }

  @Test
  void shouldRefuseToClusterWithoutEnd() throws IOException {
    Capture capture = CaptureReader.read(folder);
    assertThrows(
        IllegalArgumentException.class,
        () -> new IdentityStudy(capture, IdentityStudyTest::one, 0, new Quiet()));
  }

  private IdentityOutcome study(InstanceFinder finder) throws IOException {
    Capture capture = CaptureReader.read(folder);
    try (GpuDevice device = Devices.create("cpu", Devices.defaultMemoryCap())) {
      return new IdentityStudy(capture, finder, 20, new Quiet())
          .run(
              new FramePreparer(FramePreparer.FULL_SIZE),
              new SceneOptions(1_000, 0, 120, 1, true),
              10,
              device);
    }
  }

  private static ClusteringResult one(ClusteringInput input) {
    return result(new int[input.snapshot().count()], 1);
  }

  private static ClusteringResult sides(ClusteringInput input) {
    float[] x = input.snapshot().gaussians().planes()[GaussianLayout.POSITION];
    int[] labels = new int[input.snapshot().count()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = x[i] < 0 ? 0 : 1;
    }
    return result(labels, 2);
  }

  private static ClusteringResult result(int[] labels, int clusters) {
    float[] probabilities = new float[labels.length];
    Arrays.fill(probabilities, 1);
    float[] apart = new float[clusters];
    Arrays.fill(apart, 1);
    return new ClusteringResult(labels, probabilities, new boolean[clusters], apart);
  }

  private static final class Quiet implements OfflineTraining.Listener {
    @Override
    public void tookUp(long number, Seeds seeds, int gaussians) {}

    @Override
    public void trained(long iterations, int gaussians, double psnr) {}
  }
}
