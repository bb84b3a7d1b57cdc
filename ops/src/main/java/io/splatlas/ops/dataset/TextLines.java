package io.splatlas.ops.dataset;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The lines of a text file of numbers and names, without comments (#). */
final class TextLines {

  private static final long MAX_BYTES = 512L << 20;

  private TextLines() {}

  /**
   * A line in words.
   *
   * @param file it is from
   * @param number from 1
   * @param words separated by spaces or tabs; empty for an empty line
   */
  @SuppressWarnings("ArrayRecordComponent") // A short-lived parse result.
  record Line(Path file, int number, String[] words) {

    DatasetException wrong(String problem) {
      return new DatasetException(file, "line " + number, problem);
    }

    void requireWords(int least, String what) throws DatasetException {
      if (words.length < least) {
        throw wrong("must have " + what);
      }
    }

    double number(int word) throws DatasetException {
      try {
        double value = Double.parseDouble(words[word]);
        if (Double.isFinite(value)) {
          return value;
        }
      } catch (NumberFormatException e) {
        throw new DatasetException(
            file, "line " + number, CapturePaths.printable(words[word]) + " is not a number", e);
      }
      throw wrong(CapturePaths.printable(words[word]) + " is not a finite number");
    }

    int integer(int word) throws DatasetException {
      double value = number(word);
      if (value != Math.rint(value) || Math.abs(value) > Integer.MAX_VALUE) {
        throw wrong(CapturePaths.printable(words[word]) + " is not a whole number");
      }
      return (int) value;
    }
  }

  /**
   * Reads a file.
   *
   * @param keepEmpty whether empty lines mean something
   */
  static List<Line> read(Path file, boolean keepEmpty) throws IOException {
    CapturePaths.requireFile(file, MAX_BYTES);
    var out = new ArrayList<Line>();
    int number = 0;
    // Latin-1 decodes any byte, so that garbage is reported as a wrong word and not as an encoding.
    try (var in = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        number++;
        String text = line.strip();
        if (!text.startsWith("#") && (keepEmpty || !text.isEmpty())) {
          out.add(new Line(file, number, text.isEmpty() ? new String[0] : text.split("\\s+")));
        }
      }
    }
    return out;
  }
}
