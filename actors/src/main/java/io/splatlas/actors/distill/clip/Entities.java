package io.splatlas.actors.distill.clip;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Character references of HTML in texts: numbers, and the names that occur in captions. */
final class Entities {
  private static final Pattern REFERENCE =
      Pattern.compile("&(?:#(\\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-zA-Z]{2,8}));");
  private static final Map<String, String> NAMES =
      Map.of(
          "amp", "&", "lt", "<", "gt", ">", "quot", "\"", "apos", "'", "nbsp", "\u00a0", "copy",
          "\u00a9", "reg", "\u00ae", "eacute", "\u00e9");

  private Entities() {}

  /** The text with references replaced; unknown ones stay. */
  static String unescape(String text) {
    Matcher found = REFERENCE.matcher(text);
    StringBuilder plain = new StringBuilder();
    while (found.find()) {
      found.appendReplacement(plain, Matcher.quoteReplacement(character(found)));
    }
    return found.appendTail(plain).toString();
  }

  private static String character(Matcher reference) {
    if (reference.group(3) != null) {
      return NAMES.getOrDefault(reference.group(3), reference.group());
    }
    int code =
        reference.group(1) != null
            ? Integer.parseInt(reference.group(1))
            : Integer.parseInt(reference.group(2), 16);
    return Character.isValidCodePoint(code) && code != 0
        ? Character.toString(code)
        : reference.group();
  }
}
