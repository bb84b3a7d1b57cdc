package io.splatlas.actors.distill.clip;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/**
 * The list of merges that CLIP's original release keeps its tokenizer in: gzipped text, a heading,
 * then a pair a line, the most frequent first. Ids are numbered as the release does: bytes, bytes
 * at the end of a word, merges, start and end of a text.
 */
final class MergeList {
  /** The list is longer than what CLIP uses of it. */
  private static final int USED = 49_152 - 256 - 2;

  private static final int MOST_CHARACTERS = 1_000;

  private MergeList() {}

  /**
   * Writes a {@code tokenizer.json}.
   *
   * @throws IOException naming the list when it is none
   */
  static void write(Path list, Path tokenizer) throws IOException {
    List<String> merges = merges(list);
    ObjectNode json = JsonFiles.object();
    ObjectNode model = json.put("version", "1.0").putObject("model");
    model.put("type", "BPE").put("end_of_word_suffix", "</w>");
    List<String> tokens = new ArrayList<>(ClipTokenizer.lettersInOrder());
    ClipTokenizer.lettersInOrder().forEach(letter -> tokens.add(letter + "</w>"));
    merges.forEach(pair -> tokens.add(pair.replace(" ", "")));
    tokens.addAll(List.of("<|startoftext|>", "<|endoftext|>"));
    ObjectNode vocabulary = model.putObject("vocab");
    for (int id = 0; id < tokens.size(); id++) {
      vocabulary.put(tokens.get(id), id);
    }
    ArrayNode pairs = model.putArray("merges");
    merges.forEach(pairs::add);
    JsonFiles.write(tokenizer, json);
  }

  private static List<String> merges(Path list) throws IOException {
    List<String> merges = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(list)), StandardCharsets.UTF_8))) {
      String line = lines.readLine();
      for (line = lines.readLine(); line != null && merges.size() < USED; line = lines.readLine()) {
        if (line.isEmpty()) {
          continue;
        }
        if (line.length() > MOST_CHARACTERS || !line.matches("[^ ]+ [^ ]+")) {
          throw new IOException("line " + (merges.size() + 2) + " is no pair");
        }
        merges.add(line);
      }
    } catch (IOException wrong) {
      throw new IOException(
          list.getFileName() + " is no list of merges: " + wrong.getMessage(), wrong);
    }
    return merges;
  }
}
