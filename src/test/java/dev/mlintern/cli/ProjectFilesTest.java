package dev.mlintern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.EncodingType;
import dev.mlintern.json.JsonArray;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonReader;
import dev.mlintern.policy.HardwareCatalogue;
import dev.mlintern.policy.HardwareOffer;
import dev.mlintern.settings.Setting;
import dev.mlintern.settings.Settings;
import dev.mlintern.tools.ToolCatalogue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What Claude Code reads of this project says nothing that is not true of the program: tools that
/// exist, prices the policy knows, settings there are, JSON that parses.
class ProjectFilesTest {
  private static final int MAX_TOKENS = 2_500;
  private static final String PREFIX = "mcp__ml-intern__";

  /// Words in backticks that look like tools and are something else.
  private static final Set<String> NOT_TOOLS = Set.of("hub_model_id");

  private static final Pattern TOOL =
      Pattern.compile("`((?:hf|hub|github|sandbox|web|explore|fetch|find)_[a-z_]+)`");
  private static final Pattern HARDWARE =
      Pattern.compile("`([a-z0-9-]+)` (\\d+) GB, \\$(\\d+\\.\\d\\d)/h");

  private static final ToolCatalogue TOOLS =
      Toolbox.everything(Settings.of(Map.of(), Path.of("/nowhere")));

  static Stream<Path> texts() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of(".claude"))) {
      return Stream.concat(
          Stream.of(Path.of("CLAUDE.md")),
          files.filter(file -> file.toString().endsWith(".md")).sorted().toList().stream())
          .toList()
          .stream();
    }
  }

  static Stream<Path> commands() throws IOException {
    try (Stream<Path> files = Files.list(Path.of(".claude/commands"))) {
      return files.sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("texts")
  void everyToolNamedIsServed(Path file) {
    Set<String> named =
        matches(TOOL, read(file)).map(match -> match.group(1)).collect(Collectors.toSet());
    named.removeAll(NOT_TOOLS);
    named.removeAll(TOOLS.names());
    assertThat(named).as(file + " names tools that do not exist").isEmpty();
  }

  @ParameterizedTest
  @MethodSource("texts")
  void everySettingNamedExists(Path file) {
    List<String> known = Arrays.stream(Setting.values()).map(Setting::name).toList();
    assertThat(matches(Pattern.compile("ML_INTERN_[A-Z_]+"), read(file)).map(MatchResult::group))
        .isSubsetOf(known);
  }

  @Test
  void theResearchAgentHasEveryToolThatOnlyReadsAndReadAndNothingElse() {
    String line =
        read(Path.of(".claude/agents/research.md"))
            .lines()
            .filter(l -> l.startsWith("tools: "))
            .findFirst()
            .orElseThrow();
    List<String> reading =
        TOOLS.tools().stream()
            .map(tool -> tool.spec())
            .filter(spec -> spec.isReadOnly() && !spec.toolset().equals("sandbox"))
            .map(spec -> PREFIX + spec.name())
            .toList();
    assertThat(line.substring("tools: ".length()).split(", "))
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(reading.stream(), Stream.of("Read")).toList());
  }

  @Test
  void theHardwareTableIsWhatThePolicyKnows() {
    List<MatchResult> cells = matches(HARDWARE, read(Path.of("CLAUDE.md"))).toList();

    assertThat(cells).hasSizeGreaterThanOrEqualTo(10);
    for (MatchResult cell : cells) {
      HardwareOffer offer = HardwareCatalogue.builtIn().find(cell.group(1)).orElseThrow();
      assertThat(offer.hardware().acceleratorMemoryGb())
          .as(cell.group())
          .isEqualTo(Integer.parseInt(cell.group(2)));
      // What the Hub asks; estimates before a run count with the larger of two known prices.
      assertThat(offer.publishedUsdPerHour()).as(cell.group()).hasToString("$" + cell.group(3));
    }
  }

  @Test
  void claudeMdCostsNoMoreTokensThanPlanned() {
    var o200k = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE);
    assertThat(o200k.countTokens(read(Path.of("CLAUDE.md")))).isLessThanOrEqualTo(MAX_TOKENS);
  }

  @ParameterizedTest
  @MethodSource("commands")
  void commandsTakeTheWholeLineAndRunNoShell(Path command) {
    String text = read(command);
    assertThat(text).startsWith("---\n").contains("description: ", "argument-hint: ", "$ARGUMENTS");
    // Positions count from 0 in some versions, and a shell line that fails ends the command.
    assertThat(text).doesNotContainPattern("\\$[0-9]").doesNotContain("!`");
  }

  @Test
  void theServerIsLoadedUpFrontAndFoundFromBelow() {
    JsonObject server =
        json(".mcp.json").object("mcpServers").orElseThrow().object("ml-intern").orElseThrow();
    assertThat(server.bool("alwaysLoad")).contains(true);
    assertThat(server.array("args").orElseThrow().toJson()).contains("dirname", "ml-intern", "mcp");
  }

  @Test
  void everyHookIsBoundedAndGoesThroughTheProjectFolder() {
    JsonObject hooks = json(".claude/settings.json").object("hooks").orElseThrow();
    assertThat(hooks.names()).contains("PreToolUse");
    for (String event : hooks.names()) {
      for (var group : hooks.array(event).orElse(JsonArray.of())) {
        for (var hook : ((JsonObject) group).array("hooks").orElseThrow()) {
          JsonObject entry = (JsonObject) hook;
          assertThat(entry.integer("timeout").orElse(0)).isBetween(1L, 60L);
          assertThat(entry.array("args").orElseThrow().toJson())
              .contains("${CLAUDE_PROJECT_DIR}/.claude/hooks/");
        }
      }
    }
  }

  @Test
  void theRegistryEntryHasTheVersionOfThePom() {
    JsonObject entry = json("server.json");
    assertThat(read(Path.of("pom.xml")))
        .contains(
            "<version>" + entry.string("version").orElseThrow() + "</version>\n  <packaging>");
  }

  /// The rules of the registry's schema 2025-12-11 (`ServerDetail`) for what the entry has. It
  /// knows more properties; `packages` and `remotes` may be missing.
  @Test
  void theRegistryEntryIsOneThatTheRegistryTakes() {
    JsonObject entry = json("server.json");
    assertThat(entry.names())
        .containsExactlyInAnyOrder("$schema", "name", "title", "description", "version");
    assertThat(entry.string("$schema"))
        .contains("https://static.modelcontextprotocol.io/schemas/2025-12-11/server.schema.json");
    assertThat(entry.string("name").orElseThrow())
        .hasSizeBetween(3, 200)
        .matches("[a-zA-Z0-9.-]+/[a-zA-Z0-9._-]+");
    assertThat(entry.string("title").orElseThrow()).hasSizeBetween(1, 100);
    assertThat(entry.string("description").orElseThrow()).hasSizeBetween(20, 100);
    assertThat(entry.string("version").orElseThrow()).matches("\\d+\\.\\d+\\.\\d+");
  }

  private static JsonObject json(String file) {
    return JsonReader.readObject(read(Path.of(file)));
  }

  private static Stream<MatchResult> matches(Pattern pattern, String text) {
    return pattern.matcher(text).results();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
