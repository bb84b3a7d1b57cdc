package io.splatlas.actors.capture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.actors.disk.FaultyDisk;
import io.splatlas.actors.model.PosedFrame;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A log whose oldest frames are thinned out. */
class ThinnedLogTest {
  private static final int FRAMES = 60;
  private static final int SEGMENT = 8 << 10;

  @TempDir Path folder;

  private final FaultyDisk disk = new FaultyDisk();

  private FrameLog open() throws IOException {
    disk.lazy = true;
    return FrameLog.open(folder, SEGMENT, disk);
  }

  /** A camera on its round through so many places of a grid, a metre apart. */
  private static PosedFrame frame(long sequence, int distinct) {
    double[] pose = TestFrames.pose();
    int place = (int) (sequence % distinct);
    pose[3] = place % 4;
    pose[7] = place / 4 % 4;
    pose[11] = place >> 4;
    PosedFrame good = TestFrames.full(sequence);
    return new PosedFrame(
        sequence,
        good.captureTime(),
        pose,
        good.camera(),
        good.encoding(),
        good.image(),
        good.depthPng(),
        good.depthMetresPerUnit(),
        good.points(),
        good.pointColours());
  }

  private void fill(FrameLog log, int distinct) throws IOException {
    for (int i = 1; i <= FRAMES; i++) {
      log.append("robot", TestFrames.START, TestFrames.CAMERA, frame(i, distinct));
      log.commit();
    }
  }

  private static List<Long> held(FrameLog log) throws IOException {
    List<Long> numbers = new ArrayList<>();
    for (long number = 1; number <= log.reader().lastNumber(); number++) {
      Optional<StoredFrame> read = log.reader().read(number);
      if (read.isPresent()) {
        assertEquals(number, read.get().number());
        assertArrayEquals(TestFrames.full(number).image(), read.get().frame().image());
        numbers.add(number);
      }
    }
    return numbers;
  }

  @Test
  void shouldNotThinWhatIsAppendedToBehindABeginningThatWasCutShort() throws IOException {
    Files.createDirectories(folder);
    Files.write(FrameIndex.segmentPath(folder, 1), new byte[10]);
    disk.lazy = true;
    try (FrameLog log = FrameLog.open(folder, 1 << 20, disk)) {
      fill(log, 20);
      assertEquals(0, log.thin(log.bytes() / 2, FRAMES), "only whole segments are thinned");
      log.append("robot", TestFrames.START, TestFrames.CAMERA, frame(FRAMES + 1, 20));
      log.commit();
    }
    try (FrameLog log = open()) {
      assertEquals(FRAMES + 1, log.reader().frames());
    }
  }

  @Test
  void shouldForgetOldFramesThatNewerOnesMakeRedundantFirst() throws IOException {
    try (FrameLog log = open()) {
      fill(log, 20);
      long before = log.bytes();
      int gone = log.thin(before / 3, FRAMES);
      assertTrue(log.bytes() <= before - before / 3, "room was made");
      List<Long> held = held(log);
      assertEquals(FRAMES - gone, held.size());
      assertEquals(FRAMES - gone, log.reader().frames());
      for (long place = 0; place < 20; place++) {
        long where = place;
        assertTrue(
            held.stream().anyMatch(number -> number % 20 == where), "place " + where + " is seen");
      }
      assertTrue(held.contains((long) FRAMES), "the newest are kept");
      assertFalse(held.contains(1L), "the oldest go");
    }
  }

  @Test
  void shouldBeTheSameWhenItIsOpenedAgainAndGoOnCounting() throws IOException {
    List<Long> held;
    long bytes;
    try (FrameLog log = open()) {
      fill(log, 20);
      log.thin(log.bytes() / 3, FRAMES);
      held = held(log);
      bytes = log.bytes();
    }
    try (FrameLog log = open()) {
      assertEquals(held, held(log));
      assertEquals(bytes, log.bytes());
      assertEquals(
          FRAMES,
          log.takeFound().stream()
              .mapToLong(
                  found ->
                      switch (found) {
                        case FrameLog.Found.Frame frame -> frame.sequence();
                        case FrameLog.Found.Thinned thinned -> thinned.sequence();
                        case FrameLog.Found.Refused refused -> 0;
                      })
              .max()
              .orElse(0));
      log.append("robot", TestFrames.START, TestFrames.CAMERA, frame(FRAMES + 1, 20));
      log.commit();
      assertTrue(log.reader().read(FRAMES + 1).isPresent());
    }
  }

