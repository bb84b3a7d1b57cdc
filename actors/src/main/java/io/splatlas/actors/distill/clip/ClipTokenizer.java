package io.splatlas.actors.distill.clip;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * CLIP's tokenizer (Radford et al. 2021, section 2.4): byte-level BPE (Sennrich et al. 2016) of
 * lower-cased text, {@code </w>} at the end of words, framed by start and end tokens. Reads the
 * {@code tokenizer.json} that model hubs publish. Thread-safe.
 */
final class ClipTokenizer {
  private static final String START = "<|startoftext|>";
  private static final String END = "<|endoftext|>";
  private static final String WORD_END = "</w>";
  private static final int MOST_TOKENS = 1_000_000;
  private static final Pattern SPACE = Pattern.compile("\\s+", Pattern.UNICODE_CHARACTER_CLASS);
  private static final Pattern WORDS =
      Pattern.compile(
          "<\\|startoftext\\|>|<\\|endoftext\\|>|'s|'t|'re|'ve|'m|'ll|'d|\\p{L}+|\\p{N}|[^\\s\\p{L}\\p{N}]+",
          Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CHARACTER_CLASS);
  private static final String[] LETTERS = byteLetters();

  private final Map<String, Integer> vocabulary;
  private final Map<String, Integer> ranks;
  private final int context;

  private ClipTokenizer(Map<String, Integer> vocabulary, Map<String, Integer> ranks, int context) {
    this.vocabulary = vocabulary;
    this.ranks = ranks;
    this.context = context;
  }

  /**
   * Reads a {@code tokenizer.json}.
   *
   * @param context tokens of a text at most, start and end included
   * @throws IOException when it is no tokenizer of CLIP; the message names the file
   */
  static ClipTokenizer read(Path file, int context) throws IOException {
    JsonNode model = JsonFiles.read(file).path("model");
    Map<String, Integer> vocabulary = new HashMap<>();
    for (Map.Entry<String, JsonNode> entry : model.path("vocab").properties()) {
      require(entry.getValue().canConvertToInt(), file, "token ids must be integers");
      vocabulary.put(entry.getKey(), entry.getValue().intValue());
    }
    Map<String, Integer> ranks = new HashMap<>();
    for (JsonNode merge : model.path("merges")) {
      String pair =
          merge.isArray() ? merge.path(0).asText() + " " + merge.path(1).asText() : merge.asText();
      ranks.put(pair, ranks.size());
    }
    require(vocabulary.size() <= MOST_TOKENS, file, "it has more than a million tokens");
    require(
        vocabulary.containsKey(START) && vocabulary.containsKey(END),
        file,
        "it lacks the tokens " + START + " and " + END);
    for (String letter : LETTERS) {
      require(
          vocabulary.containsKey(letter) && vocabulary.containsKey(letter + WORD_END),
          file,
          "it lacks the token of a byte: '" + letter + "'");
    }
    return new ClipTokenizer(vocabulary, ranks, context);
  }

  private static void require(boolean holds, Path file, String problem) throws IOException {
    if (!holds) {
      throw new IOException(file.getFileName() + " is no tokenizer of CLIP: " + problem);
    }
  }

  /** Tokens of a text at most. */
  int context() {
    return context;
  }

  /** The tokens of a text, start and end included; what is too long is cut before the end token. */
  int[] encode(String text) {
    List<Integer> ids = new ArrayList<>();
    ids.add(id(START));
    Matcher words = WORDS.matcher(cleaned(text));
    while (words.find() && ids.size() < context) {
      encodeWord(words.group(), ids);
    }
    List<Integer> kept = ids.subList(0, Math.min(ids.size(), context - 1));
    int[] tokens = new int[kept.size() + 1];
    for (int i = 0; i < kept.size(); i++) {
      tokens[i] = kept.get(i);
    }
    tokens[kept.size()] = id(END);
    return tokens;
  }

  /**
   * As the reference does: entities become characters (twice), white space one blank, letters
   * small.
   */
  private static String cleaned(String text) {
    String plain = Entities.unescape(Entities.unescape(text));
    return SPACE.matcher(plain.strip()).replaceAll(" ").strip().toLowerCase(java.util.Locale.ROOT);
  }

  private void encodeWord(String word, List<Integer> ids) {
    List<String> parts = new ArrayList<>();
    for (byte b : word.getBytes(StandardCharsets.UTF_8)) {
      parts.add(LETTERS[b & 0xff]);
    }
    parts.set(parts.size() - 1, parts.getLast() + WORD_END);
    if (word.equals(START) || word.equals(END)) {
      ids.add(id(word));
      return;
    }
    for (int best = bestPair(parts); best >= 0; best = bestPair(parts)) {
      mergeAll(parts, parts.get(best), parts.get(best + 1));
    }
    parts.forEach(part -> ids.add(id(part)));
  }

  /** Where the pair stands that is merged first, -1 when none is. */
  private int bestPair(List<String> parts) {
    int best = -1;
    int rank = Integer.MAX_VALUE;
    for (int i = 0; i + 1 < parts.size(); i++) {
      int found = ranks.getOrDefault(parts.get(i) + " " + parts.get(i + 1), Integer.MAX_VALUE);
      if (found < rank) {
        rank = found;
        best = i;
      }
    }
    return best;
  }

  private static void mergeAll(List<String> parts, String left, String right) {
    for (int i = 0; i + 1 < parts.size(); i++) {
      if (parts.get(i).equals(left) && parts.get(i + 1).equals(right)) {
        parts.set(i, left + right);
        parts.remove(i + 1);
      }
    }
  }

  /** A merge that makes no token is the file's fault: its text then reads as the end token. */
  private int id(String token) {
    Integer known = vocabulary.get(token);
    return known != null ? known : vocabulary.getOrDefault(END, 0);
  }

  /** The characters of all bytes in the order in which they are numbered: printable bytes first. */
  static List<String> lettersInOrder() {
    List<String> letters = new ArrayList<>();
    List<String> others = new ArrayList<>();
    for (String letter : LETTERS) {
      (letter.charAt(0) < 256 ? letters : others).add(letter);
    }
    letters.addAll(others);
    return letters;
  }

  /** A printable character for every byte: itself where it is one, else from 256 on. */
  private static String[] byteLetters() {
    String[] letters = new String[256];
    int next = 256;
    for (int b = 0; b < 256; b++) {
      boolean printable = (b > 32 && b < 127) || (b > 160 && b != 173);
      letters[b] = Character.toString(printable ? b : next++);
    }
    return letters;
  }
}
