package dev.mlintern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.settings.Setting;
import dev.mlintern.settings.Settings;
import dev.mlintern.tools.ToolCatalogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/// The guide's tables are what the program knows; what it calls missing is missing; the commands it
/// names exist.
class GuideTest {
  private static final Path GUIDE = Path.of("CLAUDE_CODE_GUIDE.md");
  private static final String UPDATE =
      "mvn test -Dtest=GuideTest -Dguide.update=true writes what is true now";

  private static final ToolCatalogue TOOLS =
      Toolbox.everything(Settings.of(Map.of(), Path.of("/nowhere")));

  @Test
  void theTablesAreCurrent() throws IOException {
    String guide = Files.readString(GUIDE);
    String current = with(with(guide, "tools", tools()), "settings", settings());
    if (Boolean.getBoolean("guide.update")) {
      Files.writeString(GUIDE, current);
      guide = current;
    }
    assertThat(guide).as(UPDATE).isEqualTo(current);
  }

  @Test
  void whatIsServedIsNotCalledMissing() throws IOException {
    Matcher section =
        Pattern.compile("(?s)<!-- not yet -->(.*)<!-- /not yet -->")
            .matcher(Files.readString(GUIDE));
    assertThat(section.find()).isTrue();
    assertThat(TOOLS.names())
        .allSatisfy(name -> assertThat(section.group(1)).doesNotContain("`" + name + "`"));
  }

  @Test
  void everyCommandNamedExists() throws IOException {
    List<String> commands =
        Arrays.stream(RootCommand.class.getAnnotation(CommandLine.Command.class).subcommands())
            .map(type -> type.getAnnotation(CommandLine.Command.class).name())
            .toList();
    List<String> named =
        Pattern.compile("\\./ml-intern ([a-z]+(?:-[a-z]+)*)")
            .matcher(Files.readString(GUIDE))
            .results()
            .map(match -> match.group(1))
            .distinct()
            .toList();
    assertThat(named).contains("doctor", "init", "hub").isSubsetOf(commands);
  }

  private static String with(String guide, String name, String table) {
    Pattern section =
        Pattern.compile("(?s)(<!-- " + name + ": [^>]*-->\n).*?(<!-- /" + name + " -->)");
    Matcher matcher = section.matcher(guide);
    assertThat(matcher.find()).as("section " + name).isTrue();
    return matcher.replaceFirst(
        match -> Matcher.quoteReplacement(match.group(1) + table + match.group(2)));
  }

  private static String tools() {
    return "| tool | what it is for | |\n|---|---|---|\n"
        + TOOLS.tools().stream()
            .map(tool -> tool.spec())
            .map(
                spec ->
                    "| `%s` | %s | %s |\n"
                        .formatted(
                            spec.name(), spec.title(), spec.isReadOnly() ? "reads" : "can change"))
            .collect(Collectors.joining());
  }

  private static String settings() {
    return "| variable | meaning | default |\n|---|---|---|\n"
        + Arrays.stream(Setting.values())
            .map(
                setting ->
                    "| `%s` | %s | %s |\n"
                        .formatted(
                            setting.name(),
                            setting.description().replace("|", "\\|"),
                            setting.fallback().isEmpty() ? "" : "`" + setting.fallback() + "`"))
            .collect(Collectors.joining());
  }
}
