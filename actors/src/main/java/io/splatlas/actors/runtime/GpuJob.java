package io.splatlas.actors.runtime;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Work for the device, cut into slices of about {@link GpuRuntimeOptions#sliceTarget()} each. Runs
 * on the device's thread only; its fields may be read elsewhere once its result was answered.
 *
 * @param <T> what it answers
 */
public interface GpuJob<T> {
  /**
   * Does the next piece.
   *
   * @return whether the job is done
   */
  boolean runSlice(GpuSlice slice);

  /** The answer; asked for once, after the last slice. */
  T result();

  /** A job of one slice. */
  static <T> GpuJob<T> once(Function<GpuSlice, T> work) {
    return new GpuJob<>() {
      private @Nullable T result;

      @Override
      public boolean runSlice(GpuSlice slice) {
        result = work.apply(slice);
        return true;
      }

      @Override
      public T result() {
        T answer = result;
        if (answer == null) {
          throw new IllegalStateException("the job has not run");
        }
        return answer;
      }
    };
  }
}
