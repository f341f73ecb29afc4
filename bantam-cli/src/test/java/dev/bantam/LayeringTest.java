package dev.bantam;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.bantam.cli.Main;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Who may use whom: between the packages of core, between modules, and outside of Bantam. */
class LayeringTest {
  private static final String[] CORE = {
    "dev.bantam.tensor..",
    "dev.bantam.kernel..",
    "dev.bantam.format..",
    "dev.bantam.tokenizer..",
    "dev.bantam.layer..",
    "dev.bantam.model..",
    "dev.bantam.generate.."
  };

  private static final JavaClasses BANTAM =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("dev.bantam");

  @Test
  void packagesOfCoreUseOnlyThoseBelow() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .withOptionalLayers(true)
        .layer("tensor")
        .definedBy("dev.bantam.tensor..")
        .layer("kernel")
        .definedBy("dev.bantam.kernel..")
        .layer("format")
        .definedBy("dev.bantam.format..")
        .layer("tokenizer")
        .definedBy("dev.bantam.tokenizer..")
        .layer("layer")
        .definedBy("dev.bantam.layer..")
        .layer("model")
        .definedBy("dev.bantam.model..")
        .layer("generate")
        .definedBy("dev.bantam.generate..")
        .whereLayer("tensor")
        .mayNotAccessAnyLayer()
        .whereLayer("kernel")
        .mayOnlyAccessLayers("tensor")
        .whereLayer("format")
        .mayOnlyAccessLayers("tensor")
        .whereLayer("tokenizer")
        .mayOnlyAccessLayers("tensor", "format")
        .whereLayer("layer")
        .mayOnlyAccessLayers("tensor", "kernel")
        .whereLayer("model")
        .mayOnlyAccessLayers("tensor", "kernel", "format", "layer")
        .whereLayer("generate")
        .mayOnlyAccessLayers("tensor", "kernel", "format", "tokenizer", "layer", "model")
        .check(BANTAM);
  }

  @Test
  void modulesUseOnlyThoseBelow() {
    layeredArchitecture()
        .consideringOnlyDependenciesInLayers()
        .layer("core")
        .definedBy(CORE)
        .layer("data")
        .definedBy("dev.bantam.data..")
        .layer("hub")
        .definedBy("dev.bantam.hub..")
        .layer("train")
        .definedBy("dev.bantam.train..")
        .layer("evaluate")
        .definedBy("dev.bantam.evaluate..")
        .layer("tasks")
        .definedBy("dev.bantam.tasks..")
        .layer("retrieve")
        .definedBy("dev.bantam.retrieve..")
        .layer("server")
        .definedBy("dev.bantam.server..")
        .layer("cli")
        .definedBy("dev.bantam.cli..")
        .whereLayer("core")
        .mayNotAccessAnyLayer()
        .whereLayer("data")
        .mayOnlyAccessLayers("core")
        .whereLayer("hub")
        .mayOnlyAccessLayers("core")
        .whereLayer("train")
        .mayOnlyAccessLayers("core", "data")
        .whereLayer("evaluate")
        .mayOnlyAccessLayers("core", "data")
        .whereLayer("tasks")
        .mayOnlyAccessLayers("core", "data", "evaluate")
        .whereLayer("retrieve")
        .mayOnlyAccessLayers("core", "data", "tasks")
        .whereLayer("server")
        .mayOnlyAccessLayers("core", "data", "hub", "evaluate", "tasks", "retrieve")
        .withOptionalLayers(true)
        .check(BANTAM);
  }

  @Test
  void packagesFormNoCycle() {
    slices().matching("dev.bantam.(*)..").should().beFreeOfCycles().check(BANTAM);
  }

  /** A new package takes its place in this test before it takes one in the program. */
  @Test
  void everyPackageHasALayer() {
    classes()
        .should()
        .resideInAnyPackage(
            with(
                CORE,
                "dev.bantam.data..",
                "dev.bantam.hub..",
                "dev.bantam.train..",
                "dev.bantam.evaluate..",
                "dev.bantam.tasks..",
                "dev.bantam.retrieve..",
                "dev.bantam.server..",
                "dev.bantam.cli.."))
        .check(BANTAM);
  }

  @Test
  void coreUsesTheJdkOnlyAndOpensNoSocket() {
    classes()
        .that()
        .resideInAnyPackage(CORE)
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(with(CORE, "java..", "jdk.incubator.vector..", "org.jspecify.."))
        .check(BANTAM);
    noClasses()
        .that()
        .resideInAnyPackage(CORE)
        .should()
        .dependOnClassesThat(
            resideInAPackage("java.net..")
                .or(resideInAPackage("java.util.regex.."))
                .as("sockets, or regular expressions, which a foreign text can make run for ever"))
        .check(BANTAM);
  }

  /** Those methods of String that compile their argument. */
  @Test
  void coreUsesNoRegularExpressionInDisguise() {
    noClasses()
        .that()
        .resideInAnyPackage(CORE)
        .should()
        .callMethod(String.class, "matches", String.class)
        .orShould()
        .callMethod(String.class, "replaceAll", String.class, String.class)
        .orShould()
        .callMethod(String.class, "replaceFirst", String.class, String.class)
        .orShould()
        .callMethod(String.class, "split", String.class)
        .orShould()
        .callMethod(String.class, "split", String.class, int.class)
        .check(BANTAM);
  }

  @Test
  void onlyMainEndsTheJvm() {
    noClasses()
        .that(not(type(Main.class)))
        .should()
        .callMethod(System.class, "exit", int.class)
        .orShould()
        .callMethod(Runtime.class, "exit", int.class)
        .orShould()
        .callMethod(Runtime.class, "halt", int.class)
        .check(BANTAM);
  }

  private static String[] with(String[] some, String... more) {
    String[] all = Arrays.copyOf(some, some.length + more.length);
    System.arraycopy(more, 0, all, some.length, more.length);
    return all;
  }
}
