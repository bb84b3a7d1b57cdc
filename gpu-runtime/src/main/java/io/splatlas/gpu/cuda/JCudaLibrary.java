package io.splatlas.gpu.cuda;

import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.util.Locale;
import java.util.Optional;
import jcuda.driver.JCudaDriver;

/**
 * Loads JCuda's native code, once. That it cannot be loaded is a value, not a crash: JCuda throws
 * errors from a static initialiser, and a machine without a GPU is the normal case.
 */
final class JCudaLibrary {
  /** What JCuda calls its library; of the version in the parent pom. */
  private static final String UNPACKED = "libJCudaDriver-12.6.0-linux-x86_64.so";

  private static boolean loaded;

  private JCudaLibrary() {}

  /** Why JCuda cannot be used here, in one line; empty when it can. */
  static synchronized Optional<String> problem() {
    if (loaded) {
      return Optional.empty();
    }
    // What was missing may have been installed since; what is loaded stays.
    Optional<String> problem = load();
    loaded = problem.isEmpty();
    return problem;
  }

  @SuppressWarnings("restricted") // a look for a library, which loads it
  private static Optional<String> load() {
    String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
    String machine = System.getProperty("os.arch", "");
    if (!system.startsWith("linux") || !machine.equals("amd64")) {
      return Optional.of("CUDA is supported on Linux on x86-64 only");
    }
    // Asked for first: without a driver nothing is unpacked.
    try {
      SymbolLookup.libraryLookup("libcuda.so.1", Arena.global());
    } catch (IllegalArgumentException missing) {
      return Optional.of("no NVIDIA driver (libcuda.so.1 is not there)");
    }
    try {
      loadPrivately();
      JCudaDriver.setExceptionsEnabled(false);
      return Optional.empty();
    } catch (IllegalStateException | LinkageError broken) {
      String text = String.valueOf(broken.getMessage()).lines().findFirst().orElse("");
      return Optional.of("JCuda's native library cannot be loaded: " + text);
    }
  }

  /**
   * JCuda unpacks its library to a predictable name below java.io.tmpdir, where anyone might have
   * put another: it gets a folder of its own, which is gone once the library is mapped.
   */
  private static void loadPrivately() {
    String shared = System.getProperty("java.io.tmpdir");
    try (PrivateFolder own = PrivateFolder.create(shared + "/splatlas-jcuda-XXXXXX", UNPACKED)) {
      System.setProperty("java.io.tmpdir", own.path());
      Class.forName(JCudaDriver.class.getName());
    } catch (ClassNotFoundException impossible) {
      throw new LinkageError("JCuda is not on the class path", impossible);
    } finally {
      System.setProperty("java.io.tmpdir", shared);
    }
  }
}
