package io.splatlas.gpu;

/**
 * A handle on Gaussians that live on a device. Closing it frees their memory; using it afterwards
 * throws {@link IllegalStateException}.
 */
public interface GaussianSet extends AutoCloseable {
  /** Which fields a Gaussian of this set has, and where they lie. */
  GaussianLayout layout();

  /** Gaussians alive now. */
  int count();

  /** The hard cap on their number. */
  int capacity();

  /** Bytes held on the device, gradients and optimiser state included. */
  long bytes();

  @Override
  void close();
}
