package io.splatlas.ops.security;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.splatlas.gateway.audit.AuditEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditFilesTest {
  @TempDir Path folder = Path.of("");

  @Test
  void shouldWriteALineAnEntryIntoTheFileOfItsDay() throws Exception {
    try (AuditFiles audit = new AuditFiles(folder)) {
      audit.record(entry("2026-11-28T23:59:59Z", "ann\"\n"));
      audit.record(entry("2026-11-29T00:00:00Z", "bob"));
    }
    List<String> first = Files.readAllLines(folder.resolve("audit-2026-11-28.jsonl"));
    assertEquals(1, first.size());
    JsonNode line = new JsonMapper().readTree(first.getFirst());
    assertEquals("ann\"\n", line.get("principal").asText());
    assertEquals("OK", line.get("outcome").asText());
    assertEquals(3, line.get("messages").asLong());
    assertEquals(1, Files.readAllLines(folder.resolve("audit-2026-11-29.jsonl")).size());
  }

  @Test
  void shouldGoOnInTheFileOfTheDayAfterARestart() throws Exception {
    for (int run = 0; run < 2; run++) {
      try (AuditFiles audit = new AuditFiles(folder)) {
        audit.record(entry("2026-11-28T12:00:00Z", "ann"));
      }
    }
    assertEquals(2, Files.readAllLines(folder.resolve("audit-2026-11-28.jsonl")).size());
  }

  @Test
  void shouldKeepTheNewestFilesAndNothingOfOthers() throws Exception {
    for (int day = 0; day < AuditFiles.KEPT + 3; day++) {
      Files.writeString(
          folder.resolve("audit-" + java.time.LocalDate.of(2026, 1, 1).plusDays(day) + ".jsonl"),
          "");
    }
    Files.writeString(folder.resolve("notes.txt"), "mine");
    try (AuditFiles audit = new AuditFiles(folder)) {
      audit.record(entry("2026-11-28T12:00:00Z", "ann"));
    }
    assertFalse(Files.exists(folder.resolve("audit-2026-01-04.jsonl")));
    assertEquals(AuditFiles.KEPT + 1, folder.toFile().list().length);
  }

  @Test
  void shouldCountWhatCannotBeWritten() throws Exception {
    Files.createDirectory(folder.resolve("audit-2026-11-28.jsonl"));
    AuditFiles audit = new AuditFiles(folder);
    audit.record(entry("2026-11-28T12:00:00Z", "ann"));
    audit.close();
    assertEquals(1, audit.lost());
  }

  /** Whoever may reach the server can be turned away as often as they like. */
  @Test
  void shouldNotLetStrangersFillTheDiskAndSayHowManyWereLeftOut() throws Exception {
    AtomicLong now = new AtomicLong();
    try (AuditFiles audit = new AuditFiles(folder, now::get)) {
      for (int i = 0; i < 3_000; i++) {
        audit.record(ended("2026-11-28T12:00:00Z", "", "UNAUTHENTICATED"));
      }
      audit.record(ended("2026-11-28T12:00:00Z", "ann", "PERMISSION_DENIED"));
      audit.record(entry("2026-11-28T12:00:00Z", "bob"));
      now.addAndGet(1_000_000_000);
      for (int i = 0; i < 5; i++) {
        audit.record(ended("2026-11-28T12:00:00Z", "", "UNAUTHENTICATED"));
      }
    }
    List<JsonNode> lines = lines(folder.resolve("audit-2026-11-28.jsonl"));
    assertEquals(
        2_002,
        lines.stream()
            .filter(line -> line.path("principal").asText().isEmpty() && line.has("principal"))
            .count());
    assertEquals(
        1, lines.stream().filter(line -> line.path("principal").asText().equals("ann")).count());
    assertEquals(
        1, lines.stream().filter(line -> line.path("principal").asText().equals("bob")).count());
    assertEquals(1_003, omitted());
  }

  private static List<JsonNode> lines(Path file) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      lines.add(new JsonMapper().readTree(line));
    }
    return lines;
  }

  /** In all files: what is left at the end stands in that of the day of the test. */
  private long omitted() throws IOException {
    long calls = 0;
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        for (JsonNode line : lines(file)) {
          calls += line.path("phase").asText().equals("OMITTED") ? line.get("calls").asLong() : 0;
        }
      }
    }
    return calls;
  }

  private static AuditEntry entry(String time, String who) {
    return ended(time, who, "OK");
  }

  private static AuditEntry ended(String time, String who, String outcome) {
    return new AuditEntry(
        Instant.parse(time),
        who,
        "127.0.0.1:5",
        "splatlas.v1.SceneService/DeleteScene",
        "lab",
        AuditEntry.Phase.END,
        outcome,
        3,
        7);
  }
}
