package io.splatlas.actors.history;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.UncheckedIOException;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/**
 * Events and snapshots of the history for Pekko Persistence, in an explicit, versioned format; see
 * {@code reference.conf} for where it is bound.
 */
public final class HistorySerializer extends SerializerWithStringManifest {
  private static final int IDENTIFIER = 1_403_201;
  private static final String EVENT = "changes-";
  private static final String STATE = "history-";

  @Override
  public int identifier() {
    return IDENTIFIER;
  }

  @Override
  public String manifest(Object value) {
    return switch (value) {
      case InstancesChanged event -> EVENT + HistoryCodec.VERSION;
      case HistoryState state -> STATE + HistoryCodec.VERSION;
      default -> throw new IllegalArgumentException("no format for " + value.getClass());
    };
  }

  @Override
  public byte[] toBinary(Object value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    try {
      switch (value) {
        case InstancesChanged event -> HistoryCodec.write(out, event);
        case HistoryState state -> HistoryCodec.write(out, state);
        default -> throw new IllegalArgumentException("no format for " + value.getClass());
      }
      out.flush();
    } catch (IOException impossible) {
      throw new UncheckedIOException("memory does not fail", impossible);
    }
    return bytes.toByteArray();
  }

  /**
   * Reads bytes.
   *
   * @throws NotSerializableException when a newer version wrote them, or they are not what was
   *     written
   */
  @Override
  public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
    try {
      for (int version = 1; version <= HistoryCodec.VERSION; version++) {
        if (manifest.equals(EVENT + version)) {
          return HistoryCodec.readEvent(in, version);
        }
        if (manifest.equals(STATE + version)) {
          return HistoryCodec.readState(in, version);
        }
      }
      throw new IOException("'%s' is of a newer version than this one".formatted(manifest));
    } catch (IOException | IllegalArgumentException broken) {
      NotSerializableException failure =
          new NotSerializableException("history: " + broken.getMessage());
      failure.initCause(broken);
      throw failure;
    }
  }
}
