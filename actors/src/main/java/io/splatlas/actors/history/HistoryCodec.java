package io.splatlas.actors.history;

import io.splatlas.actors.model.Instance;
import io.splatlas.actors.model.InstanceChange;
import io.splatlas.actors.model.OrientedBox;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Events and states as bytes, version 2, big-endian. An event: changes (int, then each), anchors,
 * sightings, frame (long), iterations (long). A state: revision (long), instances (int, then each),
 * changes, anchors, sightings, frame, iterations. A change: revision (long), kind (byte), conflated
 * (int), time (instant), frame (long), instance. An instance: id (int), kind (byte), status (byte),
 * Gaussians (int), centroid (3 floats), box (6), colour (3), confidence (float), created revision
 * (long), revision (long), merged into (int), split from (int), last seen (instant), oriented box
 * (centre, 3 floats; rotation, 4; size, 3). Sightings: count (int), then id (int) and looks (int)
 * of each, by rising id. Anchors: count (int), reach (float), ids (ints), positions (floats). An
 * instant: seconds (long), nanoseconds (int). Bytes for enumerations are those of this class, not
 * ordinals.
 *
 * <p>Version 1 had neither oriented boxes nor sightings.
 */
final class HistoryCodec {
  static final int VERSION = 2;
  private static final int MOST = 100_000_000;

  private HistoryCodec() {}

  static void write(DataOutputStream out, InstancesChanged event) throws IOException {
    write(out, event.changes());
    write(out, event.anchors());
    write(out, event.sightings());
    out.writeLong(event.frame());
    out.writeLong(event.iterations());
  }

  static InstancesChanged readEvent(DataInputStream in, int version) throws IOException {
    return new InstancesChanged(
        readChanges(in, version),
        readAnchors(in),
        readSightings(in, version),
        in.readLong(),
        in.readLong());
  }

  static void write(DataOutputStream out, HistoryState state) throws IOException {
    out.writeLong(state.revision());
    out.writeInt(state.instances().size());
    for (Instance instance : state.instances()) {
      write(out, instance);
    }
    write(out, state.changes());
    write(out, state.anchors());
    write(out, state.sightings());
    out.writeLong(state.frame());
    out.writeLong(state.iterations());
  }

