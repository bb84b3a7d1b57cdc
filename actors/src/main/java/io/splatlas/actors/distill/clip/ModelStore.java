package io.splatlas.actors.distill.clip;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * The folder of installed models, one folder each. A model appears in it whole and tried out, or
 * not at all.
 */
public final class ModelStore {
  /** Names under which common exports have their files. */
  private static final Map<String, List<String>> ALIASES =
      Map.of(
          ModelFiles.VISUAL, List.of("vision_model.onnx", "image.onnx"),
          ModelFiles.TEXT, List.of("text_model.onnx", "textual.onnx"),
          ModelFiles.TOKENIZER, List.of());

  private static final String UNFINISHED = ".part";

  private final Path root;

  /**
   * @param root made when something is installed
   */
  public ModelStore(Path root) {
    this.root = root;
  }

  /** The names of what is installed, in order; folders that hold no model are left out. */
  public List<String> names() throws IOException {
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(root)) {
      return entries
          .filter(this::isModel)
          .map(folder -> String.valueOf(folder.getFileName()))
          .sorted()
          .toList();
    }
  }

  /**
   * What an installed model's manifest says.
   *
   * @throws UnusableModelException naming the manifest when it is damaged
   */
  public ModelFiles read(String name) throws UnusableModelException {
    Path folder = root.resolve(name);
    try {
      return ModelFiles.read(folder);
    } catch (IOException refused) {
      throw new UnusableModelException(folder, refused);
    }
  }

  private boolean isModel(Path folder) {
    return !folder.toString().endsWith(UNFINISHED)
        && Files.isRegularFile(folder.resolve(ModelFiles.MANIFEST));
  }

  /** The folder of an installed model. */
  public Optional<Path> find(String name) throws IOException {
    return names().contains(name) ? Optional.of(root.resolve(name)) : Optional.empty();
  }

  /**
   * Copies a model from a folder: its files are held against its manifest, or described when it has
   * none; then it is tried out. A model of the same name is replaced.
   *
   * @param name for a model without a manifest
   * @throws IOException naming the file that is missing or wrong; nothing is installed then
   */
  public ModelFiles add(Path from, String name) throws IOException {
    Path part = begin(name);
    try {
      for (String file : ModelFiles.REQUIRED) {
        Files.copy(source(from, file), part.resolve(file), StandardCopyOption.REPLACE_EXISTING);
      }
      boolean described = Files.isRegularFile(from.resolve(ModelFiles.MANIFEST));
      ModelFiles model = described ? ModelFiles.read(from) : described(part, name);
      return finish(part, model);
    } finally {
      deleteTree(part);
    }
  }

  private static ModelFiles described(Path part, String name) throws IOException {
    ModelFiles model = ModelFiles.describe(part, name);
    OptionalInt side = ClipModel.sideOf(part);
    return side.isPresent() ? model.withImageSize(side.getAsInt()) : model;
  }

  private static Path source(Path from, String file) throws IOException {
    if (Files.isRegularFile(from.resolve(file))) {
      return from.resolve(file);
    }
    for (String alias : ALIASES.getOrDefault(file, List.of())) {
      if (Files.isRegularFile(from.resolve(alias))) {
        return from.resolve(alias);
      }
    }
    throw new IOException(from.resolve(file) + " is missing");
  }

  /**
   * A folder for files of a model that is being installed; what was left in it before stays.
   *
   * @throws IllegalArgumentException when the name cannot be that of a model
   */
  public Path begin(String name) throws IOException {
    ModelFiles.requireName(name);
    return Files.createDirectories(root.resolve(name + UNFINISHED));
  }

  /**
   * Installs a model whose files are in a folder that {@link #begin} gave.
   *
   * @throws IOException naming the file that is wrong; nothing is installed then
   */
  public ModelFiles finish(Path part, ModelFiles model) throws IOException {
    model.verify(part);
    model.write(part);
    ClipModel.read(part).close();
    Path folder = root.resolve(model.name());
    deleteTree(folder);
    Files.move(part, folder, StandardCopyOption.ATOMIC_MOVE);
    return model;
  }

  private static void deleteTree(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    List<Path> deepestFirst;
    try (Stream<Path> paths = Files.walk(folder)) {
      deepestFirst = paths.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : deepestFirst) {
      Files.deleteIfExists(path);
    }
  }
}
