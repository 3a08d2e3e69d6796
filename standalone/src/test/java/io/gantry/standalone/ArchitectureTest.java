package io.gantry.standalone;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The boundaries of docs/architecture.md, each with its reason. */
@AnalyzeClasses(packages = "io.gantry", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule noPackageCycles =
      slices()
          .matching("io.gantry.(**)")
          .should()
          .beFreeOfCycles()
          .because("packages that need each other cannot be understood or tested apart");

  @ArchTest
  static final ArchRule onlyTheRedisStoreKnowsRedis =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.gantry.resource.store.redis..", "io.gantry.standalone..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.lettuce..", "org.springframework.data..")
          .because("storage is behind the ObjectStore port, whose contract memory keeps as well");

  @ArchTest
  static final ArchRule onlyTheDockerPackageKnowsDocker =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.gantry.nodeagent.docker..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("com.github.dockerjava..")
          .because("pods are planned against a runtime port; another engine is another package");

  @ArchTest
  static final ArchRule onlyTheKafkaModulesKnowKafka =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.gantry.changefeed.kafka..", "io.gantry.resource.relay..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.kafka..", "org.springframework.kafka..", "org.springframework.cloud..")
          .because("one JVM runs without Kafka: the change feed is a port");

  @ArchTest
  static final ArchRule librariesKnowNoSpring =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.gantry.apimodel..",
              "io.gantry.apischema..",
              "io.gantry.apiaccess..",
              "io.gantry.controlruntime..",
              "io.gantry.resource.machinery..",
              "io.gantry.resource.kinds..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.springframework..")
          .because("Spring wires services at their edge; the objects it wires boot without it");

  @ArchTest
  static final ArchRule theModelDoesNothing =
      noClasses()
          .that()
          .resideInAPackage("io.gantry.apimodel..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.net.http..", "java.nio.file..", "java.util.concurrent..")
          .because("the shared words are values: no input, no output, no threads");

  @ArchTest
  static final ArchRule machineryKnowsNoKinds =
      noClasses()
          .that()
          .resideInAPackage("io.gantry.resource.machinery..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.gantry.resource.kinds..", "io.gantry.resource.server..")
          .because("every kind goes through one generic path");

  @ArchTest
  static final ArchRule theStoreKnowsNoApi =
      noClasses()
          .that()
          .resideInAPackage("io.gantry.resource.store..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.gantry.resource.machinery..",
              "io.gantry.resource.kinds..",
              "io.gantry.apischema..")
          .because("storage keeps objects and revisions, whatever they mean");

  @ArchTest
  static final ArchRule servicesDoNotKnowEachOther =
      slices()
          .matching(
              "io.gantry.(gateway|resource|scheduler|replication|cluster|nodeagent|serviceproxy)..")
          .should()
          .notDependOnEachOther()
          .because("services meet through the API and the change feed only");

  @ArchTest
  static final ArchRule plannersArePure =
      noClasses()
          .that()
          .haveSimpleNameEndingWith("Planner")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.springframework..", "java.io..", "java.nio..", "java.net..", "org.slf4j..")
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.time.InstantSource")
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("io.gantry.controlruntime.ApiClient")
          .because("a plan is a function of desired, observed and now: property tests rely on it");

  @ArchTest
  static final ArchRule namesSayWhatThingsAre =
      classes()
          .that()
          .areTopLevelClasses()
          .should()
          .haveNameNotMatching(".*(Util|Utils|Helper|Impl|Manager)$")
          .because("such names say nothing; CONTRIBUTING.md has the vocabulary");
}
