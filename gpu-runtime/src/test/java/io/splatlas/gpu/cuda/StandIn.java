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
import jcuda.driver.CUdeviceptr;

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
    LEAKED(5),
    EVENTS(7),
    PINNED(8),
    WAITS(9),
    IDLE_WAITS(10),
    FREES(11);

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

  /**
   * Every load and store of a kernel calls checker.cpp, as do indices outside arrays, misaligned
   * pointers and what else C++ leaves undefined. Nothing may merge or invent accesses.
   */
  private static final List<String> CHECKED =
      List.of(
          "-fsanitize=thread",
          "--param=tsan-instrument-func-entry-exit=0",
          "-fsanitize=bounds,alignment,shift,float-cast-overflow",
          "-fsanitize=integer-divide-by-zero,signed-integer-overflow",
          "-fno-tree-vectorize",
          "-fno-store-merging",
          "-fno-threadsafe-statics");

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

  /** When the streams of the stand-in do what is enqueued, see streams.h. */
  enum Schedule {
    AT_ONCE(0),
    WHEN_ASKED(1),
    OTHERS_FIRST(2);

    private final int number;

    Schedule(int number) {
      this.number = number;
    }
  }

  /**
   * A CUDA device over the stand-in that gives memory back at once, so that whoever uses it later
   * is found out.
   */
  static CudaDevice open(long memoryCap) {
    load();
    return CudaDevice.open(0, memoryCap, 0, "test");
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

  /** When streams do what is enqueued. */
  static void schedule(Schedule schedule) {
    call("standin_set_schedule", FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT), schedule.number);
  }

  /** How many cards the stand-in shows, 1 to 8. */
  static void devices(int count) {
    call("standin_set_devices", FunctionDescriptor.ofVoid(ValueLayout.JAVA_INT), count);
  }

  /** Runs a kernel of mistakes.cpp in the current context; the error that it ends with. */
  static int makeMistake(String name, CUdeviceptr values) {
    try (Arena arena = Arena.ofConfined()) {
      return (int)
          call(
              "standin_make_mistake",
              FunctionDescriptor.of(
                  ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG),
              arena.allocateFrom(name),
              address(values));
    }
  }

  private static long address(CUdeviceptr pointer) {
    return new CUdeviceptr(pointer) {
      long address() {
        return getNativePointer() + getByteOffset();
      }
    }.address();
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
    for (What what :
        List.of(
            What.ALLOCATIONS,
            What.CONTEXTS,
            What.MODULES,
            What.STREAMS,
            What.EVENTS,
            What.PINNED)) {
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
    Path folder = LIBRARY.resolveSibling("build-" + ProcessHandle.current().pid());
    Files.createDirectories(folder);
    List<String> objects = new ArrayList<>();
    List<Process> compilers = new ArrayList<>();
    for (String unit :
        List.of("kernels", "mistakes", "stand_in", "emulation", "checker", "streams")) {
      String object = folder.resolve(unit + ".o").toString();
      objects.add(object);
      List<String> command = new ArrayList<>(List.of("g++", "-std=c++17", "-O2", "-g1", "-fPIC"));
      command.addAll(List.of("-Wall", "-Werror", "-Wno-unknown-pragmas"));
      command.addAll(List.of("-I", kernelSources().toString(), "-I", sources.toString()));
      if (unit.equals("kernels") || unit.equals("mistakes")) {
        command.addAll(CHECKED);
      }
      command.addAll(List.of("-c", "-o", object, sources.resolve(unit + ".cpp").toString()));
      compilers.add(new ProcessBuilder(command).redirectErrorStream(true).start());
    }
    for (Process compiler : compilers) {
      finish(compiler);
    }
    Path fresh = folder.resolve("libcuda.so.1");
    List<String> link = new ArrayList<>(List.of("g++", "-shared", "-Wl,-soname,libcuda.so.1"));
    link.addAll(List.of("-Wl,-z,defs", "-o", fresh.toString()));
    link.addAll(objects);
    link.add("-ldl");
    finish(new ProcessBuilder(link).redirectErrorStream(true).start());
    Files.move(
        fresh,
        LIBRARY,
        java.nio.file.StandardCopyOption.REPLACE_EXISTING,
        java.nio.file.StandardCopyOption.ATOMIC_MOVE);
    for (String object : objects) {
      Files.delete(Path.of(object));
    }
    Files.delete(folder);
  }

  /** A compiler that is there and refuses is a failure, not a reason to skip. */
  private static void finish(Process compiler) throws IOException {
    String said = new String(compiler.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (compiler.waitFor() != 0) {
        throw new AssertionError("g++ refused the stand-in:\n" + said);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while g++ ran", e);
    }
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
