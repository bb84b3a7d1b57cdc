package io.splatlas.gpu;

/**
 * What a device is.
 *
 * @param kind {@code cpu}, {@code reference} or {@code cuda}
 * @param choice what {@link Devices#create} takes to have this one again, for example {@code
 *     cuda:1}; several with commas between where several are told of as one
 * @param name what a person would call it, for example "CPU, AVX-512, 2 threads"
 * @param threads threads it computes with (1 for a GPU)
 * @param vectorBits width of its vectors in bits, 0 for none
 * @param reason why it was chosen, one line
 */
public record DeviceInfo(
    String kind, String choice, String name, int threads, int vectorBits, String reason) {

  /** Whether its memory is its own; that of the others is the JVM's heap. */
  public boolean ownsMemory() {
    return kind.equals("cuda");
  }
}
