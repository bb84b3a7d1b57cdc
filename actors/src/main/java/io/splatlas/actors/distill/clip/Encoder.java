package io.splatlas.actors.distill.clip;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** A session of ONNX Runtime. Thread-safe. */
final class Encoder implements AutoCloseable {
  /**
   * ONNX Runtime 1.29 recurses deeply when it starts in a process with a long command line: 14 KiB
   * of class path overflowed the JVM's usual stack of 1 MiB and killed the process. Address space
   * only.
   */
  private static final long ROOMY_STACK = 256L << 20;

  /** Images, channels, rows, columns. */
  private static final int DIMENSIONS_OF_IMAGES = 4;

  private final OrtEnvironment environment;
  private final OrtSession session;

  /**
   * @param file an ONNX file
   * @param threads of one run, at least 1
   * @throws OrtException when the runtime does not take it
   */
  Encoder(byte[] file, int threads) throws OrtException {
    environment = start();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(threads);
      options.setInterOpNumThreads(1);
      options.setExecutionMode(OrtSession.SessionOptions.ExecutionMode.SEQUENTIAL);
      session = environment.createSession(file, options);
    }
  }

  /** The one environment of the process, made on a thread with a deep stack. */
  private static OrtEnvironment start() {
    FutureTask<OrtEnvironment> task = new FutureTask<>(OrtEnvironment::getEnvironment);
    new Thread(null, task, "onnxruntime-start", ROOMY_STACK).start();
    try {
      return task.get();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while ONNX Runtime starts", interrupted);
    } catch (ExecutionException failure) {
      throw new IllegalStateException(
          "ONNX Runtime cannot be started: " + failure.getCause(), failure);
    }
  }

  OrtEnvironment environment() {
    return environment;
  }

  /** Names of its inputs. */
  Set<String> inputs() {
    return session.getInputNames();
  }

  /** Whether an input takes 32-bit integers; else they are of 64 bits. */
  boolean takesInts(String input) throws OrtException {
    NodeInfo node = session.getInputInfo().get(input);
    return node != null
        && node.getInfo() instanceof TensorInfo tensor
        && tensor.type == OnnxJavaType.INT32;
  }

  /** The last dimension of an input where the file fixes it. */
  OptionalInt side(String input) throws OrtException {
    NodeInfo node = session.getInputInfo().get(input);
    if (node != null && node.getInfo() instanceof TensorInfo tensor) {
      long[] shape = tensor.getShape();
      if (shape.length == DIMENSIONS_OF_IMAGES && shape[shape.length - 1] > 0) {
        return OptionalInt.of((int) shape[shape.length - 1]);
      }
    }
    return OptionalInt.empty();
  }

  /**
   * Runs it; closes the inputs.
   *
   * @param output the one wanted
   * @return its values, row-major
   * @throws IllegalStateException when the runtime fails
   */
  Answer run(Map<String, OnnxTensor> inputs, String output) {
    try (OrtSession.Result result =
        session.run(Map.<String, OnnxTensorLike>copyOf(inputs), Set.of(output))) {
      Optional<ai.onnxruntime.OnnxValue> value = result.get(output);
      if (value.isEmpty() || !(value.get() instanceof OnnxTensor tensor)) {
        throw new IllegalStateException("the encoder did not answer " + output);
      }
      float[] values = new float[tensor.getFloatBuffer().remaining()];
      tensor.getFloatBuffer().get(values);
      return new Answer(tensor.getInfo().getShape(), values);
    } catch (OrtException failure) {
      throw new IllegalStateException("ONNX Runtime failed: " + failure.getMessage(), failure);
    } finally {
      inputs.values().forEach(OnnxTensor::close);
    }
  }

  /**
   * What a run answers.
   *
   * @param shape of the tensor
   * @param values row-major
   */
  record Answer(long[] shape, float[] values) {
    int last() {
      return shape.length == 0 ? 1 : (int) shape[shape.length - 1];
    }
  }

  @Override
  public void close() {
    try {
      session.close();
    } catch (OrtException failure) {
      throw new IllegalStateException("ONNX Runtime failed to close: " + failure, failure);
    }
  }
}
