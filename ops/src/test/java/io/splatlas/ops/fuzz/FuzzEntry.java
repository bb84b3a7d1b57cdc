package io.splatlas.ops.fuzz;

import java.util.Objects;

/** Where Jazzer enters; its target_args name the target. */
public final class FuzzEntry {
  private static FuzzTarget target =
      input -> {
        throw new IllegalStateException("no target was named");
      };

  private FuzzEntry() {}

  /** Called once by Jazzer. */
  public static void fuzzerInitialize(String[] args) {
    target =
        Objects.requireNonNull(
            FuzzTargets.ALL.get(args[0]), () -> "targets are " + FuzzTargets.ALL.keySet());
  }

  /** Called by Jazzer for every input. */
  public static void fuzzerTestOneInput(byte[] input) throws Exception {
    target.run(input);
  }
}
