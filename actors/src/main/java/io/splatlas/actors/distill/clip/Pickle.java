package io.splatlas.actors.distill.clip;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads Python's pickle format (protocol 2, as PyTorch writes it) as data: nothing that it names is
 * looked up or called. Objects become {@link Call}s, references to storages {@link Reference}s;
 * dictionaries, lists and tuples become maps and lists, numbers longs and doubles.
 */
final class Pickle {
  /** Values on the stack and remembered at most; a model of CLIP's has some thousands. */
  private static final int MOST = 1_000_000;

  /**
   * A name in a module, as {@code torch._utils _rebuild_tensor_v2}.
   *
   * @param module before the name
   * @param name in it
   */
  record Global(String module, String name) {}

  /**
   * What Python would have made by a call.
   *
   * @param of what would be called
   * @param arguments it would be given
   * @param state attributes that were set afterwards
   */
  record Call(Object of, List<?> arguments, Map<Object, @Nullable Object> state) {}

  /**
   * A reference to something beside the pickle.
   *
   * @param id what says which
   */
  record Reference(@Nullable Object id) {}

  /** Stands for None on the stack, which holds no nulls. */
  private enum None {
    NONE
  }

  private final ByteBuffer in;
  private final Deque<List<Object>> marked = new ArrayDeque<>();
  private final Map<Integer, Object> memo = new HashMap<>();
  private List<Object> stack = new ArrayList<>();

  private Pickle(byte[] bytes) {
    in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /**
   * The value that a pickle holds.
   *
   * @throws IllegalArgumentException when the bytes are none, or hold what PyTorch does not write
   */
  static @Nullable Object read(byte[] bytes) {
    try {
      return plain(new Pickle(bytes).run());
    } catch (java.nio.BufferUnderflowException | IndexOutOfBoundsException cut) {
      throw new IllegalArgumentException("a pickle is cut off or broken", cut);
    } catch (ClassCastException | java.util.NoSuchElementException wrong) {
      throw new IllegalArgumentException("a pickle is broken", wrong);
    }
  }

  private static @Nullable Object plain(Object value) {
    return value == None.NONE ? null : value;
  }

  private Object run() {
    while (true) {
      int op = in.get() & 0xff;
      if (op == '.') {
        return stack.getLast();
      }
      step(op);
      if (stack.size() > MOST || memo.size() > MOST || marked.size() > MOST) {
        throw new IllegalArgumentException("a pickle holds more than a model");
      }
    }
  }

  private void step(int op) {
    switch (op) {
      case 0x80 -> in.get(); // protocol
      case '(' -> {
        marked.push(stack);
        stack = new ArrayList<>();
      }
      case 'N' -> push(None.NONE);
      case 0x88 -> push(true);
      case 0x89 -> push(false);
      case 'J' -> push((long) in.getInt());
      case 'K' -> push(in.get() & 0xffL);
      case 'M' -> push(in.getShort() & 0xffffL);
      case 0x8a -> push(longOf(in.get() & 0xff));
      case 'G' -> push(Double.longBitsToDouble(Long.reverseBytes(in.getLong())));
      case 'X' -> push(text(in.getInt()));
      case 'c' -> push(new Global(line(), line()));
      case 'h' -> push(remembered(in.get() & 0xff));
      case 'j' -> push(remembered(in.getInt()));
      case 'q' -> memo.put(in.get() & 0xff, stack.getLast());
      case 'r' -> memo.put(in.getInt(), stack.getLast());
      case 'Q' -> push(new Reference(plain(pop())));
      default -> build(op);
    }
  }

  /** Operators that put values together. */
  private void build(int op) {
    switch (op) {
      case ')' -> push(List.of());
      case ']' -> push(new ArrayList<>());
      case '}' -> push(new LinkedHashMap<>());
      case 't' -> push(sinceMark());
      case 0x85 -> push(last(1));
      case 0x86 -> push(last(2));
      case 0x87 -> push(last(3));
      case 'a' -> append(last(1));
      case 'e' -> append(sinceMark());
      case 's' -> put(last(2));
      case 'u' -> put(sinceMark());
      case 0x81, 'R' -> {
        List<?> arguments = (List<?>) pop();
        push(new Call(pop(), arguments, new LinkedHashMap<>()));
      }
      case 'b' -> {
        Object state = pop();
        if (state instanceof Map<?, ?> attributes) {
          Map<Object, @Nullable Object> into = ((Call) stack.getLast()).state();
          attributes.forEach(into::put);
        }
      }
      default ->
          throw new IllegalArgumentException("a pickle has the operator 0x%02x".formatted(op));
    }
  }

  private void push(Object value) {
    stack.add(value);
  }

  private Object pop() {
    return stack.removeLast();
  }

  private List<Object> last(int count) {
    List<Object> tail = stack.subList(stack.size() - count, stack.size());
    List<Object> values = new ArrayList<>(tail);
    tail.clear();
    return values;
  }

  private List<Object> sinceMark() {
    List<Object> values = stack;
    stack = marked.pop();
    return values;
  }

  @SuppressWarnings("unchecked") // Lists on the stack are this class's own.
  private void append(List<Object> values) {
    ((List<Object>) stack.getLast()).addAll(values);
  }

  @SuppressWarnings("unchecked") // Maps on the stack are this class's own.
  private void put(List<Object> pairs) {
    Map<Object, @Nullable Object> into = (Map<Object, @Nullable Object>) stack.getLast();
    for (int i = 0; i < pairs.size(); i += 2) {
      into.put(pairs.get(i), plain(pairs.get(i + 1)));
    }
  }

  private Object remembered(int number) {
    Object value = memo.get(number);
    if (value == null) {
      throw new IllegalArgumentException("a pickle recalls what it did not remember");
    }
    return value;
  }

  private long longOf(int bytes) {
    if (bytes > Long.BYTES) {
      throw new IllegalArgumentException("a pickle has a number of " + bytes + " bytes");
    }
    long value = 0;
    for (int i = 0; i < bytes; i++) {
      long next = in.get();
      value |= (i == bytes - 1 ? next : next & 0xff) << (8 * i);
    }
    return value;
  }

  private String text(int length) {
    if (length < 0 || length > in.remaining()) {
      throw new IllegalArgumentException("a pickle is cut off within a text");
    }
    byte[] utf8 = new byte[length];
    in.get(utf8);
    return new String(utf8, StandardCharsets.UTF_8);
  }

  private String line() {
    StringBuilder line = new StringBuilder();
    for (byte next = in.get(); next != '\n'; next = in.get()) {
      line.append((char) (next & 0xff));
    }
    return line.toString();
  }
}
