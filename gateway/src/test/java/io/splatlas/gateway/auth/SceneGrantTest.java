package io.splatlas.gateway.auth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SceneGrantTest {
  @Test
  void shouldReadAScopeOnAScene() {
    assertEquals(
        Optional.of(new SceneGrant(Scope.CAPTURE, "kitchen")), SceneGrant.parse("capture:kitchen"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "openid",
        "capture",
        "capture:",
        "Capture:kitchen",
        "own:kitchen",
        "watch:a*b",
        "watch:**",
        "watch:../x",
        "watch:A",
        "admin:*:*",
        ":*"
      })
  void shouldLeaveEverythingElseAlone(String text) {
    assertEquals(Optional.empty(), SceneGrant.parse(text));
  }

  @Test
  void shouldCoverTheOneSceneThePrefixOrAll() {
    assertTrue(grant("kitchen").covers("kitchen"));
    assertFalse(grant("kitchen").covers("kitchen-2"));
    assertTrue(grant("lab-*").covers("lab-1"));
    assertFalse(grant("lab-*").covers("la"));
    assertTrue(grant("*").covers("anything"));
  }

  @Test
  void shouldLetOnlyAllCoverASceneWhoseNameIsNotKnownYet() {
    assertTrue(grant("*").covers(""));
    assertFalse(grant("lab-*").covers(""));
    assertFalse(grant("lab").covers(""));
  }

  @Test
  void shouldLetAdminDoEverythingOnItsScenesAndNothingOnOthers() {
    Principal admin = new Principal("a", List.of(new SceneGrant(Scope.ADMIN, "lab-*")), null);
    for (Scope scope : Scope.values()) {
      assertTrue(admin.may(scope, "lab-1"));
      assertFalse(admin.may(scope, "kitchen"));
    }
    assertFalse(admin.maySee("kitchen"));
  }

  @Test
  void shouldKeepScopesApart() {
    Principal robot = new Principal("r", List.of(new SceneGrant(Scope.CAPTURE, "lab")), null);
    assertTrue(robot.may(Scope.CAPTURE, "lab"));
    assertFalse(robot.may(Scope.WATCH, "lab"));
    assertFalse(robot.may(Scope.QUERY, "lab"));
    assertFalse(robot.may(Scope.ADMIN, "lab"));
    assertTrue(robot.maySee("lab"));
  }

  private static SceneGrant grant(String scenes) {
    return new SceneGrant(Scope.WATCH, scenes);
  }
}
