package io.splatlas.actors.runtime;

/**
 * How loaded a device is: what {@link GpuRuntimes} places scenes by.
 *
 * @param scenes that it has
 * @param usedMemory bytes
 * @param memoryCap bytes, 0 while nothing is known
 */
record DeviceLoad(int scenes, long usedMemory, long memoryCap) implements Comparable<DeviceLoad> {
  /** A device with less memory than this share left comes last. */
  private static final double FULL = 0.9;

  /** The less loaded is the smaller: memory left at all, then fewer scenes, then more memory. */
  @Override
  public int compareTo(DeviceLoad other) {
    int byRoom = Boolean.compare(usedShare() > FULL, other.usedShare() > FULL);
    if (byRoom != 0) {
      return byRoom;
    }
    int byScenes = Integer.compare(scenes, other.scenes);
    return byScenes != 0 ? byScenes : Double.compare(usedShare(), other.usedShare());
  }

  private double usedShare() {
    return memoryCap == 0 ? 0 : usedMemory / (double) memoryCap;
  }
}
