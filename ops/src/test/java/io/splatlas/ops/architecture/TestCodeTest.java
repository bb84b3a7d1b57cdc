package io.splatlas.ops.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import io.splatlas.ops.violations.SleepyTests;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules about test classes of every module that was compiled before this one. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TestCodeTest {
  private static final ArchRule NEVER_SLEEP =
      noClasses()
          .should()
          .callMethod(Thread.class, "sleep", long.class)
          .orShould()
          .callMethod(Thread.class, "sleep", java.time.Duration.class)
          .because("a test waits for an event, not for a clock");

  private static final ArchRule ARE_SENTENCES =
      methods()
          .that()
          .areMetaAnnotatedWith("org.junit.platform.commons.annotation.Testable")
          .or()
          .areAnnotatedWith(Test.class)
          .or()
          .areAnnotatedWith(ParameterizedTest.class)
          .should()
          .haveNameStartingWith("should")
          .because("a test method says what holds");

  private static final ArchRule ARE_NOT_DISABLED =
      methods()
          .should()
          .notBeAnnotatedWith(Disabled.class)
          .because("a test that does not run proves nothing; an assumption says why it cannot");

  private final JavaClasses tests = importTests();

  static Stream<ArchRule> rules() {
    return Stream.of(NEVER_SLEEP, ARE_SENTENCES, ARE_NOT_DISABLED);
  }

  @ParameterizedTest
  @MethodSource("rules")
  void shouldHoldForTests(ArchRule rule) {
    DescribedPredicate<com.tngtech.archunit.core.domain.JavaClass> violators =
        are(resideInAPackage("..violations.."));
    rule.check(tests.that(DescribedPredicate.not(violators)));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void shouldBiteOnSleepyTests(ArchRule rule) {
    JavaClasses sleepy = new ClassFileImporter().importClasses(SleepyTests.class);
    assertTrue(rule.evaluate(sleepy).hasViolation(), rule::getDescription);
  }

  @Test
  void shouldSeeTestsOfOps() {
    assertTrue(tests.contain(TestCodeTest.class));
  }

  private static JavaClasses importTests() {
    Path root = Path.of(System.getProperty("splatlas.root", ".."));
    List<Path> compiled =
        Stream.of("proto", "gpu-runtime", "actors", "gateway", "ops")
            .map(module -> root.resolve(module).resolve("target/test-classes"))
            .filter(Files::isDirectory)
            .toList();
    return new ClassFileImporter().importPaths(compiled);
  }
}
