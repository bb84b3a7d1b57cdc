package io.splatlas.ops.metrics;

import io.splatlas.actors.telemetry.Telemetry;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;

/**
 * Several sinks as one. It forwards whatever {@link Telemetry} has, so that a report which is added
 * there reaches every sink without a line here.
 */
public final class Telemetries {

  /** Tells each of them, in order. */
  public static Telemetry all(List<Telemetry> sinks) {
    List<Telemetry> copy = List.copyOf(sinks);
    return (Telemetry)
        Proxy.newProxyInstance(
            Telemetry.class.getClassLoader(),
            new Class<?>[] {Telemetry.class},
            (proxy, method, arguments) ->
                method.getDeclaringClass() == Object.class
                    ? ofObject(proxy, method, arguments)
                    : tell(copy, method, arguments));
  }

  @SuppressWarnings("NullAway") // What a void method answers by reflection is null.
  private static Object tell(List<Telemetry> sinks, Method method, Object[] arguments)
      throws Throwable {
    for (Telemetry sink : sinks) {
      try {
        method.invoke(sink, arguments);
      } catch (InvocationTargetException failed) {
        throw failed.getCause();
      }
    }
    return null;
  }

  @SuppressWarnings("ReferenceEquality") // The identity of a proxy is all it has.
  private static Object ofObject(Object proxy, Method method, Object[] arguments) {
    return switch (method.getName()) {
      case "equals" -> proxy == arguments[0];
      case "hashCode" -> System.identityHashCode(proxy);
      default -> "all sinks";
    };
  }

  private Telemetries() {}
}