  static HistoryState readState(DataInputStream in, int version) throws IOException {
    long revision = in.readLong();
    int count = count(in);
    List<Instance> instances = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      instances.add(readInstance(in, version));
    }
    return new HistoryState(
        revision,
        instances,
        readChanges(in, version),
        readAnchors(in),
        readSightings(in, version),
        in.readLong(),
        in.readLong());
  }

  private static void write(DataOutputStream out, List<InstanceChange> changes) throws IOException {
    out.writeInt(changes.size());
    for (InstanceChange change : changes) {
      out.writeLong(change.revision());
      out.writeByte(code(change.kind()));
      out.writeInt(change.conflated());
      write(out, change.time());
      out.writeLong(change.basedOnFrame());
      write(out, change.instance());
    }
  }

  private static List<InstanceChange> readChanges(DataInputStream in, int version)
      throws IOException {
    int count = count(in);
    List<InstanceChange> changes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long revision = in.readLong();
      InstanceChange.Kind kind = changeKind(in.readByte());
      int conflated = in.readInt();
      Instant time = readInstant(in);
      long frame = in.readLong();
      changes.add(
          new InstanceChange(revision, kind, readInstance(in, version), conflated, time, frame));
    }
    return changes;
  }

  private static void write(DataOutputStream out, Instance instance) throws IOException {
    out.writeInt(instance.id());
    out.writeByte(
        switch (instance.kind()) {
          case OBJECT -> 1;
          case BACKGROUND -> 2;
        });
    out.writeByte(
        switch (instance.status()) {
          case ALIVE -> 1;
          case MERGED -> 2;
          case REMOVED -> 3;
        });
    out.writeInt(instance.gaussians());
    write(out, instance.centroid());
    write(out, instance.box());
    write(out, instance.colour());
    out.writeFloat(instance.confidence());
    out.writeLong(instance.createdRevision());
    out.writeLong(instance.revision());
    out.writeInt(instance.mergedInto());
    out.writeInt(instance.splitFrom());
    write(out, instance.lastSeen());
    write(out, instance.orientedBox().centre());
    write(out, instance.orientedBox().rotation());
    write(out, instance.orientedBox().size());
  }

  private static Instance readInstance(DataInputStream in, int version) throws IOException {
    int id = in.readInt();
    Instance.Kind kind = instanceKind(in.readByte());
    Instance.Status status = status(in.readByte());
    int gaussians = in.readInt();
    float[] centroid = readFloats(in, 3);
    float[] box = readFloats(in, 6);
    return new Instance(
        id,
        kind,
        status,
        gaussians,
        centroid,
        box,
        readFloats(in, 3),
        in.readFloat(),
        in.readLong(),
        in.readLong(),
        in.readInt(),
        in.readInt(),
        readInstant(in),
        version == 1 ? OrientedBox.aligned(box) : readOrientedBox(in));
  }

  private static OrientedBox readOrientedBox(DataInputStream in) throws IOException {
    return new OrientedBox(readFloats(in, 3), readFloats(in, 4), readFloats(in, 3));
  }

  private static void write(DataOutputStream out, Map<Integer, Integer> sightings)
      throws IOException {
    out.writeInt(sightings.size());
    for (Map.Entry<Integer, Integer> entry : new TreeMap<>(sightings).entrySet()) {
      out.writeInt(entry.getKey());
      out.writeInt(entry.getValue());
    }
  }

  private static Map<Integer, Integer> readSightings(DataInputStream in, int version)
      throws IOException {
    int count = version == 1 ? 0 : count(in);
    Map<Integer, Integer> sightings = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      sightings.put(in.readInt(), in.readInt());
    }
    return sightings;
  }

  private static int code(InstanceChange.Kind kind) {
    return switch (kind) {
      case CREATED -> 1;
      case UPDATED -> 2;
      case MERGED -> 3;
      case SPLIT -> 4;
      case REMOVED -> 5;
    };
  }

  private static InstanceChange.Kind changeKind(byte code) throws IOException {
    return switch (code) {
      case 1 -> InstanceChange.Kind.CREATED;
      case 2 -> InstanceChange.Kind.UPDATED;
      case 3 -> InstanceChange.Kind.MERGED;
      case 4 -> InstanceChange.Kind.SPLIT;
      case 5 -> InstanceChange.Kind.REMOVED;
      default -> throw new IOException("there is no kind of change " + code);
    };
  }

  private static Instance.Kind instanceKind(byte code) throws IOException {
    return switch (code) {
      case 1 -> Instance.Kind.OBJECT;
      case 2 -> Instance.Kind.BACKGROUND;
      default -> throw new IOException("there is no kind of instance " + code);
    };
  }

  private static Instance.Status status(byte code) throws IOException {
    return switch (code) {
      case 1 -> Instance.Status.ALIVE;
      case 2 -> Instance.Status.MERGED;
      case 3 -> Instance.Status.REMOVED;
      default -> throw new IOException("there is no status of an instance " + code);
    };
  }

  private static void write(DataOutputStream out, Anchors anchors) throws IOException {
    out.writeInt(anchors.ids().length);
    out.writeFloat(anchors.reach());
    for (int id : anchors.ids()) {
      out.writeInt(id);
    }
    write(out, anchors.positions());
  }

  private static Anchors readAnchors(DataInputStream in) throws IOException {
    int count = count(in);
    float reach = in.readFloat();
    int[] ids = new int[count];
    for (int i = 0; i < count; i++) {
      ids[i] = in.readInt();
    }
    return new Anchors(ids, readFloats(in, 3 * count), reach);
  }

  private static void write(DataOutputStream out, float[] values) throws IOException {
    for (float value : values) {
      out.writeFloat(value);
    }
  }

  private static float[] readFloats(DataInputStream in, int count) throws IOException {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = in.readFloat();
    }
    return values;
  }

  private static void write(DataOutputStream out, Instant instant) throws IOException {
    out.writeLong(instant.getEpochSecond());
    out.writeInt(instant.getNano());
  }

  private static Instant readInstant(DataInputStream in) throws IOException {
    return Instant.ofEpochSecond(in.readLong(), in.readInt());
  }

  /** A length that its bytes can hold: every element takes several. */
  private static int count(DataInputStream in) throws IOException {
    int count = in.readInt();
    if (count < 0 || count > MOST || count > in.available()) {
      throw new IOException("a list of " + count + " does not fit into what is left");
    }
    return count;
  }
}
