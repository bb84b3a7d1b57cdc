package io.splatlas.ops.dataset;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How a nerfstudio capture divides its frames: by {@code split} on every frame, else by the lists
 * {@code train_filenames}, {@code test_filenames} and {@code val_filenames}, else {@link HoldOut}.
 * Validation frames count as test frames.
 */
final class NerfstudioSplit {

  private final boolean perFrame;
  private final boolean lists;
  private final Map<String, Split> listed = new HashMap<>();
  private final boolean trainListed;
  private final boolean testListed;

  NerfstudioSplit(JsonObject global, List<JsonObject> frames) throws DatasetException {
    perFrame = frames.stream().anyMatch(frame -> frame.has("split"));
    trainListed = global.has("train_filenames");
    testListed = global.has("test_filenames") || global.has("val_filenames");
    lists = trainListed || testListed;
    // Test wins where a file is in both: what is measured must not have been learnt.
    list(global, "train_filenames", Split.TRAIN);
    list(global, "val_filenames", Split.TEST);
    list(global, "test_filenames", Split.TEST);
  }

  private void list(JsonObject global, String field, Split split) throws DatasetException {
    if (global.has(field)) {
      for (String name : global.texts(field)) {
        listed.put(normalise(name), split);
      }
    }
  }

  /**
   * The split of a frame, or empty if lists name both kinds and the frame is in neither.
   *
   * @param position of the frame among those that exist, in name order
   */
  Optional<Split> of(JsonObject frame, String fileName, int position) throws DatasetException {
    if (perFrame) {
      return Optional.of(parse(frame));
    }
    if (!lists) {
      return Optional.of(HoldOut.of(position));
    }
    Split split = listed.get(normalise(fileName));
    if (split != null) {
      return Optional.of(split);
    }
    if (trainListed && testListed) {
      return Optional.empty();
    }
    return Optional.of(trainListed ? Split.TEST : Split.TRAIN);
  }

  private static Split parse(JsonObject frame) throws DatasetException {
    String text = frame.text("split");
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "train" -> Split.TRAIN;
      case "test", "val", "eval" -> Split.TEST;
      default ->
          throw frame.wrong(
              "split", "must be train, test or val, not " + CapturePaths.printable(text));
    };
  }

  private static String normalise(String name) {
    String slashes = name.replace('\\', '/');
    return slashes.startsWith("./") ? slashes.substring(2) : slashes;
  }
}
