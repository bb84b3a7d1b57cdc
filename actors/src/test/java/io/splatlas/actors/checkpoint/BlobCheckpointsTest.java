package io.splatlas.actors.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.actors.blob.FailingBlobStore;
import io.splatlas.actors.model.FeatureProjection;
import io.splatlas.actors.telemetry.Telemetry;
import io.splatlas.actors.train.TakenFrame;
import io.splatlas.actors.train.TrainingCheckpoint;
import io.splatlas.actors.train.TrainingProgress;
import io.splatlas.gpu.Camera;
import io.splatlas.gpu.GaussianBatch;
import io.splatlas.gpu.GaussianLayout;
import io.splatlas.gpu.GaussianSnapshot;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlobCheckpointsTest {
  static final Instant CREATED = Instant.parse("2026-01-02T03:04:05.006Z");

  @TempDir Path folder;

  private final AtomicInteger corrupt = new AtomicInteger();
  private final Telemetry telemetry =
      new Telemetry() {
        @Override
        public void checkpointCorrupt(String scene) {
          corrupt.incrementAndGet();
        }
      };

  private BlobCheckpoints checkpoints(FailingBlobStore store) {
    return new BlobCheckpoints(store, "desk", CREATED, telemetry);
  }

  private Path file(int number) {
    return folder.resolve("checkpoints/desk/%09d.ckpt".formatted(number));
  }

  /** A checkpoint whose every value follows from its number of Gaussians. */
  static TrainingCheckpoint checkpoint(int count) {
    SplittableRandom random = new SplittableRandom(count);
    GaussianLayout layout = new GaussianLayout(1, 3);
    GaussianBatch batch = GaussianBatch.zeros(layout, count);
    long[] identities = new long[count];
    int[] instances = new int[count];
    float[] weights = new float[count];
    for (int i = 0; i < count; i++) {
      for (float[] plane : batch.planes()) {
        plane[i] = (float) random.nextDouble(-2, 2);
      }
      identities[i] = 3L * i + 1;
      instances[i] = random.nextInt(5);
      weights[i] = (float) random.nextDouble(9);
    }
    Camera camera =
        new Camera(64, 48, 50, 51, 32, 24, new double[] {1, 0, 0, 0.5, 0, 1, 0, 0, 0, 0, 1, 2});
    List<TakenFrame> frames =
        List.of(
            new TakenFrame(1, CREATED, CREATED.plusNanos(5), camera),
            new TakenFrame(3, CREATED.plusSeconds(1), CREATED.plusSeconds(1), camera));
    return new TrainingCheckpoint(
        new GaussianSnapshot(batch, identities, instances, weights),
        17,
        new TrainingProgress(
            120 + count, 90, 23.5, 4, frames, new double[] {1.25, Double.NaN}, false),
        FeatureProjection.onto(
            new float[] {1, count, 3, 4},
            new float[][] {{1, 0, 0, 0}, {0, 0, 0.6f, 0.8f}, {0, 1, 0, 0}}));
  }

  private static byte @Nullable [] bytes(@Nullable FeatureProjection projection) {
    return projection == null ? null : projection.toBytes();
  }

  static void assertSame(TrainingCheckpoint expected, TrainingCheckpoint found) {
    assertArrayEquals(bytes(expected.projection()), bytes(found.projection()));
    assertEquals(expected.revision(), found.revision());
    TrainingProgress a = expected.progress();
    TrainingProgress b = found.progress();
    assertEquals(a.iterations(), b.iterations());
    assertEquals(a.finishingStart(), b.finishingStart());
    assertEquals(a.psnr(), b.psnr());
    assertEquals(a.lastFrame(), b.lastFrame());
    assertEquals(a.complete(), b.complete());
    assertArrayEquals(a.seedDistances(), b.seedDistances());
    for (int i = 0; i < a.frames().size(); i++) {
      assertEquals(a.frames().get(i).number(), b.frames().get(i).number());
      assertEquals(a.frames().get(i).arrival(), b.frames().get(i).arrival());
      assertEquals(a.frames().get(i).captureTime(), b.frames().get(i).captureTime());
      assertArrayEquals(
          a.frames().get(i).camera().worldToCamera(), b.frames().get(i).camera().worldToCamera());
    }
    assertEquals(expected.gaussians().gaussians().layout(), found.gaussians().gaussians().layout());
    for (int p = 0; p < expected.gaussians().gaussians().planes().length; p++) {
      assertArrayEquals(
          expected.gaussians().gaussians().planes()[p], found.gaussians().gaussians().planes()[p]);
    }
    assertArrayEquals(expected.gaussians().identities(), found.gaussians().identities());
    assertArrayEquals(expected.gaussians().instances(), found.gaussians().instances());
    assertArrayEquals(expected.gaussians().liftingWeights(), found.gaussians().liftingWeights());
  }

  @Test
  void shouldReadBackWhatWasSaved() throws IOException {
    for (int count : new int[] {0, 1, 8191, 8192, 8193, 20_000}) {
      checkpoints(new FailingBlobStore(folder)).save(checkpoint(count));
      assertSame(
          checkpoint(count), checkpoints(new FailingBlobStore(folder)).newest().orElseThrow());
    }
  }

  @Test
  void shouldKeepTheNewestTwo() throws IOException {
    BlobCheckpoints checkpoints = checkpoints(new FailingBlobStore(folder));
    for (int count = 1; count <= 4; count++) {
      checkpoints.save(checkpoint(count));
    }
    assertTrue(Files.exists(file(3)) && Files.exists(file(4)));
    assertTrue(Files.notExists(file(1)) && Files.notExists(file(2)));
  }

  @Test
  void shouldGoBackToTheOneBeforeWhenTheNewestIsCorrupt() throws IOException {
    BlobCheckpoints checkpoints = checkpoints(new FailingBlobStore(folder));
    checkpoints.save(checkpoint(1));
    checkpoints.save(checkpoint(2));
    byte[] bytes = Files.readAllBytes(file(2));
    bytes[bytes.length / 2] ^= 1;
    Files.write(file(2), bytes);
    assertSame(checkpoint(1), checkpoints.newest().orElseThrow());
    assertEquals(1, corrupt.get());
    checkpoints.save(checkpoint(3));
    assertTrue(Files.exists(file(1)), "the sound one is the one that is kept");
    assertTrue(Files.notExists(file(2)));
    assertSame(checkpoint(3), checkpoints.newest().orElseThrow());
  }

  @Test
  void shouldHaveNoneWhenAllAreCorrupt() throws IOException {
    BlobCheckpoints checkpoints = checkpoints(new FailingBlobStore(folder));
    checkpoints.save(checkpoint(1));
    Files.write(file(1), new byte[10]);
    assertTrue(checkpoints.newest().isEmpty());
  }

  @Test
  void shouldKeepWhatIsThereWhenTheDiskIsFull() throws IOException {
    FailingBlobStore store = new FailingBlobStore(folder);
    BlobCheckpoints checkpoints = checkpoints(store);
    checkpoints.save(checkpoint(1));
    checkpoints.save(checkpoint(2));
    store.full = true;
    assertThrows(IOException.class, () -> checkpoints.save(checkpoint(3)));
    assertSame(checkpoint(2), checkpoints.newest().orElseThrow());
    assertTrue(Files.exists(file(1)));
    store.full = false;
    checkpoints.save(checkpoint(3));
    assertSame(checkpoint(3), checkpoints.newest().orElseThrow());
  }

  @Test
  void shouldLeaveOutACheckpointOfAnEarlierSceneOfTheSameId() throws IOException {
    FailingBlobStore store = new FailingBlobStore(folder);
    new BlobCheckpoints(store, "desk", CREATED.minusSeconds(1), telemetry).save(checkpoint(1));
    assertTrue(checkpoints(store).newest().isEmpty());
    assertEquals(0, corrupt.get());
  }

  /** The fixture was written by {@code save(checkpoint(40))} of the version that began format 1. */
  private TrainingCheckpoint fixture(String name) throws IOException {
    Files.createDirectories(file(1).getParent());
    try (InputStream in = BlobCheckpointsTest.class.getResourceAsStream(name)) {
      assertTrue(in != null, name + " is not among the resources");
      Files.copy(in, file(1));
    }
    return checkpoints(new FailingBlobStore(folder)).newest().orElseThrow();
  }

  /** It knows no projection. */
  @Test
  void shouldReadTheFixtureOfFormatOne() throws IOException {
    TrainingCheckpoint whole = checkpoint(40);
    assertSame(
        new TrainingCheckpoint(whole.gaussians(), whole.revision(), whole.progress(), null),
        fixture("checkpoint-v1.ckpt"));
  }

  @Test
  void shouldReadTheFixtureOfFormatTwo() throws IOException {
    assertSame(checkpoint(40), fixture("checkpoint-v2.ckpt"));
  }

  @Test
  void shouldKeepACheckpointOfWhichNothingIsLifted() throws IOException {
    TrainingCheckpoint whole = checkpoint(5);
    TrainingCheckpoint plain =
        new TrainingCheckpoint(whole.gaussians(), whole.revision(), whole.progress(), null);
    checkpoints(new FailingBlobStore(folder)).save(plain);
    assertSame(plain, checkpoints(new FailingBlobStore(folder)).newest().orElseThrow());
  }
}
