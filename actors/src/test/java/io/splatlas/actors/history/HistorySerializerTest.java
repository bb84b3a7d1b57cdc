package io.splatlas.actors.history;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.splatlas.actors.model.Instance;
import io.splatlas.actors.model.InstanceChange;
import io.splatlas.actors.model.InstanceChange.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.NotSerializableException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HistorySerializerTest {
  static final InstancesChanged EVENT =
      HistorySamples.event(
          HistorySamples.change(1, Kind.CREATED, 1),
          HistorySamples.change(2, Kind.CREATED, 2),
          HistorySamples.change(3, Kind.UPDATED, 1),
          HistorySamples.change(4, Kind.SPLIT, 3),
          HistorySamples.change(5, Kind.MERGED, 3),
          HistorySamples.change(6, Kind.REMOVED, 2));

  private final HistorySerializer serializer = new HistorySerializer();

  private Object again(Object value) throws IOException {
    return serializer.fromBinary(serializer.toBinary(value), serializer.manifest(value));
  }

  static HistoryState state() {
    InstanceHistory history = new InstanceHistory(HistoryState.EMPTY, 4);
    history.apply(EVENT);
    return history.state();
  }

  /** Arrays in records: compared by their bytes. */
  private void assertSame(Object expected, Object found) {
    assertEquals(serializer.manifest(expected), serializer.manifest(found));
    assertArrayEquals(serializer.toBinary(expected), serializer.toBinary(found));
  }

  @Test
  void shouldReadBackEventsAndStates() throws IOException {
    assertSame(EVENT, again(EVENT));
    assertSame(state(), again(state()));
    InstancesChanged found = (InstancesChanged) again(EVENT);
    assertEquals(
        List.of(Kind.CREATED, Kind.CREATED, Kind.UPDATED, Kind.SPLIT, Kind.MERGED, Kind.REMOVED),
        found.changes().stream().map(change -> change.kind()).toList());
    assertEquals(HistorySamples.TIME, found.changes().getFirst().instance().lastSeen());
    assertArrayEquals(EVENT.anchors().positions(), found.anchors().positions());
  }

  @Test
  void shouldRefuseWhatANewerVersionWroteAndWhatIsCutOff() {
    byte[] bytes = serializer.toBinary(EVENT);
    assertThrows(NotSerializableException.class, () -> serializer.fromBinary(bytes, "changes-3"));
    for (int size = 0; size < bytes.length; size++) {
      byte[] cut = Arrays.copyOf(bytes, size);
      assertThrows(NotSerializableException.class, () -> serializer.fromBinary(cut, "changes-2"));
    }
  }

  /** The fixtures were written by {@code toBinary} of the version that began the formats. */
  @Test
  void shouldReadTheFixturesOfFormatTwo() throws IOException {
    assertSame(EVENT, serializer.fromBinary(fixture("event-v2.bin"), "changes-2"));
    assertSame(state(), serializer.fromBinary(fixture("history-v2.bin"), "history-2"));
  }

  /** Format one had neither oriented boxes nor sightings. */
  @Test
  void shouldReadTheFixturesOfFormatOne() throws IOException {
    InstancesChanged event =
        (InstancesChanged) serializer.fromBinary(fixture("event-v1.bin"), "changes-1");
    HistoryState state =
        (HistoryState) serializer.fromBinary(fixture("history-v1.bin"), "history-1");
    assertSame(asOfFormatOne(EVENT), event);
    InstanceHistory history = new InstanceHistory(HistoryState.EMPTY, 4);
    history.apply(asOfFormatOne(EVENT));
    assertSame(history.state(), state);
  }

  private static InstancesChanged asOfFormatOne(InstancesChanged event) {
    return new InstancesChanged(
        event.changes().stream().map(HistorySerializerTest::asOfFormatOne).toList(),
        event.anchors(),
        Map.of(),
        event.frame(),
        event.iterations());
  }

  private static InstanceChange asOfFormatOne(InstanceChange change) {
    Instance i = change.instance();
    Instance plain =
        new Instance(
            i.id(),
            i.kind(),
            i.status(),
            i.gaussians(),
            i.centroid(),
            i.box(),
            i.colour(),
            i.confidence(),
            i.createdRevision(),
            i.revision(),
            i.mergedInto(),
            i.splitFrom(),
            i.lastSeen());
    return new InstanceChange(
        change.revision(),
        change.kind(),
        plain,
        change.conflated(),
        change.time(),
        change.basedOnFrame());
  }

  private static byte[] fixture(String name) throws IOException {
    try (InputStream in = HistorySerializerTest.class.getResourceAsStream(name)) {
      assertTrue(in != null, name + " is not among the resources");
      return in.readAllBytes();
    }
  }
}
