package io.splatlas.ops.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.splatlas.actors.capture.Retention;
import io.splatlas.gateway.auth.TokenRules;
import io.splatlas.ops.store.Storage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class ServerOptionsTest {
  private static final ServerOptions DEFAULTS =
      new ServerOptions("127.0.0.1", 1, 2, Path.of("data"), "cpu", 64L << 20);

  /** Options in which nothing is as by default, so that whatever is lost is seen. */
  private static final ServerOptions OTHER =
      DEFAULTS
          .protectedBy("localhost", new SecurityOptions(null, null, TokenRules.DEFAULTS, true))
          .withCheckpointEvery(Duration.ofSeconds(3))
          .withModel(Path.of("model"))
          .withDetail(2)
          .withoutPage()
          .withStorage(
              new Storage(Optional.empty(), Optional.empty(), new Retention(1 << 20, 1 << 20, 0)))
          .watchedBy(new ObservationOptions(null, 0.5, null))
          .withLimits(new ServerLimits(3, 4, 5));

  private static final Map<UnaryOperator<ServerOptions>, Set<String>> CHANGES =
      Map.of(
          options -> options.protectedBy("127.0.0.2", SecurityOptions.LOOPBACK),
          Set.of("host", "security"),
          options -> options.withCheckpointEvery(Duration.ofSeconds(9)),
          Set.of("checkpointEvery"),
          options -> options.onAnyPort(Path.of("elsewhere")),
          Set.of("port", "httpPort", "data"),
          options -> options.onPorts(3, 4),
          Set.of("port", "httpPort"),
          options -> options.withModel(null),
          Set.of("model"),
          options -> options.withDetail(3),
          Set.of("detail"),
          options -> options.withStorage(Storage.LOCAL),
          Set.of("storage"),
          options -> options.watchedBy(ObservationOptions.DEFAULTS),
          Set.of("observation"),
          options -> options.withLimits(ServerLimits.DEFAULTS),
          Set.of("limits"));

  @Test
  void shouldChangeWhatIsAskedForAndNothingElse() throws Exception {
    for (Map.Entry<UnaryOperator<ServerOptions>, Set<String>> change : CHANGES.entrySet()) {
      ServerOptions changed = change.getKey().apply(OTHER);
      assertEquals(change.getValue(), Set.copyOf(differences(OTHER, changed)));
    }
    assertEquals(Set.of("page"), Set.copyOf(differences(DEFAULTS, DEFAULTS.withoutPage())));
  }

  private static List<String> differences(ServerOptions a, ServerOptions b) throws Exception {
    List<String> names = new ArrayList<>();
    for (var component : ServerOptions.class.getRecordComponents()) {
      Object before = component.getAccessor().invoke(a);
      Object after = component.getAccessor().invoke(b);
      if (!Objects.equals(before, after)) {
        names.add(component.getName());
      }
    }
    return names;
  }
}
