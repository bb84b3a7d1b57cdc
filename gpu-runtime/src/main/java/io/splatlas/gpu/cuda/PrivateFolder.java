package io.splatlas.gpu.cuda;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * A folder that only this user may enter, for the one file that a native library unpacks. Made by
 * the C library's mkdtemp, which is atomic about name and rights; this module has no other business
 * with files.
 */
final class PrivateFolder implements AutoCloseable {
  private final String path;
  private final String file;

  private PrivateFolder(String path, String file) {
    this.path = path;
    this.file = file;
  }

  /**
   * Makes a folder.
   *
   * @param template its path, ending in XXXXXX
   * @param file the name of what will lie in it
   * @throws IllegalStateException when it cannot be made
   */
  static PrivateFolder create(String template, String file) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment name = arena.allocateFrom(template);
      MethodHandle make =
          handle("mkdtemp", FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.ADDRESS));
      MemorySegment made = (MemorySegment) make.invokeExact(name);
      if (made.equals(MemorySegment.NULL)) {
        throw new IllegalStateException("no folder can be made like " + template);
      }
      return new PrivateFolder(name.getString(0), file);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("mkdtemp", e);
    }
  }

  String path() {
    return path;
  }

  /** Removes file and folder; what cannot be removed stays, which harms nobody. */
  @Override
  public void close() {
    remove("unlink", path + "/" + file);
    remove("rmdir", path);
  }

  private static void remove(String function, String what) {
    try (Arena arena = Arena.ofConfined()) {
      MethodHandle remove =
          handle(function, FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
      int result = (int) remove.invokeExact(arena.allocateFrom(what));
      assert result == 0 || result == -1 : function;
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException(function, e);
    }
  }

  @SuppressWarnings("restricted") // three functions of the C library
  private static MethodHandle handle(String function, FunctionDescriptor descriptor) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(function), descriptor);
  }
}
