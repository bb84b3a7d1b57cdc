package io.splatlas.actors.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.actors.Actors;
import io.splatlas.actors.journal.FileJournal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.testkit.typed.javadsl.TestProbe;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistorianTest {
  private static final Instant CREATED = HistorySamples.TIME;

  @TempDir Path folder;

  /** A life of a historian of scene "desk". */
  private record Life(
      ActorTestKit kit,
      ActorRef<Historian.Command> historian,
      TestProbe<Historian.Event> parent,
      HistoryState found) {
    void record(long revision) {
      historian.tell(new Historian.Remember(HistorySamples.event(revision)));
    }

    <E extends Historian.Event> E next(Class<E> type) {
      return parent.expectMessageClass(type);
    }
  }

  private void live(Instant created, Consumer<Life> life) {
    ActorTestKit kit = Actors.kit();
    try {
      TestProbe<Historian.Event> parent = kit.createTestProbe();
      ActorRef<Historian.Command> historian =
          kit.spawn(
              Historian.create(new Historian.Setup("desk", created, folder, 20), parent.getRef()));
      HistoryState found = parent.expectMessageClass(Historian.Recovered.class).state();
      life.accept(new Life(kit, historian, parent, found));
    } finally {
      kit.shutdownTestKit();
    }
  }

  private Path journal() {
    return FileJournal.folderOf(folder, Historian.persistenceId("desk", CREATED).id());
  }

  private List<Path> files(String suffix) throws IOException {
    try (Stream<Path> files = Files.list(journal())) {
      return files.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
    }
  }

  private List<Long> snapshots() throws IOException {
    return files(".snapshot").stream()
        .map(file -> Long.valueOf(file.getFileName().toString().substring(0, 19)))
        .toList();
  }

  @Test
  void shouldFindAgainWhatItRecorded() {
    live(
        CREATED,
        life -> {
          assertEquals(0, life.found().revision());
          life.record(1);
          life.record(2);
          assertEquals(
              1, life.next(Historian.Recorded.class).event().changes().getFirst().revision());
          life.next(Historian.Recorded.class);
        });
    live(
        CREATED,
        life -> {
          assertEquals(2, life.found().revision());
          assertEquals(2, life.found().instances().size());
          assertEquals(420, life.found().iterations());
          life.record(3);
          life.next(Historian.Recorded.class);
        });
    live(CREATED.plusSeconds(1), life -> assertEquals(0, life.found().revision()));
  }

  @Test
  void shouldRefuseWhatDoesNotFollow() {
    live(
        CREATED,
        life -> {
          life.record(1);
          life.next(Historian.Recorded.class);
          life.record(3);
          life.next(Historian.Refused.class);
          life.record(2);
          life.next(Historian.Recorded.class);
        });
  }

  @Test
  void shouldGoOnFromASnapshotAndForgetOlderEvents() throws IOException {
    live(
        CREATED,
        life -> {
          for (long revision = 1; revision <= 210; revision++) {
            life.record(revision);
            life.next(Historian.Recorded.class);
          }
          life.parent()
              .awaitAssert(
                  Actors.PATIENCE,
                  () -> {
                    // The one that the first kept event follows, too.
                    assertEquals(List.of(100L, 150L, 200L), snapshots());
                    return null;
                  });
        });
    // A corrupt newest snapshot: the one before and the events behind it say the same.
    for (boolean damaged : new boolean[] {false, true}) {
      if (damaged) {
        Path newest = files(".snapshot").getLast();
        byte[] bytes = Files.readAllBytes(newest);
        bytes[bytes.length / 2] ^= 4;
        Files.write(newest, bytes);
      }
      live(
          CREATED,
          life -> {
            assertEquals(210, life.found().revision());
            assertEquals(20, life.found().changes().size());
            assertEquals(191, life.found().changes().getFirst().revision());
          });
    }
  }

  @Test
  void shouldGoOnBehindATornTail() throws IOException {
    live(
        CREATED,
        life -> {
          for (long revision = 1; revision <= 3; revision++) {
            life.record(revision);
            life.next(Historian.Recorded.class);
          }
        });
    Path segment = files(".log").getFirst();
    byte[] bytes = Files.readAllBytes(segment);
    Files.write(segment, Arrays.copyOf(bytes, bytes.length - 5));
    live(
        CREATED,
        life -> {
          assertEquals(2, life.found().revision());
          life.record(3);
          life.next(Historian.Recorded.class);
        });
  }

  @Test
  void shouldSayThatAHistoryOfANewerVersionCannotBeRead() throws IOException {
    live(
        CREATED,
        life -> {
          life.record(1);
          life.next(Historian.Recorded.class);
        });
    Path segment = files(".log").getFirst();
    byte[] bytes = Files.readAllBytes(segment);
    bytes[9] ^= 1;
    Files.write(segment, bytes);
    ActorTestKit kit = Actors.kit();
    try {
      TestProbe<Historian.Event> parent = kit.createTestProbe();
      kit.spawn(
          Historian.create(new Historian.Setup("desk", CREATED, folder, 20), parent.getRef()));
      String reason = parent.expectMessageClass(Historian.Unreadable.class).reason();
      assertTrue(reason.contains("damaged header"), reason);
    } finally {
      kit.shutdownTestKit();
    }
  }

  @Test
  void shouldTellNothingThatCouldNotBeRecordedAndGoOnWhenTheDiskIsBack() throws IOException {
    live(
        CREATED,
        life -> {
          life.record(1);
          life.next(Historian.Recorded.class);
          Path segment = journal().resolve("events-000001.log");
          Path away = journal().resolve("away");
          move(segment, away);
          mkdir(segment);
          life.record(2);
          life.next(Historian.Unreadable.class);
          delete(segment);
          move(away, segment);
          Historian.Event event = life.parent().receiveMessage();
          while (event instanceof Historian.Unreadable) {
            event = life.parent().receiveMessage();
          }
          Historian.Recovered recovered = assertInstanceOf(Historian.Recovered.class, event);
          assertEquals(1, recovered.state().revision());
          life.record(2);
          life.next(Historian.Recorded.class);
        });
  }

  private static void move(Path from, Path to) {
    assertTrue(from.toFile().renameTo(to.toFile()));
  }

  private static void mkdir(Path folder) {
    assertTrue(folder.toFile().mkdir());
  }

  private static void delete(Path folder) {
    assertTrue(folder.toFile().delete());
  }
}
