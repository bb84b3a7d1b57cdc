package io.splatlas.ops.architecture;

import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds the lines between modules and packages, and shows that the rules could fail. */
class ArchitectureTest {
  private static final JavaClasses EVERYTHING =
      new ClassFileImporter().importPackages("io.splatlas");
  private static final JavaClasses HOUSE = EVERYTHING.that(are(notFrom("/test-classes/")));

  static Stream<HouseRule> rules() {
    return HouseRules.all();
  }

  static Stream<HouseRule> rulesWithViolators() {
    return HouseRules.all().filter(rule -> !rule.violators().isEmpty());
  }

  @ParameterizedTest
  @MethodSource("rules")
  void shouldHold(HouseRule line) {
    line.rule().check(HOUSE);
  }

  @ParameterizedTest
  @MethodSource("rulesWithViolators")
  void shouldBiteOnEveryViolator(HouseRule line) {
    for (Set<String> names : line.violators()) {
      JavaClasses violators = EVERYTHING.that(are(named(names)));
      assertEquals(names.size(), violators.size());
      assertTrue(line.rule().evaluate(violators).hasViolation(), () -> "does not bite on " + names);
    }
  }

  /** Rules about nothing hold always: every module must be among the imported classes. */
  @ParameterizedTest
  @ValueSource(strings = {"gpu", "actors", "gateway", "ops", "proto"})
  void shouldSeeClassesOfEveryModule(String module) {
    String prefix = "io.splatlas." + module;
    assertTrue(
        HOUSE.stream().anyMatch(type -> type.getPackageName().startsWith(prefix)),
        () -> "no class of " + prefix + " was imported");
  }

  @Test
  void shouldLookAtMainClassesOnly() {
    assertFalse(HOUSE.contain(ArchitectureTest.class));
    assertFalse(
        HOUSE.stream().anyMatch(type -> type.getPackageName().contains(".violations")),
        "violators are test classes");
  }

  private static DescribedPredicate<JavaClass> notFrom(String folder) {
    return DescribedPredicate.describe(
        "not from " + folder,
        type -> type.getSource().stream().noneMatch(s -> s.getUri().toString().contains(folder)));
  }

  private static DescribedPredicate<JavaClass> named(Set<String> names) {
    return DescribedPredicate.describe("in " + names, type -> names.contains(type.getName()));
  }
}
