package io.splatlas.ops.server;

/** Tells from looks in a row when only a new process can help. Looks are made every two seconds. */
final class LastResort {
  /** Half a minute of silence. */
  private static final int SILENT_LOOKS = 15;

  /**
   * A driver may keep a process that lost a GPU from it until the process ends (NVIDIA's manual
   * says so of sticky errors): after a minute without any device waiting does not help.
   */
  private static final int LOOKS_WITHOUT_DEVICE = 30;

  private int silent;
  private int withoutDevice;

  /** What one look has shown. */
  synchronized void looked(boolean answering, boolean anyDevice) {
    silent = answering ? 0 : silent + 1;
    withoutDevice = anyDevice ? 0 : withoutDevice + 1;
  }

  /** Why only a restart helps; empty when none is needed. */
  synchronized String reason() {
    if (silent >= SILENT_LOOKS) {
      return "the actors have not answered for half a minute";
    }
    return withoutDevice >= LOOKS_WITHOUT_DEVICE
        ? "the device was lost and has not come back for a minute"
        : "";
  }
}
