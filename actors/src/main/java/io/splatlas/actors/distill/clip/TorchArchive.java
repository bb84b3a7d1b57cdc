package io.splatlas.actors.distill.clip;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * The tensors of a TorchScript archive (a zip with {@code data.pkl} and one file a storage), by
 * their dotted names. No code of the archive is run.
 */
final class TorchArchive implements Closeable {
  private static final int MOST_PICKLE = 16 << 20;
  private static final int DEEPEST = 64;
  private static final Map<String, Integer> BYTES = Map.of("HalfStorage", 2, "FloatStorage", 4);

  /**
   * Where a tensor lies.
   *
   * @param storage name of the file
   * @param width bytes of a value: 2 or 4
   * @param offset values before the first one
   * @param shape of it
   */
  private record Place(String storage, int width, long offset, long[] shape) {}

  private final Path path;
  private final ZipFile zip;
  private final String root;
  private final Map<String, Place> places = new TreeMap<>();

  private TorchArchive(Path path, ZipFile zip) throws IOException {
    this.path = path;
    this.zip = zip;
    ZipEntry pickle =
        zip.stream()
            .filter(entry -> entry.getName().matches("[^/]+/data\\.pkl"))
            .findFirst()
            .orElseThrow(() -> wrong("it has no data.pkl"));
    root = pickle.getName().substring(0, pickle.getName().indexOf('/') + 1);
    try {
      collect("", Pickle.read(bytes(pickle, MOST_PICKLE)), 0);
    } catch (IllegalArgumentException | ClassCastException | IndexOutOfBoundsException broken) {
      throw new IOException(wrong(String.valueOf(broken.getMessage())).getMessage(), broken);
    }
  }

  /**
   * Opens an archive.
   *
   * @throws IOException naming the file when it is none
   */
  static TorchArchive open(Path path) throws IOException {
    ZipFile zip;
    try {
      zip = new ZipFile(path.toFile());
    } catch (ZipException none) {
      throw new IOException(
          path.getFileName() + " is no archive of PyTorch: " + none.getMessage(), none);
    }
    try {
      return new TorchArchive(path, zip);
    } catch (IOException | RuntimeException broken) {
      zip.close();
      throw broken;
    }
  }

  private IOException wrong(String problem) {
    return new IOException(path.getFileName() + " is no archive of PyTorch's CLIP: " + problem);
  }

  private void collect(String prefix, @Nullable Object value, int depth) {
    if (depth > DEEPEST) {
      throw new IllegalArgumentException("its modules are nested too deeply");
    }
    if (value instanceof Pickle.Call call) {
      if (call.of() instanceof Pickle.Global global
          && global.name().startsWith("_rebuild_tensor")) {
        Place place = place(call.arguments());
        if (place != null) {
          places.put(prefix, place);
        }
        return;
      }
      for (Map.Entry<Object, @Nullable Object> attribute : call.state().entrySet()) {
        String name = String.valueOf(attribute.getKey());
        collect(prefix.isEmpty() ? name : prefix + "." + name, attribute.getValue(), depth + 1);
      }
    }
  }

  /** Of (storage, offset, shape, strides, ...); null for other types than floating point. */
  private static @Nullable Place place(List<?> arguments) {
    List<?> id = (List<?>) ((Pickle.Reference) arguments.get(0)).id();
    if (id == null || !(id.get(1) instanceof Pickle.Global type)) {
      throw new IllegalArgumentException("a tensor has no storage");
    }
    Integer width = BYTES.get(type.name());
    long[] shape = longs(arguments.get(2));
    if (width == null) {
      return null;
    }
    long stride = 1;
    long[] strides = longs(arguments.get(3));
    for (int d = shape.length - 1; d >= 0; d--) {
      if (shape[d] < 1 || (shape[d] > 1 && strides[d] != stride)) {
        throw new IllegalArgumentException("a tensor does not lie row by row");
      }
      stride = Math.multiplyExact(stride, shape[d]);
    }
    return new Place(String.valueOf(id.get(2)), width, (Long) arguments.get(1), shape);
  }

  private static long[] longs(Object tuple) {
    return ((List<?>) tuple).stream().mapToLong(n -> (Long) n).toArray();
  }

  /**
   * The shape of a tensor.
   *
   * @throws IOException when there is none
   */
  long[] shape(String name) throws IOException {
    Place place = places.get(name);
    if (place == null) {
      throw wrong("it has no " + name);
    }
    return place.shape().clone();
  }

  /** Whether there is a tensor of a name. */
  boolean has(String name) {
    return places.containsKey(name);
  }

  /**
   * Reads the values of a tensor row by row, half precision as single.
   *
   * @throws IOException when there is none, or its file is too short
   */
  float[] tensor(String name) throws IOException {
    Place place = places.get(name);
    if (place == null) {
      throw wrong("it has no " + name);
    }
    long count = 1;
    for (long side : place.shape()) {
      count *= side;
    }
    ZipEntry entry = zip.getEntry(root + "data/" + place.storage());
    long skipped = place.offset() * place.width();
    if (entry == null
        || skipped < 0
        || count > Integer.MAX_VALUE / place.width()
        || entry.getSize() < skipped + count * place.width()) {
      throw wrong("the values of " + name + " are not in it, or cut off");
    }
    ByteBuffer bytes = ByteBuffer.allocate((int) count * place.width());
    try (InputStream in = zip.getInputStream(entry)) {
      in.skipNBytes(skipped);
      if (in.readNBytes(bytes.array(), 0, bytes.capacity()) < bytes.capacity()) {
        throw wrong("the values of " + name + " are not in it, or cut off");
      }
    }
    bytes.order(ByteOrder.LITTLE_ENDIAN);
    float[] values = new float[(int) count];
    for (int i = 0; i < values.length; i++) {
      values[i] = place.width() == 2 ? Float.float16ToFloat(bytes.getShort()) : bytes.getFloat();
    }
    return values;
  }

  private byte[] bytes(ZipEntry entry, int most) throws IOException {
    try (InputStream in = zip.getInputStream(entry)) {
      byte[] bytes = in.readNBytes(most + 1);
      if (bytes.length > most) {
        throw wrong(entry.getName() + " is too large");
      }
      return bytes;
    }
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
