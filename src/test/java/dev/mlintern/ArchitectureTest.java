package dev.mlintern;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The rooms of the house and who may know whom: data never turns back.
class ArchitectureTest {
  private static final String ROOT = "dev.mlintern";

  /// Room → the rooms it may know, besides itself. `cli` and `Main` may know everything.
  private static final Map<String, Set<String>> MAY_KNOW =
      Map.ofEntries(
          Map.entry("mcp", Set.of("tools", "http")),
          Map.entry("hooks", Set.of("policy", "redact", "settings", "json", "hub", "http")),
          Map.entry(
              "tools",
              Set.of(
                  "hub",
                  "github",
                  "scholar",
                  "arxiv",
                  "web",
                  "sandbox",
                  "http",
                  "policy",
                  "redact",
                  "settings",
                  "json")),
          Map.entry("hub", Set.of("http", "settings")),
          Map.entry("github", Set.of("http", "settings")),
          Map.entry("scholar", Set.of("http", "settings")),
          Map.entry("arxiv", Set.of("http", "settings")),
          Map.entry("web", Set.of("http", "settings")),
          Map.entry("sandbox", Set.of("hub", "http", "settings", "json")),
          Map.entry("http", Set.of("settings")),
          Map.entry("policy", Set.of("json", "settings", "redact")),
          Map.entry("redact", Set.of("json")),
          Map.entry("localhub", Set.of("json")),
          Map.entry("settings", Set.of()),
          Map.entry("json", Set.of()));

  private static final List<String> QUICK_ROOMS = List.of("policy", "redact", "json", "settings");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages(ROOT);

  @TestFactory
  List<DynamicTest> every_room_knows_only_its_neighbours() {
    return MAY_KNOW.entrySet().stream()
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    entry.getKey(), () -> knowsOnly(entry.getKey(), entry.getValue())))
        .toList();
  }

  @Test
  void there_is_no_room_the_plan_does_not_name() {
    classes()
        .that()
        .doNotHaveFullyQualifiedName(ROOT + ".Main")
        .should()
        .resideInAnyPackage(
            Stream.concat(Stream.of("cli"), MAY_KNOW.keySet().stream())
                .map(ArchitectureTest::inside)
                .toArray(String[]::new))
        .check(CLASSES);
  }

  @Test
  void quick_rooms_load_no_heavy_library() {
    for (String room : QUICK_ROOMS) {
      noClasses()
          .that()
          .resideInAPackage(inside(room))
          .should()
          .dependOnClassesThat(isForeignLibrary())
          .because("hooks start from these rooms alone")
          .allowEmptyShould(true)
          .check(CLASSES);
    }
  }

  @Test
  void hook_programs_use_the_jdk_alone() {
    noClasses()
        .that()
        .resideInAPackage(inside("hooks"))
        .should()
        .dependOnClassesThat(isForeignLibrary())
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  @Test
  void only_settings_reads_the_environment() {
    noClasses()
        .that()
        .resideOutsideOfPackage(inside("settings"))
        .should()
        .callMethod(System.class, "getenv")
        .orShould()
        .callMethod(System.class, "getenv", String.class)
        .check(CLASSES);
  }

  /// Its two libraries are named in one place each, so that they load only when they are needed.
  @Test
  void the_embedded_hub_is_the_jdk_and_two_libraries_in_their_corners() {
    classes()
        .that()
        .resideInAPackage(inside("localhub"))
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..",
            "javax.crypto..",
            "com.sun.net.httpserver..",
            inside("json"),
            inside("localhub"),
            "org.apache.parquet..",
            "io.airlift.compress..",
            "org.snakeyaml..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage(inside("localhub"))
        .and()
        .resideOutsideOfPackage(inside("localhub.viewer.parquet"))
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("org.apache.parquet..", "io.airlift..")
        .check(CLASSES);
    noClasses()
        .that()
        .resideInAPackage(inside("localhub"))
        .and()
        .doNotHaveFullyQualifiedName(ROOT + ".localhub.card.Yaml")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.snakeyaml..")
        .check(CLASSES);
  }

  @Test
  void no_circles_inside_the_tools() {
    slices()
        .matching(ROOT + ".tools.(*)..")
        .should()
        .beFreeOfCycles()
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  private static void knowsOnly(String room, Set<String> allowed) {
    DescribedPredicate<JavaClass> strangers =
        DescribedPredicate.describe(
            "are in a room other than " + allowed,
            type ->
                type.getPackageName().startsWith(ROOT)
                    && !isIn(type, room)
                    && allowed.stream().noneMatch(other -> isIn(type, other)));
    noClasses()
        .that()
        .resideInAPackage(inside(room))
        .should()
        .dependOnClassesThat(strangers)
        .allowEmptyShould(true)
        .check(CLASSES);
  }

  private static boolean isIn(JavaClass type, String room) {
    String name = type.getPackageName() + ".";
    return name.startsWith(ROOT + "." + room + ".");
  }

  private static DescribedPredicate<JavaClass> isForeignLibrary() {
    return DescribedPredicate.describe(
        "belong to a library",
        type ->
            !type.isPrimitive()
                && !type.getBaseComponentType().isPrimitive()
                && !type.getPackageName().startsWith("java.")
                && !type.getPackageName().startsWith("javax.")
                && !type.getPackageName().startsWith("jdk.")
                && !type.getPackageName().startsWith(ROOT));
  }

  private static String inside(String room) {
    return ROOT + "." + room + "..";
  }
}
