package io.splatlas.actors.distill.clip;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;

/** An installed model that is damaged, not whole, or no CLIP model. */
public final class UnusableModelException extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient Path folder;

  /**
   * A refusal.
   *
   * @param folder of the model
   * @param refused what is wrong; its message names the file
   */
  UnusableModelException(Path folder, IOException refused) {
    super(
        "the model in %s cannot be used: %s".formatted(folder, withinFolder(folder, refused)),
        refused);
    this.folder = folder;
  }

  private static String withinFolder(Path folder, IOException refused) {
    return String.valueOf(refused.getMessage()).replace(folder + File.separator, "");
  }

  /** The name under which it is installed. */
  public String model() {
    Path last = folder.toAbsolutePath().normalize().getFileName();
    return last == null ? "" : last.toString();
  }
}
