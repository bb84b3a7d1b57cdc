package io.splatlas.ops.offline;

import io.splatlas.actors.seed.SeedOptions;
import io.splatlas.actors.train.TrainingSettings;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The hyper-parameters by name, to be printed and changed for one run: {@code
 * training.rates.position}, {@code seeding.opacity}. The records check their ranges themselves.
 *
 * @param training how to train
 * @param seeding how to seed
 */
public record HyperParameters(TrainingSettings training, SeedOptions seeding) {
  public static final HyperParameters DEFAULTS =
      new HyperParameters(TrainingSettings.DEFAULTS, SeedOptions.DEFAULTS);

  /**
   * The same with some values changed.
   *
   * @throws IllegalArgumentException when there is no such name or its record refuses the value
   */
  public HyperParameters with(Map<String, String> changes) {
    HyperParameters changed = this;
    for (Map.Entry<String, String> change : changes.entrySet()) {
      String[] path = change.getKey().split("\\.");
      changed = (HyperParameters) changed(changed, path, 0, change.getValue());
    }
    return changed;
  }

  /** Every name and its value, a line each. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    describe("", this, lines);
    return lines;
  }

  private static void describe(String prefix, Record record, List<String> lines) {
    for (RecordComponent component : record.getClass().getRecordComponents()) {
      Object value = value(record, component);
      if (value instanceof Record inner) {
        describe(prefix + component.getName() + ".", inner, lines);
      } else {
        lines.add(prefix + component.getName() + "=" + value);
      }
    }
  }

  private static Record changed(Record record, String[] path, int depth, String text) {
    RecordComponent[] components = record.getClass().getRecordComponents();
    Object[] values = Arrays.stream(components).map(c -> value(record, c)).toArray();
    for (int i = 0; i < components.length; i++) {
      if (depth < path.length && components[i].getName().equals(path[depth])) {
        values[i] =
            values[i] instanceof Record inner
                ? changed(inner, path, depth + 1, text)
                : parsed(components[i].getType(), String.join(".", path), text);
        return made(record.getClass(), components, values);
      }
    }
    throw new IllegalArgumentException(
        "there is no hyper-parameter "
            + String.join(".", path)
            + "; there are "
            + String.join(", ", DEFAULTS.lines()));
  }

  private static Object parsed(Class<?> type, String name, String text) {
    try {
      if (type == int.class) {
        return Integer.valueOf(text);
      }
      if (type == long.class) {
        return Long.valueOf(text);
      }
      return type == boolean.class ? (Object) Boolean.valueOf(text) : Double.valueOf(text);
    } catch (NumberFormatException wrong) {
      throw new IllegalArgumentException(
          name + " takes a number (" + type + "), not \"" + text + "\"", wrong);
    }
  }

  private static Object value(Record record, RecordComponent component) {
    try {
      return component.getAccessor().invoke(record);
    } catch (IllegalAccessException | InvocationTargetException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static Record made(
      Class<? extends Record> type, RecordComponent[] components, Object[] values) {
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      Constructor<? extends Record> constructor = type.getDeclaredConstructor(types);
      return constructor.newInstance(values);
    } catch (InvocationTargetException refused) {
      if (refused.getCause() instanceof IllegalArgumentException range) {
        throw range;
      }
      throw new IllegalStateException(refused);
    } catch (ReflectiveOperationException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
