package io.splatlas.ops.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.GeneralCodingRules.USE_JAVA_UTIL_LOGGING;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.splatlas.actors.violations.KnowsGateway;
import io.splatlas.actors.violations.KnowsGrpc;
import io.splatlas.actors.violations.KnowsProtobuf;
import io.splatlas.actors.violations.LogsWithJdk;
import io.splatlas.actors.violations.Prints;
import io.splatlas.actors.violations.UsesVectors;
import io.splatlas.gateway.violations.KnowsOps;
import io.splatlas.gpu.violations.KnowsActors;
import io.splatlas.gpu.violations.KnowsNetwork;
import io.splatlas.gpu.violations.KnowsPekko;
import io.splatlas.gpu.violations.ReadsFile;
import io.splatlas.gpu.violations.ReadsPath;
import io.splatlas.gpu.violations.left.Left;
import io.splatlas.gpu.violations.right.Right;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;

/** The rules about main classes; see the table of modules in docs/ARCHITECTURE.md. */
final class HouseRules {
  static final String GPU = "io.splatlas.gpu..";
  static final String ACTORS = "io.splatlas.actors..";
  static final String GATEWAY = "io.splatlas.gateway..";
  static final String OPS = "io.splatlas.ops..";
  static final String PROTO = "io.splatlas.proto..";

  private static final String[] WIRE = {PROTO, "io.grpc..", "com.google.protobuf.."};

  private HouseRules() {}

  /** Every rule, each with the classes that break it. */
  static Stream<HouseRule> all() {
    return Stream.of(arrows(), gpuRuntime(), confined(), house(), cycles()).flatMap(List::stream);
  }

  private static List<HouseRule> arrows() {
    return List.of(
        HouseRule.of(
            never(GPU, "the device is the lowest module", ACTORS, GATEWAY, OPS), KnowsActors.class),
        HouseRule.of(
            never(ACTORS, "arrows go ops -> gateway -> actors", GATEWAY, OPS), KnowsGateway.class),
        HouseRule.of(never(GATEWAY, "arrows go ops -> gateway", OPS), KnowsOps.class),
        HouseRule.of(
            never(PROTO, "the contract is generated and knows nobody", GPU, ACTORS, GATEWAY, OPS)),
        HouseRule.of(
            never(ACTORS, "actors speak records, never the wire format", WIRE),
            KnowsGrpc.class,
            KnowsProtobuf.class));
  }

  private static List<HouseRule> gpuRuntime() {
    return List.of(
        HouseRule.of(never(GPU, "the device never sees the wire format", WIRE)),
        HouseRule.of(
            never(GPU, "the device knows no actors", "org.apache.pekko.."), KnowsPekko.class),
        HouseRule.of(never(GPU, "the device knows no network", "java.net.."), KnowsNetwork.class),
        HouseRule.of(
            noClasses()
                .that(resideInAnyPackage(GPU))
                .should()
                .dependOnClassesThat(
                    nameMatching(
                        "java\\.nio\\.file\\..*|java\\.io\\.(File.*|RandomAccessFile)"
                            + "|java\\.nio\\.channels\\..*File.*"))
                .because("the device reads and writes no files"),
            ReadsFile.class,
            ReadsPath.class));
  }

  private static List<HouseRule> confined() {
    return List.of(
        HouseRule.of(
            onlyIn(
                "jdk.incubator.vector..",
                "io.splatlas.gpu.cpu..",
                "io.splatlas.actors.spatial..",
                "io.splatlas.actors.cluster.."),
            UsesVectors.class),
        HouseRule.of(onlyIn("jcuda..", "io.splatlas.gpu.cuda..")));
  }

  private static List<HouseRule> house() {
    return List.of(
        HouseRule.of(
            noClasses()
                .that()
                .resideOutsideOfPackage("io.splatlas.ops.cli..")
                .should(ACCESS_STANDARD_STREAMS)
                .because("only the command line talks to a terminal; everything else logs"),
            Prints.class),
        HouseRule.of(
            noClasses().should(USE_JAVA_UTIL_LOGGING).because("slf4j is the one logging facade"),
            LogsWithJdk.class),
        HouseRule.of(
            classes()
                .that()
                .resideOutsideOfPackage(PROTO)
                .should(LIVE_IN_A_NULL_MARKED_PACKAGE)
                .because("NullAway looks at @NullMarked packages only"),
            Left.class));
  }

  private static List<HouseRule> cycles() {
    return Stream.of("gpu", "actors", "gateway", "ops")
        .map(
            module -> {
              ArchRule rule =
                  slices().matching("io.splatlas." + module + ".(**)").should().beFreeOfCycles();
              return module.equals("gpu")
                  ? HouseRule.ofGroup(rule, Left.class, Right.class)
                  : HouseRule.of(rule);
            })
        .toList();
  }

  private static ArchRule never(String from, String because, String... to) {
    return noClasses()
        .that()
        .resideInAPackage(from)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(to)
        .because(because);
  }

  private static ArchRule onlyIn(String api, String... allowed) {
    return noClasses()
        .that()
        .resideOutsideOfPackages(allowed)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(api)
        .because("an implementation's types stay inside the implementation");
  }

  private static final ArchCondition<JavaClass> LIVE_IN_A_NULL_MARKED_PACKAGE =
      new ArchCondition<>("live in a @NullMarked package") {
        @Override
        public void check(JavaClass type, ConditionEvents events) {
          boolean marked = type.getPackage().isAnnotatedWith(NullMarked.class);
          events.add(
              new SimpleConditionEvent(
                  type, marked, type.getPackageName() + " has no @NullMarked package-info"));
        }
      };
}
