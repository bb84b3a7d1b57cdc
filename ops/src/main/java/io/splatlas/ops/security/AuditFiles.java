package io.splatlas.ops.security;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.splatlas.gateway.audit.AuditEntry;
import io.splatlas.gateway.audit.AuditLog;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who did what, in files of one JSON object a line: {@code audit-YYYY-MM-DD.jsonl} (UTC), the last
 * 90 of them. Entries are written by a thread of their own; what cannot be written, because the
 * disk is full or slow, is counted and named in the log. Calls that were turned away are written
 * down one by one at a rate at most, apart for callers that are not known; how many more there were
 * is a line of its own (phase OMITTED) before the next entry.
 */
public final class AuditFiles implements AuditLog, AutoCloseable {
  /** Files that are kept. */
  public static final int KEPT = 90;

  private static final Logger LOG = LoggerFactory.getLogger(AuditFiles.class);
  private static final int WAITING = 10_000;

  /** Of callers that are not known: 2,000 at once, 50 MB a day. */
  private static final double STRANGERS_AT_ONCE = 2_000;

  private static final double STRANGERS_A_SECOND = 2;

  private static final double KNOWN_AT_ONCE = 5_000;
  private static final double KNOWN_A_SECOND = 10;
  private static final JsonMapper JSON = new JsonMapper();

  private final Path folder;
  private final BlockingQueue<Optional<AuditEntry>> queue = new ArrayBlockingQueue<>(WAITING);
  private final RefusalRate strangers;
  private final RefusalRate known;
  private final AtomicLong omitted = new AtomicLong();
  private final AtomicLong lost = new AtomicLong();
  private final Thread writing;
  private @Nullable LocalDate day;
  private @Nullable Writer file;

  /**
   * @param folder made if missing
   */
  public AuditFiles(Path folder) throws IOException {
    this(folder, System::nanoTime);
  }

  /**
   * @param nanos a clock that only goes forward
   */
  AuditFiles(Path folder, LongSupplier nanos) throws IOException {
    this.folder = Files.createDirectories(folder);
    this.strangers = new RefusalRate(STRANGERS_AT_ONCE, STRANGERS_A_SECOND, nanos);
    this.known = new RefusalRate(KNOWN_AT_ONCE, KNOWN_A_SECOND, nanos);
    this.writing = Thread.ofPlatform().daemon().name("audit").start(this::write);
  }

  @Override
  public void record(AuditEntry entry) {
    if (entry.refused() && !(entry.principal().isEmpty() ? strangers : known).take()) {
      omitted.incrementAndGet();
    } else if (!queue.offer(Optional.of(entry))) {
      lost(1, null);
    }
  }

  /** Entries that could not be written since the start. */
  public long lost() {
    return lost.get();
  }

  private void write() {
    List<Optional<AuditEntry>> batch = new ArrayList<>();
    try {
      boolean on = true;
      while (on) {
        batch.add(queue.take());
        queue.drainTo(batch);
        on = batch.stream().allMatch(Optional::isPresent);
        write(batch.stream().flatMap(Optional::stream).toList());
        batch.clear();
      }
    } catch (InterruptedException end) {
      Thread.currentThread().interrupt();
    } finally {
      writeOmitted();
      closeFile();
    }
  }

  /** At the end, when no entry comes any more. */
  private void writeOmitted() {
    try {
      Instant now = Instant.now();
      if (omitted.get() > 0) {
        writeOmitted(fileOf(LocalDate.ofInstant(now, ZoneOffset.UTC)), now);
      }
    } catch (IOException full) {
      lost(1, full);
    }
  }

  private void write(List<AuditEntry> entries) {
    try {
      for (AuditEntry entry : entries) {
        Writer out = fileOf(LocalDate.ofInstant(entry.time(), ZoneOffset.UTC));
        writeOmitted(out, entry.time());
        out.write(json(entry) + "\n");
      }
      if (file != null) {
        file.flush();
      }
    } catch (IOException full) {
      lost(entries.size(), full);
      closeFile();
    }
  }

  private void writeOmitted(Writer out, Instant time) throws IOException {
    long count = omitted.getAndSet(0);
    if (count > 0) {
      ObjectNode line =
          JSON.createObjectNode()
              .put("time", time.toString())
              .put("phase", "OMITTED")
              .put("calls", count);
      out.write(JSON.writeValueAsString(line) + "\n");
    }
  }

  private static String json(AuditEntry entry) throws IOException {
    ObjectNode line =
        JSON.createObjectNode()
            .put("time", entry.time().toString())
            .put("principal", entry.principal())
            .put("peer", entry.peer())
            .put("method", entry.method())
            .put("scene", entry.scene())
            .put("phase", entry.phase().name());
    if (entry.phase() == AuditEntry.Phase.END) {
      line.put("outcome", entry.outcome())
          .put("messages", entry.messages())
          .put("millis", entry.millis());
    }
    return JSON.writeValueAsString(line);
  }

  private Writer fileOf(LocalDate date) throws IOException {
    if (file == null || !date.equals(day)) {
      closeFile();
      file =
          Files.newBufferedWriter(
              folder.resolve("audit-" + date + ".jsonl"),
              StandardOpenOption.CREATE,
              StandardOpenOption.APPEND);
      day = date;
      thin();
    }
    return file;
  }

  private void thin() throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files =
          all.filter(path -> path.getFileName().toString().matches("audit-[0-9-]{10}\\.jsonl"))
              .sorted()
              .toList();
    }
    for (Path old : files.subList(0, Math.max(0, files.size() - KEPT))) {
      Files.deleteIfExists(old);
    }
  }

  private void lost(int count, @Nullable IOException cause) {
    long all = lost.addAndGet(count);
    if (Long.bitCount(all) == 1 || cause != null) {
      LOG.error("{} audit entries could not be written to {} so far", all, folder, cause);
    }
  }

  private void closeFile() {
    try {
      if (file != null) {
        file.close();
      }
    } catch (IOException failure) {
      LOG.error("the audit file could not be closed", failure);
    }
    file = null;
  }

  /** Writes what waits and ends. */
  @Override
  public void close() {
    try {
      queue.put(Optional.empty());
      writing.join();
    } catch (InterruptedException interrupted) {
      writing.interrupt();
      Thread.currentThread().interrupt();
    }
  }
}
