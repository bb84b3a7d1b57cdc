package io.splatlas.ops.page;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The parameters of a request; what is wrong with one is a problem that names it. */
final class Query {
  private final Map<String, String> values = new HashMap<>();

  /**
   * @param raw what stands behind the question mark, still encoded; null = nothing
   */
  Query(@Nullable String raw) {
    if (raw == null || raw.isEmpty()) {
      return;
    }
    for (String pair : raw.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        values.put(pair.substring(0, equals), decode(pair.substring(equals + 1)));
      }
    }
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException broken) {
      throw new HttpProblem(400, "'" + text + "' is not a URL-encoded value", broken);
    }
  }

  /** Empty when it is not there. */
  String text(String name) {
    return values.getOrDefault(name, "");
  }

  List<String> words(String name) {
    String value = values.get(name);
    return value == null || value.isEmpty() ? List.of() : List.of(value.split(",", -1));
  }

  /** Exactly so many finite numbers, separated by commas. */
  double[] numbers(String name, int count) {
    List<String> words = words(name);
    if (words.size() != count) {
      throw new HttpProblem(
          400, name + " must be " + count + " numbers with commas between, got " + words.size());
    }
    double[] numbers = new double[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = number(name, words.get(i));
    }
    return numbers;
  }

  private static double number(String name, String word) {
    try {
      double number = Double.parseDouble(word);
      if (Double.isFinite(number)) {
        return number;
      }
    } catch (NumberFormatException notANumber) {
      throw new HttpProblem(400, name + ": '" + word + "' is not a number", notANumber);
    }
    throw new HttpProblem(400, name + ": '" + word + "' is not finite");
  }

  int integer(String name, int least, int most, int otherwise) {
    if (!values.containsKey(name)) {
      return otherwise;
    }
    double number = numbers(name, 1)[0];
    if (number != Math.rint(number) || number < least || number > most) {
      throw new HttpProblem(
          400, name + " must be a whole number from " + least + " to " + most + ", got " + number);
    }
    return (int) number;
  }

  long revision(String name) {
    String value = values.get(name);
    if (value == null) {
      return 0;
    }
    return parseRevision(value);
  }

  static long parseRevision(String value) {
    try {
      return Math.max(0, Long.parseLong(value));
    } catch (NumberFormatException notANumber) {
      throw new HttpProblem(400, "'" + value + "' is not a revision", notANumber);
    }
  }
}
