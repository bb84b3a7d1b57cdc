package io.splatlas.gpu.cuda;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The stand-in for libcuda.so.1 of {@code src/test/native}: built with g++ when it is missing or
 * older than its sources, and loaded before JCuda asks for a library of that name, so that JCuda
 * gets it whatever is installed. This JVM has no way back, so these tests run in one of their own.
 */
@SuppressWarnings("restricted") // loads a native library: that is its purpose
final class StandIn {
  /** What {@link #count} counts. */
  enum What {
    ALLOCATIONS(0),
    BYTES(1),
    CONTEXTS(2),
    MODULES(3),
    STREAMS(4),
    LEAKED(5);

    /** What standin_count takes. */
    private final int number;

    What(int number) {
      this.number = number;
    }
  }

  private static final Path MODULE =
      Path.of(System.getProperty("splatlas.root", ".."), "gpu-runtime")
          .toAbsolutePath()
          .normalize();
  private static final Path LIBRARY = MODULE.resolve("target/stand-in/libcuda.so.1");

  private static boolean tried;
  private static String problem = "";

  private StandIn() {}

  /** Where the kernels' sources are. */
  static Path kernelSources() {
    return MODULE.resolve("src/main/cuda");
  }

  /** Loads it; a test that calls this is skipped, with the reason, where it cannot be built. */
  static synchronized void load() {
    if (!tried) {
      tried = true;
      try {
        build();
        System.load(LIBRARY.toString());
      } catch (IOException | UnsatisfiedLinkError e) {
        problem = String.valueOf(e.getMessage());
      }
    }
    assumeTrue(problem.isEmpty(), () -> "the stand-in for libcuda.so.1 is not here: " + problem);
  }

  /** A CUDA device over the stand-in. */
  static CudaDevice open(long memoryCap) {
    load();
    return CudaDevice.open(0, memoryCap, "test");
  }

  /** How many there are now. */
  static long count(What what) {
    return (long)
        call(
            "standin_count",
            FunctionDescriptor.of(ValueLayout.JAVA_LONG, ValueLayout.JAVA_INT),
            what.number);
  }

  /** Makes the call after the next {@code after} ones of that name fail. */
  static void inject(String driverCall, int error, int after) {
    try (Arena arena = Arena.ofConfined()) {
      call(
          "standin_inject",
          FunctionDescriptor.ofVoid(
              ValueLayout.ADDRESS, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT),
          arena.allocateFrom(driverCall),
          error,
          after);
    }
  }

  /** In which order blocks, warps and lanes run: 0 forwards, 1 backwards, 2 even before odd. */
  static void order(int order) {
    call("standin_set_order", FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT), order);
  }

  /** What was wrong last, and forgets it. */
  static String complaint() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment text = arena.allocate(512);
      call(
          "standin_complaint",
          FunctionDescriptor.ofVoid(ValueLayout.ADDRESS, ValueLayout.JAVA_INT),
          text,
          512);
      return text.getString(0);
    }
  }

  /** Starts counting leaks anew, after a context was lost with its handles. */
  static void forgetLeaks() {
    call("standin_forget_leaks", FunctionDescriptor.ofVoid());
  }

  /** Nothing is left on the device and nothing was wrong. */
  static void assertClean() {
    for (What what : List.of(What.ALLOCATIONS, What.CONTEXTS, What.MODULES, What.STREAMS)) {
      assertEquals(0, count(what), what.name());
    }
    assertEquals(0, count(What.LEAKED), "handles that a context took with it");
    assertEquals("", complaint());
  }

  private static Object call(String name, FunctionDescriptor descriptor, Object... arguments) {
    MethodHandle handle =
        Linker.nativeLinker()
            .downcallHandle(
                SymbolLookup.libraryLookup(LIBRARY, Arena.global()).findOrThrow(name), descriptor);
    try {
      Object result = handle.invokeWithArguments(arguments);
      return result == null ? "" : result;
    } catch (Throwable e) {
      throw new AssertionError(name, e);
    }
  }

  private static void build() throws IOException {
    if (!System.getProperty("os.arch", "").equals("amd64")) {
      throw new IOException("the emulation switches stacks on x86-64 only");
    }
    Path sources = MODULE.resolve("src/test/native");
    if (isCurrent(sources)) {
      return;
    }
    Files.createDirectories(LIBRARY.getParent());
    Path fresh = LIBRARY.resolveSibling("fresh-" + ProcessHandle.current().pid());
    List<String> command =
        new ArrayList<>(
            List.of("g++", "-std=c++17", "-O2", "-fPIC", "-shared", "-Wall", "-Werror"));
    command.addAll(List.of("-Wno-unknown-pragmas", "-Wl,-soname,libcuda.so.1", "-Wl,-z,defs"));
    command.addAll(List.of("-I", kernelSources().toString(), "-I", sources.toString()));
    command.addAll(List.of("-o", fresh.toString()));
    for (String unit : List.of("stand_in.cpp", "emulation.cpp", "kernels.cpp")) {
      command.add(sources.resolve(unit).toString());
    }
    Process compiler = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(compiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (compiler.waitFor() != 0) {
        // A compiler that is there and refuses is a failure, not a reason to skip.
        throw new AssertionError("g++ refused the stand-in:\n" + said);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while g++ ran", e);
    }
    Files.move(
        fresh,
        LIBRARY,
        java.nio.file.StandardCopyOption.REPLACE_EXISTING,
        java.nio.file.StandardCopyOption.ATOMIC_MOVE);
  }

  private static boolean isCurrent(Path sources) throws IOException {
    if (!Files.exists(LIBRARY)) {
      return false;
    }
    FileTime built = Files.getLastModifiedTime(LIBRARY);
    for (Path folder : List.of(sources, kernelSources())) {
      try (Stream<Path> files = Files.list(folder)) {
        for (Path file : files.toList()) {
          if (Files.getLastModifiedTime(file).compareTo(built) > 0) {
            return false;
          }
        }
      }
    }
    return true;
  }
}
