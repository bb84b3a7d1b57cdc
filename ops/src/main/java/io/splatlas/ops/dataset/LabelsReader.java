package io.splatlas.ops.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/** Reads the ground-truth objects of a capture from its {@code labels.json}, if it has one. */
final class LabelsReader {

  static final String FILE = "labels.json";

  private static final int MAX_ID = 0xffff;

  private LabelsReader() {}

  static Optional<List<Label>> read(Path folder) throws IOException {
    Path file = folder.resolve(FILE);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    var labels = new ArrayList<Label>();
    var seen = new HashSet<Integer>();
    for (JsonObject json : JsonObject.readArray(file)) {
      double id = json.number("id");
      if (id < 1 || id > MAX_ID || id != Math.rint(id)) {
        throw json.wrong("id", "must be a whole number from 1 to " + MAX_ID);
      }
      if (!seen.add((int) id)) {
        throw json.wrong("id", (int) id + " is there twice");
      }
      labels.add(new Label((int) id, json.text("name"), json.optionalText("kind").orElse("")));
    }
    return Optional.of(labels);
  }
}