  @Test
  void shouldSpreadWhatIsLeftWhereNothingIsRedundant() throws IOException {
    try (FrameLog log = open()) {
      fill(log, FRAMES);
      long before = log.bytes();
      log.thin(before / 3, FRAMES);
      assertTrue(log.bytes() <= before - before / 3, "room was made");
      assertTrue(
          held(log).stream().anyMatch(number -> number <= 10), "of the oldest some are left");
    }
  }

  @Test
  void shouldKeepWhatTrainingHasNotTakenUp() throws IOException {
    try (FrameLog log = open()) {
      fill(log, 20);
      assertEquals(0, log.thin(log.bytes(), 0));
      log.thin(log.bytes(), 30);
      assertEquals(FRAMES - 30, held(log).stream().filter(number -> number > 30).count());
    }
  }

  @Test
  void shouldKeepEverythingWhenTheDiskIsFullMeanwhile() throws IOException {
    try (FrameLog log = open()) {
      fill(log, 20);
      long before = log.bytes();
      disk.full = true;
      assertThrows(IOException.class, () -> log.thin(before / 3, FRAMES));
      disk.full = false;
      assertEquals(FRAMES, held(log).size());
      assertEquals(before, log.bytes());
      try (Stream<Path> files = Files.list(folder)) {
        assertTrue(files.noneMatch(file -> file.toString().endsWith(".next")));
      }
      assertTrue(log.thin(before / 3, FRAMES) > 0);
    }
  }

  @Test
  void shouldReadTheFixtureOfFormatOne() throws IOException {
    try (FrameLog log = fixture("frames-v1.log")) {
      List<FrameLog.Found> found = log.takeFound();
      for (int i = 1; i <= FrameLogFixtures.FRAMES; i++) {
        StoredFrame stored = log.reader().read(i).orElseThrow();
        assertEquals("robot", stored.robotId());
        assertEquals(i, stored.frame().sequence());
        assertArrayEquals(TestFrames.full(i).depthPng(), stored.frame().depthPng());
      }
      assertEquals(
          new FrameLog.Found.Refused(
              "robot", FrameLogFixtures.FRAMES + 1L, FrameLogFixtures.refusal()),
          found.get(FrameLogFixtures.FRAMES));
    }
  }

  @Test
  void shouldReadTheFixtureOfFormatTwo() throws IOException {
    try (FrameLog log = fixture("frames-v2.log")) {
      List<FrameLog.Found> found = log.takeFound();
      long thinned = found.stream().filter(FrameLog.Found.Thinned.class::isInstance).count();
      assertTrue(thinned > 0, "some frames were thinned out");
      assertEquals(FrameLogFixtures.FRAMES + 1 - thinned, log.reader().frames());
      assertEquals(
          new FrameLog.Found.Thinned(1, "robot", 1, TestFrames.full(1).captureTime()),
          found.getFirst());
      assertTrue(log.reader().read(FrameLogFixtures.FRAMES).isPresent());
    }
  }

  private FrameLog fixture(String name) throws IOException {
    try (InputStream in = Objects.requireNonNull(ThinnedLogTest.class.getResourceAsStream(name))) {
      Files.copy(in, FrameIndex.segmentPath(folder, 1));
    }
    return open();
  }

  @Test
  void shouldLetOthersReadWhileItIsThinnedOut() throws Exception {
    try (FrameLog log = open()) {
      fill(log, 20);
      AtomicBoolean done = new AtomicBoolean();
      CompletableFuture<Void> reading =
          CompletableFuture.runAsync(
              () -> {
                do {
                  try {
                    held(log);
                  } catch (IOException damaged) {
                    throw new UncheckedIOException(damaged);
                  }
                } while (!done.get());
              });
      for (int i = 0; i < 8; i++) {
        log.thin(log.bytes() / 8, FRAMES);
      }
      done.set(true);
      reading.get();
    }
  }
}
