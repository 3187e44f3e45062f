package dev.mlintern.canary;

import dev.mlintern.e2e.RefusingProxy;
import dev.mlintern.e2e.Waiting;
import dev.mlintern.localhub.EmbeddedHub;
import dev.mlintern.soak.FaultPlan;
import dev.mlintern.soak.FaultProxy;
import dev.mlintern.soak.HttpIn;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.json.JsonMapper;

/// Everything the product touches, on loopback and in one folder, with secrets planted and every
/// byte kept that comes out of it.
final class CanaryWorld implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  final Canaries canaries = new Canaries();
  final Path folder;
  final EchoingService gitHub = new EchoingService();
  final EchoingService scholar = new EchoingService();
  final EchoingService arxiv = new EchoingService();
  final List<HttpIn> atTheHub = new CopyOnWriteArrayList<>();
  private final EmbeddedHub hub;
  private final FaultProxy proxy;
  private final RefusingProxy outside = RefusingProxy.start();
  private int outputs;

  CanaryWorld(Path folder) throws IOException {
    this.folder = folder;
    plant();
    hub = EmbeddedHub.start(folder.resolve("hub"), 0);
    proxy =
        FaultProxy.before(hub.endpoint(), FaultPlan.CALM, hub.endpoint()).heardBy(atTheHub::add);
  }

  private void plant() throws IOException {
    write("hf/token", canaries.storedToken.value());
    var everything = new StringBuilder("# Leaky\n");
    canaries.held().forEach(canary -> everything.append(canary.value()).append("\n\n"));
    write("hub/models/local/leaky/README.md", everything.toString());
    write(
        "hub/datasets/local/leaky/train.jsonl",
        JsonMapper.shared().createObjectNode().put("text", everything + canaries.leakyText())
            + "\n");
    write("home/project/notes.txt", canaries.hubToken.value() + "\n" + canaries.leakyText());
    for (String made : List.of("claude", "tmp", "out")) {
      Files.createDirectories(folder.resolve(made));
    }
  }

  Path write(String path, String text) throws IOException {
    Path file = folder.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
    return file;
  }

  Map<String, String> environment() {
    var environment = new HashMap<String, String>();
    environment.put("HF_ENDPOINT", proxy.endpoint().toString());
    environment.put("HF_TOKEN", canaries.hubToken.value());
    environment.put("HF_HOME", folder.resolve("hf").toString());
    environment.put("GITHUB_TOKEN", canaries.gitHub.value());
    environment.put("ML_INTERN_GITHUB_API", gitHub.address());
    environment.put("S2_API_KEY", canaries.scholar.value());
    environment.put("ML_INTERN_S2_API", scholar.address());
    environment.put("ML_INTERN_ARXIV", arxiv.address());
    environment.put("ML_INTERN_ARXIV_API", arxiv.address());
    environment.put("TAVILY_API_KEY", canaries.search.value());
    String closed = URI.create(outside.environment().get("HTTPS_PROXY")).getAuthority();
    String password = URLEncoder.encode(canaries.proxyPassword.value(), StandardCharsets.UTF_8);
    environment.put("HTTPS_PROXY", "http://me:" + password + "@" + closed);
    environment.put("ML_INTERN_HOME", folder.resolve("state").toString());
    environment.put("ML_INTERN_CACHE", "1");
    environment.put("ML_INTERN_JAVA_HOME", System.getProperty("java.home"));
    environment.put("ML_INTERN_AOT_CACHE", "0");
    environment.put("ML_INTERN_TOOL_TIMEOUT", "20");
    environment.put("CLAUDE_CONFIG_DIR", folder.resolve("claude").toString());
    environment.put("CLAUDE_PROJECT_DIR", folder.resolve("home/project").toString());
    environment.put("CLAUDE_CODE_SESSION_ID", "canary");
    environment.put("HOME", folder.resolve("home").toString());
    environment.put("TMPDIR", folder.resolve("tmp").toString());
    environment.put("JDK_JAVA_OPTIONS", "-Djava.io.tmpdir=" + folder.resolve("tmp"));
    environment.put("S_OF_BOX", canaries.boxVariable.value());
    return environment;
  }

  Path transcript() throws IOException {
    var lines = new StringBuilder();
    for (Canary canary : canaries.held()) {
      lines.append(line("the value is " + canary.value()));
      lines.append(line("export SECRET=\"" + canary.value() + "\""));
    }
    lines.append(line("key " + canaries.awsKey.value() + ", token " + canaries.otherToken.value()));
    lines.append(called("hf_jobs", canaries.jobSecret));
    lines.append(called("sandbox_create", canaries.sandboxSecret));
    lines.append(line(canaries.leakyText()));
    return write("claude/projects/-p/canary.jsonl", lines.toString());
  }

  private static String called(String tool, Canary secret) {
    var line = JsonMapper.shared().createObjectNode();
    line.put("type", "assistant").put("sessionId", "canary");
    line.put("timestamp", "2026-11-20T10:00:01Z");
    var use = line.putObject("message").put("role", "assistant").putArray("content").addObject();
    use.put("type", "tool_use").put("id", "toolu_1").put("name", "mcp__ml-intern__" + tool);
    use.putObject("input").putObject("secrets").put("API_KEY", secret.value());
    return line + "\n";
  }

  private static String line(String text) {
    var line = JsonMapper.shared().createObjectNode();
    line.put("type", "user").put("sessionId", "canary").put("timestamp", "2026-11-20T10:00:00Z");
    line.putObject("message").put("role", "user").put("content", text);
    return line + "\n";
  }

  static List<String> product(String... arguments) {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                System.getProperty("ml-intern.jar")));
    command.addAll(List.of(arguments));
    return command;
  }

  /// Runs a program to its end and keeps what it prints.
  String run(String name, List<String> command, String stdin, Map<String, String> environment)
      throws Exception {
    Process process = start(name, command, environment);
    try (OutputStream in = process.getOutputStream()) {
      in.write(stdin.getBytes(StandardCharsets.UTF_8));
    } catch (IOException _) {
      // It did not want to read.
    }
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError(name + " does not end");
    }
    return Files.readString(out(outputs));
  }

  private Process start(String name, List<String> command, Map<String, String> environment)
      throws IOException {
    outputs++;
    Path err = folder.resolve("out/" + outputs + "-" + name + ".stderr");
    var builder =
        new ProcessBuilder(command)
            .directory(folder.resolve("home/project").toFile())
            .redirectOutput(Redirect.to(out(outputs).toFile()))
            .redirectError(err.toFile());
    builder
        .environment()
        .keySet()
        .removeIf(key -> key.matches("(?i)(ML_INTERN_|HF_|HUGGING|GITHUB_|CLAUDE|.*_PROXY$).*"));
    builder.environment().putAll(environment);
    return builder.start();
  }

  private Path out(int number) {
    return folder.resolve("out/" + number + ".stdout");
  }

  /// Sends lines to a server one after the other, each with an id from 1 on, and ends it.
  void serve(String name, List<String> lines, Map<String, String> environment) throws Exception {
    Process process = start(name, product("mcp"), environment);
    Path out = out(outputs);
    try (OutputStream in = process.getOutputStream()) {
      for (int i = 0; i < lines.size(); i++) {
        in.write((lines.get(i) + "\n").getBytes(StandardCharsets.UTF_8));
        in.flush();
        String id = "\"id\":" + (i + 1) + ",";
        String line = lines.get(i);
        if (line.contains(id)) {
          Waiting.until(
              () -> read(out).contains(id) ? Optional.of(true) : Optional.empty(),
              PATIENCE,
              () -> "an answer to " + line);
        }
      }
    }
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("the server does not end");
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  List<String> outsideAttempts() {
    return outside.attempts();
  }

  @Override
  public void close() throws IOException {
    proxy.close();
    hub.close();
    gitHub.close();
    scholar.close();
    arxiv.close();
    outside.close();
  }
}
