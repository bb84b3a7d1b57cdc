package io.splatlas.actors.capture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.actors.disk.FaultyDisk;
import io.splatlas.actors.model.FrameAnswer.Refusal;
import io.splatlas.actors.model.FrameAnswer.RefusalReason;
import io.splatlas.actors.model.PosedFrame;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FrameLogTest {
  private static final long SEGMENT = 1 << 20;
  private static final Refusal REFUSAL =
      new Refusal(RefusalReason.UNDECODABLE, "image", "not an image: \u00e4\u2603");

  @TempDir Path folder;

  private FrameLog open() throws IOException {
    FaultyDisk disk = new FaultyDisk();
    disk.lazy = true;
    return FrameLog.open(folder, SEGMENT, disk);
  }

  private Path segment(int number) {
    return FrameIndex.segmentPath(folder, number);
  }

  private static void append(FrameLog log, String robot, PosedFrame frame) throws IOException {
    log.append(robot, TestFrames.START, TestFrames.CAMERA, frame);
  }

  /** Writes frames 1 to count, one commit each. */
  private void fill(int count) throws IOException {
    try (FrameLog log = open()) {
      for (int i = 1; i <= count; i++) {
        append(log, "robot", TestFrames.good(i));
        log.commit();
      }
    }
  }

  private static void assertSame(PosedFrame expected, PosedFrame found) {
    assertEquals(expected.sequence(), found.sequence());
    assertEquals(expected.captureTime(), found.captureTime());
    assertArrayEquals(expected.cameraToWorld(), found.cameraToWorld());
    assertEquals(expected.camera(), found.camera());
    assertEquals(expected.encoding(), found.encoding());
    assertArrayEquals(expected.image(), found.image());
    assertArrayEquals(expected.depthPng(), found.depthPng());
    assertEquals(expected.depthMetresPerUnit(), found.depthMetresPerUnit());
    assertArrayEquals(expected.points(), found.points());
    assertArrayEquals(expected.pointColours(), found.pointColours());
  }

  private static List<Long> numbers(List<FrameLog.Found> found) {
    return found.stream()
        .filter(FrameLog.Found.Frame.class::isInstance)
        .map(f -> ((FrameLog.Found.Frame) f).number())
        .toList();
  }

  @Test
  void shouldReadBackWhatWasCommitted() throws IOException {
    try (FrameLog log = open()) {
      append(log, "a", TestFrames.full(1));
      append(log, "b", TestFrames.good(7));
      assertTrue(log.reader().read(1).isEmpty());
      log.commit();
      StoredFrame first = log.reader().read(1).orElseThrow();
      assertSame(TestFrames.full(1), first.frame());
      assertEquals("a", first.robotId());
      assertEquals(TestFrames.CAMERA, first.camera());
      assertEquals(TestFrames.START, first.arrival());
      assertSame(TestFrames.good(7), log.reader().read(2).orElseThrow().frame());
      assertTrue(log.reader().read(0).isEmpty());
      assertTrue(log.reader().read(3).isEmpty());
      assertEquals(2, log.reader().frames());
    }
  }

  @Test
  void shouldFindFramesAndRefusalsWhenOpenedAgain() throws IOException {
    try (FrameLog log = open()) {
      append(log, "a", TestFrames.full(1));
      log.appendRefused("a", 2, REFUSAL);
      append(log, "b", TestFrames.good(1));
      log.commit();
    }
    try (FrameLog log = open()) {
      List<FrameLog.Found> found = log.takeFound();
      assertEquals(3, found.size());
      assertEquals(new FrameLog.Found.Refused("a", 2, REFUSAL), found.get(1));
      assertEquals(List.of(1L, 2L), numbers(found));
      append(log, "b", TestFrames.good(2));
      log.commit();
      assertEquals("b", log.reader().read(3).orElseThrow().robotId());
    }
  }

  @Test
  void shouldRollSegmentsAndReadAcrossThem() throws IOException {
    try (FrameLog log = FrameLog.open(folder, 4096)) {
      for (int i = 1; i <= 40; i++) {
        append(log, "a", TestFrames.good(i));
        log.commit();
      }
    }
    assertTrue(Files.exists(segment(3)));
    try (FrameLog log = FrameLog.open(folder, 4096)) {
      for (int i = 1; i <= 40; i++) {
        assertEquals(i, log.reader().read(i).orElseThrow().frame().sequence());
      }
    }
  }

  @Test
  void shouldHaveOneOwner() throws IOException {
    try (FrameLog log = open()) {
      assertEquals(0, log.reader().lastNumber());
      assertThrows(FrameLog.InUseException.class, this::open);
    }
    open().close();
  }

  @Test
  void shouldCutATornTailAtEveryByte() throws IOException {
    fill(2);
    long two = Files.size(segment(1));
    fill3();
    byte[] all = Files.readAllBytes(segment(1));
    for (int size = (int) two; size < all.length; size++) {
      Files.write(segment(1), Arrays.copyOf(all, size));
      try (FrameLog log = open()) {
        assertEquals(List.of(1L, 2L), numbers(log.takeFound()));
        append(log, "robot", TestFrames.good(3));
        log.commit();
      }
      try (FrameLog log = open()) {
        assertEquals(List.of(1L, 2L, 3L), numbers(log.takeFound()));
        assertSame(TestFrames.good(3), log.reader().read(3).orElseThrow().frame());
      }
    }
  }

  private void fill3() throws IOException {
    try (FrameLog log = open()) {
      append(log, "robot", TestFrames.good(3));
      log.commit();
    }
  }

  @Test
  void shouldBeginAgainWhenTheFirstHeaderIsTorn() throws IOException {
    fill(0);
    for (int size = 0; size < SegmentFormat.FILE_HEADER; size++) {
      Files.write(segment(1), new byte[size]);
      try (FrameLog log = open()) {
        append(log, "robot", TestFrames.good(1));
        log.commit();
        assertEquals(1, log.reader().frames());
      }
      Files.delete(segment(1));
    }
  }

  @Test
  void shouldSkipADamagedRecordAndKeepTheRest() throws IOException {
    fill(3);
    byte[] all = Files.readAllBytes(segment(1));
    int record = (all.length - SegmentFormat.FILE_HEADER) / 3;
    int second = SegmentFormat.FILE_HEADER + record;
    for (int at = second; at < second + record; at += 3) {
      byte[] damaged = all.clone();
      damaged[at] ^= 0x40;
      Files.write(segment(1), damaged);
      try (FrameLog log = open()) {
        assertEquals(List.of(1L, 3L), numbers(log.takeFound()));
        assertTrue(log.reader().read(2).isEmpty());
        assertEquals(3, log.reader().read(3).orElseThrow().frame().sequence());
        assertEquals(2, log.reader().frames());
        assertEquals(3, log.reader().lastNumber());
      }
      assertEquals(all.length, Files.size(segment(1)));
    }
  }

  @Test
  void shouldReadASegmentWhoseHeaderIsDamaged() throws IOException {
    fill(2);
    byte[] all = Files.readAllBytes(segment(1));
    for (int at = 0; at < SegmentFormat.FILE_HEADER; at++) {
      byte[] damaged = all.clone();
      damaged[at] ^= 1;
      Files.write(segment(1), damaged);
      try (FrameLog log = open()) {
        assertEquals(List.of(1L, 2L), numbers(log.takeFound()));
      }
    }
  }

  @Test
  void shouldReportARecordDamagedAfterOpening() throws IOException {
    fill(1);
    try (FrameLog log = open()) {
      byte[] all = Files.readAllBytes(segment(1));
      all[all.length - 1] ^= 1;
      Files.write(segment(1), all);
      assertThrows(IOException.class, () -> log.reader().read(1));
    }
  }

  @Test
  void shouldNeverInventFramesFromDamagedBytes() throws IOException {
    fill(3);
    byte[] all = Files.readAllBytes(segment(1));
    SplittableRandom random = new SplittableRandom(5);
    for (int round = 0; round < 500; round++) {
      byte[] damaged = Arrays.copyOf(all, random.nextInt(all.length + 200));
      int changes = random.nextInt(12);
      for (int i = 0; i < changes && damaged.length > 0; i++) {
        damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      }
      Files.write(segment(1), damaged);
      try (FrameLog log = open()) {
        for (long number : numbers(log.takeFound())) {
          PosedFrame found = log.reader().read(number).orElseThrow().frame();
          assertSame(TestFrames.good(number), found);
        }
        append(log, "robot", TestFrames.full(99));
        log.commit();
        long last = log.reader().lastNumber();
        assertSame(TestFrames.full(99), log.reader().read(last).orElseThrow().frame());
      }
      Files.deleteIfExists(segment(2));
    }
  }

  @Test
  void shouldNotBeFooledByAnImageThatLooksLikeARecord() throws IOException {
    fill(1);
    byte[] recorded = Files.readAllBytes(segment(1));
    Files.delete(segment(1));
    byte[] record = Arrays.copyOfRange(recorded, SegmentFormat.FILE_HEADER, recorded.length);
    try (FrameLog log = open()) {
      append(log, "evil", TestFrames.with(1, TestFrames.START, record, null));
      append(log, "evil", TestFrames.good(2));
      log.commit();
    }
    byte[] all = Files.readAllBytes(segment(1));
    all[SegmentFormat.FILE_HEADER + SegmentFormat.RECORD_HEADER] ^= 1;
    Files.write(segment(1), all);
    try (FrameLog log = open()) {
      assertEquals(List.of(2L), numbers(log.takeFound()));
    }
  }

  @Test
  void shouldTakeBackWhatAFullDiskDidNotTake() throws IOException {
    FaultyDisk disk = new FaultyDisk();
    try (FrameLog log = FrameLog.open(folder, SEGMENT, disk)) {
      append(log, "a", TestFrames.good(1));
      log.commit();
      append(log, "a", TestFrames.good(2));
      disk.full = true;
      assertThrows(IOException.class, () -> append(log, "a", TestFrames.good(3)));
      assertFalse(log.broken());
      disk.full = false;
      append(log, "a", TestFrames.good(2));
      log.commit();
      assertEquals(2, log.reader().read(2).orElseThrow().frame().sequence());
    }
    try (FrameLog log = open()) {
      assertEquals(List.of(1L, 2L), numbers(log.takeFound()));
    }
  }

  @Test
  void shouldTakeBackWhatWasNotSynced() throws IOException {
    FaultyDisk disk = new FaultyDisk();
    try (FrameLog log = FrameLog.open(folder, SEGMENT, disk)) {
      append(log, "a", TestFrames.good(1));
      log.commit();
      append(log, "a", TestFrames.good(2));
      disk.noSync = true;
      assertThrows(IOException.class, log::commit);
      disk.noSync = false;
      assertEquals(1, log.reader().lastNumber());
    }
    try (FrameLog log = open()) {
      assertEquals(List.of(1L), numbers(log.takeFound()));
    }
  }

  @Test
  void shouldAskToBeOpenedAgainWhenItCannotTakeBack() throws IOException {
    FaultyDisk disk = new FaultyDisk();
    try (FrameLog log = FrameLog.open(folder, SEGMENT, disk)) {
      append(log, "a", TestFrames.good(1));
      log.commit();
      disk.full = true;
      disk.noTruncate = true;
      assertThrows(IOException.class, () -> append(log, "a", TestFrames.good(2)));
      assertTrue(log.broken());
      disk.full = false;
      assertThrows(IOException.class, () -> append(log, "a", TestFrames.good(2)));
    }
    try (FrameLog log = open()) {
      assertEquals(List.of(1L), numbers(log.takeFound()));
    }
  }

  @Test
  void shouldSyncOnceForManyAppends() throws IOException {
    FaultyDisk disk = new FaultyDisk();
    try (FrameLog log = FrameLog.open(folder, SEGMENT, disk)) {
      append(log, "a", TestFrames.good(1));
      log.commit();
      int before = disk.syncs.get();
      List<Long> numbers = new ArrayList<>();
      for (int i = 2; i < 10; i++) {
        append(log, "a", TestFrames.good(i));
        numbers.add((long) i);
      }
      log.commit();
      assertEquals(before + 1, disk.syncs.get());
      for (long number : numbers) {
        assertTrue(log.reader().read(number).isPresent());
      }
    }
  }

  @Test
  void shouldRefuseALogOfANewerVersion() throws IOException {
    fill(1);
    byte[] all = Files.readAllBytes(segment(1));
    all[11] = 9;
    CRC32C crc = new CRC32C();
    crc.update(all, 0, 24);
    ByteBuffer.wrap(all).putInt(24, (int) crc.getValue());
    Files.write(segment(1), all);
    IOException e = assertThrows(IOException.class, this::open);
    assertTrue(String.valueOf(e.getMessage()).contains("format 9"));
  }
}
