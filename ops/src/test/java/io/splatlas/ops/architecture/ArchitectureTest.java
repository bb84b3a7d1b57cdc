package io.splatlas.ops.architecture;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds the lines between modules and packages, and shows that the rules could fail. */
class ArchitectureTest {
  private static final ClassFileImporter IMPORTER = new ClassFileImporter();
  private static JavaClasses house = IMPORTER.importClasses();

  @BeforeAll
  static void importMainClasses() {
    house =
        new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.splatlas");
  }

  static Stream<HouseRule> rules() {
    return HouseRules.all();
  }

  static Stream<HouseRule> rulesWithViolators() {
    return HouseRules.all().filter(rule -> !rule.violators().isEmpty());
  }

  @ParameterizedTest
  @MethodSource("rules")
  void shouldHold(HouseRule line) {
    line.rule().check(house);
  }

  @ParameterizedTest
  @MethodSource("rulesWithViolators")
  void shouldBiteOnEveryViolator(HouseRule line) {
    boolean cycle = line.violators().size() > 1 && line.toString().contains("cycles");
    List<JavaClasses> broken =
        cycle
            ? List.of(IMPORTER.importClasses(line.violators()))
            : line.violators().stream().map(type -> IMPORTER.importClasses(type)).toList();
    for (JavaClasses classes : broken) {
      assertTrue(line.rule().evaluate(classes).hasViolation(), () -> "does not bite on " + classes);
    }
  }

  /** Rules about nothing hold always: every module must be among the imported classes. */
  @ParameterizedTest
  @ValueSource(strings = {"gpu", "actors", "gateway", "ops", "proto"})
  void shouldSeeClassesOfEveryModule(String module) {
    String prefix = "io.splatlas." + module;
    assertTrue(
        house.stream().anyMatch(type -> type.getPackageName().startsWith(prefix)),
        () -> "no class of " + prefix + " was imported");
  }

  @Test
  void shouldLookAtMainClassesOnly() {
    assertFalse(house.contain(ArchitectureTest.class));
    assertFalse(
        house.stream().anyMatch(type -> type.getPackageName().contains(".violations")),
        "violators are test classes");
  }
}
