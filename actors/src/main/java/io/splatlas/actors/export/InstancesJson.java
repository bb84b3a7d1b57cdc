package io.splatlas.actors.export;

import io.splatlas.actors.model.Instance;
import io.splatlas.actors.model.SceneExport;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * Writes the living instances of a scene as JSON (RFC 8259, UTF-8):
 *
 * <pre>{"scene": id, "revision": n, "iteration": n, "gaussians": n, "instances": [
 *   {"id": n, "kind": "object" | "background", "gaussians": n, "centroid": [x, y, z],
 *    "box": {"min": [x, y, z], "max": [x, y, z]},
 *    "oriented_box": {"centre": [x, y, z], "rotation": [w, x, y, z], "size": [x, y, z]}, "colour": [r, g, b], "confidence": p}, ...]}
 * </pre>
 *
 * Lengths are metres, colours 0 to 1. Numbers JSON cannot hold (NaN, infinite) become null.
 */
public final class InstancesJson {
  private InstancesJson() {}

  /** The whole document. */
  public static byte[] write(SceneExport export) {
    StringBuilder json = new StringBuilder(256 + 256 * export.instances().size());
    json.append("{\n  \"scene\": ");
    appendText(json, export.scene());
    json.append(",\n  \"revision\": ").append(export.revision());
    json.append(",\n  \"iteration\": ").append(export.iteration());
    json.append(",\n  \"gaussians\": ").append(export.gaussians().count());
    json.append(",\n  \"instances\": [");
    appendInstances(json, export.instances());
    json.append("\n  ]\n}\n");
    return json.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void appendInstances(StringBuilder json, List<Instance> instances) {
    String separator = "\n    ";
    for (Instance instance : instances) {
      json.append(separator);
      appendInstance(json, instance);
      separator = ",\n    ";
    }
  }

  private static void appendInstance(StringBuilder json, Instance instance) {
    json.append("{\"id\": ").append(instance.id());
    json.append(", \"kind\": \"")
        .append(instance.kind().name().toLowerCase(Locale.ROOT))
        .append('"');
    json.append(", \"gaussians\": ").append(instance.gaussians());
    json.append(", \"centroid\": ");
    appendVector(json, instance.centroid(), 0);
    json.append(", \"box\": {\"min\": ");
    appendVector(json, instance.box(), 0);
    json.append(", \"max\": ");
    appendVector(json, instance.box(), 3);
    json.append("}, \"oriented_box\": {\"centre\": ");
    appendVector(json, instance.orientedBox().centre(), 0);
    json.append(", \"rotation\": ");
    appendValues(json, instance.orientedBox().rotation(), 0, 4);
    json.append(", \"size\": ");
    appendVector(json, instance.orientedBox().size(), 0);
    json.append("}, \"colour\": ");
    appendVector(json, instance.colour(), 0);
    json.append(", \"confidence\": ");
    appendNumber(json, instance.confidence());
    json.append('}');
  }

  private static void appendVector(StringBuilder json, float[] values, int from) {
    appendValues(json, values, from, 3);
  }

  private static void appendValues(StringBuilder json, float[] values, int from, int count) {
    json.append('[');
    for (int i = from; i < from + count; i++) {
      json.append(i == from ? "" : ", ");
      appendNumber(json, values[i]);
    }
    json.append(']');
  }

  private static void appendNumber(StringBuilder json, float value) {
    if (Float.isFinite(value)) {
      json.append(value);
    } else {
      json.append("null");
    }
  }

  private static void appendText(StringBuilder json, String text) {
    json.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        json.append('\\').append(c);
      } else if (c < ' ') {
        json.append("\\u%04x".formatted((int) c));
      } else {
        json.append(c);
      }
    }
    json.append('"');
  }
}
