package dev.mlintern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `ml-intern init` in somebody else's project: adds, never overwrites.
class InitCommandTest {
  private static final String LAUNCHER = "ml-intern.launcher";

  @TempDir Path temp;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Path project;

  @BeforeEach
  void startFromTheLauncher() throws IOException {
    System.setProperty(LAUNCHER, Path.of("ml-intern").toAbsolutePath().toString());
    project = Files.createDirectories(temp.resolve("my project"));
  }

  @AfterEach
  void forget() {
    System.clearProperty(LAUNCHER);
  }

  @Test
  void anEmptyFolderBecomesAProject() throws IOException {
    assertThat(init()).isZero();

    String launcher = System.getProperty(LAUNCHER);
    JsonNode server = json(".mcp.json").path("mcpServers").path("ml-intern");
    assertThat(server.path("command").asString()).isEqualTo(launcher);
    assertThat(server.path("alwaysLoad").asBoolean()).isTrue();
    assertThat(read(".claude/settings.json"))
        .contains(Path.of(launcher).getParent() + "/.claude/hooks/ml-intern-hook")
        .doesNotContain("CLAUDE_PROJECT_DIR");
    assertThat(read("CLAUDE.md")).isEqualTo("@.claude/ml-intern.md\n");
    assertThat(read(".claude/ml-intern.md")).isEqualTo(Files.readString(Path.of("CLAUDE.md")));
    assertThat(files().keySet())
        .contains(".claude/agents/research.md", ".claude/commands/finetune.md");
    assertThat(out.toString()).contains("To undo: cd ", "  rm .mcp.json");
  }

  @Test
  void whatIsThereStaysAndASecondRunChangesNothing() throws IOException {
    Files.createDirectories(project.resolve(".claude/commands"));
    Files.writeString(project.resolve("CLAUDE.md"), "# Ours");
    Files.writeString(project.resolve(".claude/commands/research.md"), "our own research");
    Files.writeString(
        project.resolve(".mcp.json"), "{\"mcpServers\":{\"other\":{\"command\":\"x\"}}}");
    Files.writeString(
        project.resolve(".claude/settings.json"),
        """
        {"model": "opus", "hooks": {"PreToolUse": [{"matcher": "Edit", "hooks": []}]}}
        """);

    assertThat(init()).isZero();
    Map<String, String> once = files();

    assertThat(read("CLAUDE.md")).isEqualTo("# Ours\n\n@.claude/ml-intern.md\n");
    assertThat(read(".claude/commands/research.md")).isEqualTo("our own research");
    assertThat(out.toString()).containsPattern("keep +.claude/commands/research.md");
    assertThat(json(".mcp.json").path("mcpServers").propertyNames())
        .containsExactly("other", "ml-intern");
    JsonNode settings = json(".claude/settings.json");
    assertThat(settings.path("model").asString()).isEqualTo("opus");
    assertThat(settings.path("hooks").path("PreToolUse").get(0).path("matcher").asString())
        .isEqualTo("Edit");
    assertThat(settings.path("hooks").path("PreToolUse").size()).isGreaterThan(4);

    assertThat(init()).isZero();
    assertThat(files()).isEqualTo(once);
    assertThat(out.toString()).contains("Nothing to do");
  }

  @Test
  void aServerSomebodyConfiguredUnderOurNameIsTheirs() throws IOException {
    String theirs = "{\"mcpServers\":{\"ml-intern\":{\"command\":\"elsewhere\"}}}";
    Files.writeString(project.resolve(".mcp.json"), theirs);

    assertThat(init()).isZero();

    assertThat(read(".mcp.json")).isEqualTo(theirs);
  }

  @Test
  void theUndoItPrintsLeadsExactlyBack() throws IOException, InterruptedException {
    Files.createDirectories(project.resolve(".claude"));
    Files.writeString(project.resolve("CLAUDE.md"), "# Ours\n");
    Files.writeString(project.resolve(".claude/settings.json"), "{\n\t\"model\":  \"opus\"}");
    shell("git init -q . && git add -A && git -c user.name=a -c user.email=a@b.c commit -qm x");

    assertThat(init()).isZero();
    assertThat(shell("git status --porcelain")).contains(".mcp.json", "CLAUDE.md");
    String undo =
        out.toString()
            .substring(out.toString().indexOf("To undo: ") + "To undo: ".length())
            .lines()
            .filter(line -> !line.contains("(without git"))
            .collect(Collectors.joining("\n"));
    shell(undo);

    assertThat(shell("git status --porcelain")).as(undo).isEmpty();
  }

  private String shell(String script) throws IOException, InterruptedException {
    Process shell =
        new ProcessBuilder("sh", "-ec", script)
            .directory(project.toFile())
            .redirectErrorStream(true)
            .start();
    String printed = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(shell.waitFor()).as(printed).isZero();
    return printed;
  }

  @Test
  void aDryRunWritesNothing() throws IOException {
    assertThat(init("--dry-run")).isZero();

    assertThat(files()).isEmpty();
    assertThat(out.toString()).contains("create  .mcp.json", "Nothing was written");
  }

  @Test
  void jsonThatCannotBeReadStopsItBeforeTheFirstFile() throws IOException {
    Files.createDirectories(project.resolve(".claude"));
    Files.writeString(project.resolve(".claude/settings.json"), "{ // mine\n}");

    assertThat(init()).isEqualTo(1);

    assertThat(files()).containsOnlyKeys(".claude/settings.json");
    assertThat(err.toString()).contains("settings.json is not strict JSON");
  }

  @Test
  void itsOwnFolderNeedsNothing() {
    project = Path.of("").toAbsolutePath();

    assertThat(init("--dry-run")).isEqualTo(1);
    assertThat(err.toString()).contains("own folder");
  }

  private int init(String... options) {
    out.getBuffer().setLength(0);
    var arguments = Stream.concat(Stream.of(options), Stream.of(project.toString()));
    return new CommandLine(new InitCommand())
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments.toArray(String[]::new));
  }

  private JsonNode json(String file) throws IOException {
    return JsonMapper.shared().readTree(read(file));
  }

  private String read(String file) throws IOException {
    return Files.readString(project.resolve(file));
  }

  private Map<String, String> files() throws IOException {
    Map<String, String> texts = new TreeMap<>();
    try (Stream<Path> all = Files.walk(project)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        texts.put(project.relativize(file).toString(), Files.readString(file));
      }
    }
    return texts;
  }
}
