package io.splatlas.gpu;

/**
 * A handle on an uploaded photograph. Closing it frees its memory; using it afterwards throws
 * {@link IllegalStateException}.
 */
public interface TrainingView extends AutoCloseable {
  /** The camera that took it. */
  Camera camera();

  /** Whether it came with a depth image. */
  boolean hasDepth();

  /** Bytes held on the device. */
  long bytes();

  @Override
  void close();
}
