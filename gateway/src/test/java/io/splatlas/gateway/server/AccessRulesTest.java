package io.splatlas.gateway.server;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.grpc.ServerServiceDefinition;
import io.splatlas.gateway.fake.GatewayFixture;
import java.util.List;
import org.junit.jupiter.api.Test;

class AccessRulesTest {
  /** A method without a rule would fail every call: this finds it before a client does. */
  @Test
  void shouldHaveARuleForEveryMethodServed() {
    try (GatewayFixture gateway = new GatewayFixture()) {
      List<String> without =
          gateway.server.services().stream()
              .map(ServerServiceDefinition::getMethods)
              .flatMap(java.util.Collection::stream)
              .map(method -> method.getMethodDescriptor().getFullMethodName())
              .filter(name -> AccessRules.of(name).isEmpty())
              .toList();
      assertEquals(List.of(), without);
    }
  }
}
