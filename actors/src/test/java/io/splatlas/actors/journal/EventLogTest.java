package io.splatlas.actors.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.actors.disk.FaultyDisk;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventLogTest {
  private static final long SEGMENT = 200;

  @TempDir Path folder;
  private final FaultyDisk disk = new FaultyDisk();

  @BeforeEach
  void syncNothing() {
    disk.lazy = true;
  }

  private EventLog open(long segmentBytes) throws IOException {
    return EventLog.open(folder.resolve("x"), disk, segmentBytes);
  }

  private static EventLog.Appended event(long number) {
    return new EventLog.Appended(
        number, ("event " + number).repeat(3).getBytes(StandardCharsets.UTF_8));
  }

  private static List<Long> numbers(EventLog log) throws IOException {
    return numbers(log, 0, Long.MAX_VALUE, Long.MAX_VALUE);
  }

  private static List<Long> numbers(EventLog log, long from, long to, long most)
      throws IOException {
    List<Long> numbers = new ArrayList<>();
    log.read(
        from,
        to,
        most,
        (number, payload) -> {
          assertEquals(
              new String(event(number).payload(), StandardCharsets.UTF_8),
              StandardCharsets.UTF_8.decode(payload).toString());
          numbers.add(number);
        });
    return numbers;
  }

  private Path segment(int number) {
    return folder.resolve("x/events-%06d.log".formatted(number));
  }

  @Test
  void shouldReadBackEventsAcrossSegmentsAndOpenings() throws IOException {
    EventLog log = open(SEGMENT);
    assertEquals(0, log.highest());
    for (int number = 1; number <= 9; number += 3) {
      log.append(List.of(event(number), event(number + 1), event(number + 2)));
    }
    assertTrue(Files.exists(segment(2)));
    EventLog again = open(SEGMENT);
    assertEquals(List.of(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L), numbers(again));
    assertEquals(List.of(4L, 5L), numbers(again, 4, 8, 2));
    assertEquals(9, again.highest());
    again.append(List.of(event(10)));
    assertEquals(10, open(SEGMENT).highest());
  }

  @Test
  void shouldCutATornTailAtEveryByte() throws IOException {
    EventLog log = open(1 << 20);
    log.append(List.of(event(1), event(2)));
    long two = Files.size(segment(1));
    log.append(List.of(event(3)));
    byte[] all = Files.readAllBytes(segment(1));
    for (int size = (int) two; size < all.length; size++) {
      Files.write(segment(1), Arrays.copyOf(all, size));
      EventLog torn = open(1 << 20);
      assertEquals(List.of(1L, 2L), numbers(torn), "cut at " + size);
      torn.append(List.of(event(3)));
      assertEquals(List.of(1L, 2L, 3L), numbers(open(1 << 20)));
    }
  }

  @Test
  void shouldBeginAgainWhenAHeaderWasNeverFinished() throws IOException {
    Files.createDirectories(segment(1).getParent());
    for (int size = 0; size < EventSegment.FILE_HEADER; size++) {
      Files.write(segment(1), new byte[size]);
      EventLog log = open(SEGMENT);
      log.append(List.of(event(1)));
      assertEquals(List.of(1L), numbers(log));
      Files.delete(segment(1));
    }
  }

  @Test
  void shouldSkipADamagedRecordAndKeepTheRest() throws IOException {
    EventLog log = open(1 << 20);
    log.append(List.of(event(1), event(2), event(3)));
    byte[] all = Files.readAllBytes(segment(1));
    int record = (all.length - EventSegment.FILE_HEADER) / 3;
    int second = EventSegment.FILE_HEADER + record;
    for (int at = second; at < second + record; at++) {
      byte[] damaged = all.clone();
      damaged[at] ^= 0x40;
      Files.write(segment(1), damaged);
      EventLog found = open(1 << 20);
      assertEquals(List.of(1L, 3L), numbers(found), "damaged at " + at);
      assertEquals(3, found.highest());
    }
  }

  @Test
  void shouldTakeBackAllOfAnAppendThatFails() throws IOException {
    EventLog log = open(1 << 20);
    log.append(List.of(event(1)));
    disk.full = true;
    assertThrows(IOException.class, () -> log.append(List.of(event(2), event(3))));
    disk.full = false;
    disk.noSync = true;
    assertThrows(IOException.class, () -> log.append(List.of(event(2))));
    disk.noSync = false;
    assertEquals(List.of(1L), numbers(open(1 << 20)));
    log.append(List.of(event(2)));
    assertEquals(List.of(1L, 2L), numbers(open(1 << 20)));
  }

  @Test
  void shouldBeOpenedAgainWhenAFailedAppendCannotBeTakenBack() throws IOException {
    EventLog log = open(1 << 20);
    log.append(List.of(event(1)));
    disk.full = true;
    disk.noTruncate = true;
    assertThrows(IOException.class, () -> log.append(List.of(event(2))));
    disk.full = false;
    disk.noTruncate = false;
    assertTrue(log.broken());
    assertThrows(IOException.class, () -> log.append(List.of(event(2))));
    assertEquals(List.of(1L), numbers(open(1 << 20)));
  }

  @Test
  void shouldForgetWholeSegmentsButNeverTheHighestNumber() throws IOException {
    EventLog log = open(SEGMENT);
    for (int number = 1; number <= 12; number++) {
      log.append(List.of(event(number)));
    }
    log.deleteUpTo(12);
    assertTrue(Files.notExists(segment(1)));
    assertEquals(12, open(SEGMENT).highest());
    assertTrue(numbers(log).size() < 12);
  }
}
