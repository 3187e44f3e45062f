package dev.mlintern.canary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.e2e.Waiting;
import dev.mlintern.soak.HttpIn;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Secrets of every kind are planted, everything the product can do is done with them in reach, and
/// then every byte it printed, kept and sent is searched for them.
@Timeout(300)
class CanaryIT {
  @TempDir Path folder;

  @Test
  void no_planted_secret_comes_out_anywhere_but_where_it_belongs() throws Exception {
    try (var world = new CanaryWorld(folder);
        var arguments = new CommandLines()) {
      Map<String, String> environment = world.environment();
      Map<String, String> stored = world.environment();
      stored.put("HF_TOKEN", "");
      world.serve("server", calls(world.canaries), environment);
      world.serve("server-stored", storedCalls(world.canaries), stored);
      commands(world, environment);
      hooks(world, environment);

      assertThat(world.atTheHub.stream().map(HttpIn::toString).toList()).isNotEmpty();
      everythingWasReached(world);
      assertThat(found(world, arguments)).isEmpty();
    }
  }

  /// A search of nothing would find nothing.
  private static void everythingWasReached(CanaryWorld world) {
    Canaries canaries = world.canaries;
    assertThat(authorizations(world.atTheHub))
        .contains("Bearer " + canaries.hubToken.value(), "Bearer " + canaries.storedToken.value());
    assertThat(String.join("\n", world.gitHub.received())).contains(canaries.gitHub.value());
    assertThat(String.join("\n", world.scholar.received())).contains(canaries.scholar.value());
    assertThat(world.outsideAttempts()).isNotEmpty();
    assertThat(jobs(world))
        .anySatisfy(job -> assertThat(job.toString()).contains(canaries.jobSecret.value()))
        .anySatisfy(job -> assertThat(job.toString()).contains(canaries.sandboxSecret.value()));
    assertThat(world.atTheHub)
        .anySatisfy(r -> assertThat(r.path()).endsWith("ml-intern-sessions/commit/main"));
  }

  private static List<String> authorizations(List<HttpIn> requests) {
    return requests.stream().flatMap(r -> r.header("Authorization").stream()).distinct().toList();
  }

  private static List<JsonNode> jobs(CanaryWorld world) {
    return world.atTheHub.stream()
        .filter(CanaryIT::isSubmission)
        .map(r -> JsonMapper.shared().readTree(r.body()))
        .toList();
  }

  private static boolean isSubmission(HttpIn request) {
    return request.method().equals("POST") && request.path().matches("/api/jobs/[^/]+");
  }

  private List<String> found(CanaryWorld world, CommandLines arguments) throws IOException {
    Canaries canaries = world.canaries;
    var search = new Search();
    for (HttpIn request : world.atTheHub) {
      lookAt(request, canaries, search);
    }
    notIn(world.gitHub, "GitHub", canaries, canaries.gitHub, search);
    notIn(world.scholar, "Semantic Scholar", canaries, canaries.scholar, search);
    notIn(world.arxiv, "arXiv", canaries, null, search);
    arguments.seen().forEach(line -> search.look("arguments " + line, line, canaries.own()));
    Set<Path> planted =
        Set.of(folder.resolve("hf/token"), folder.resolve("claude/projects/-p/canary.jsonl"));
    for (String kept : List.of("state", "hf", "claude", "tmp", "dry-run", "home/.ml-intern")) {
      search.lookBelow(folder.resolve(kept), canaries.all(), planted);
    }
    try (var outputs = Files.list(folder.resolve("out"))) {
      for (Path output : outputs.toList()) {
        // What somebody else left in a file may be read; ours may not be shown, and nobody's noted.
        boolean isAnswer = output.toString().endsWith(".stdout");
        search.look(
            output.toString(),
            Files.readAllBytes(output),
            output.endsWith("2.stdout")
                ? List.of(canaries.storedToken, canaries.gitHub, canaries.scholar)
                : isAnswer ? canaries.own() : canaries.all());
      }
    }
    assertThat(search.bytes()).isGreaterThan(100_000);
    return search.finds();
  }

  /// Everything of a request but the token in its header, a job's secrets, and the code that
  /// somebody asked to have run.
  private static void lookAt(HttpIn request, Canaries canaries, Search search) {
    String where = request.method() + " " + request.target();
    boolean carriesCode = isSubmission(request) || request.path().startsWith("/~");
    List<Canary> wanted = carriesCode ? canaries.own() : canaries.all();
    search.look(where, where, canaries.all());
    for (HttpIn.Header header : request.headers()) {
      boolean isToken =
          header.name().equalsIgnoreCase("Authorization")
              && Set.of(
                      "Bearer " + canaries.hubToken.value(),
                      "Bearer " + canaries.storedToken.value())
                  .contains(header.value());
      if (!isToken) {
        search.look(where + " " + header.name(), header.value(), canaries.all());
      }
    }
    byte[] body = request.body();
    if (isSubmission(request)) {
      ObjectNode job = (ObjectNode) JsonMapper.shared().readTree(body);
      job.remove("secrets");
      body = job.toString().getBytes(StandardCharsets.UTF_8);
    }
    search.look(where + " body", body, wanted);
  }

  private static void notIn(
      EchoingService service, String name, Canaries canaries, Canary but, Search search) {
    List<Canary> wanted = canaries.all().stream().filter(canary -> canary != but).toList();
    service.received().forEach(told -> search.look("what " + name + " was told", told, wanted));
  }

  // ---- what is done
  // ------------------------------------------------------------------------------

  private static List<String> calls(Canaries canaries) {
    String token = canaries.hubToken.value();
    String leaky = canaries.leakyText();
    var session = new Session();
    session.tool("hub_repo_search", "query", "leaky");
    session.tool("hub_repo_search", "query", "leaky", "sort", token);
    session.tool("hub_repo_details", "repo_ids", List.of("local/leaky", "local/missing"));
    session.tool("hf_inspect_dataset", "dataset", "local/leaky");
    session.tool("hf_inspect_dataset", "dataset", token + "/" + token + "/x");
    session.tool("hf_papers", "operation", "search", "query", "anything");
    session.tool("hf_papers", "operation", "citation_graph", "arxiv_id", "2305.18290");
    session.tool("hf_papers", "operation", "snippet_search", "query", "learning rate");
    session.tool("hf_papers", "operation", "read_paper", "arxiv_id", "2305.18290");
    session.tool("explore_hf_docs", "product", "trl");
    session.tool("fetch_hf_docs", "url", "https://huggingface.co/docs/trl/sft_trainer");
    session.tool("find_hf_api", "query", "jobs");
    session.tool("github_list_repos", "owner", "huggingface");
    session.tool("github_find_examples", "repo", "huggingface/trl");
    session.tool("github_read_file", "repo", "huggingface/trl", "path", "a.py");
    session.tool("web_search", "query", "anything");
    session.tool("hf_repo_files", "operation", "list", "repo_id", "local/leaky");
    session.tool(
        "hf_repo_files", "operation", "read", "repo_id", "local/leaky", "path", "README.md");
    for (String text : List.of("token = " + token, leaky)) {
      session.tool(
          "hf_repo_files",
          "operation",
          "upload",
          "repo_id",
          "local/leaky",
          "path",
          "a.py",
          "content",
          text);
    }
    session.tool(
        "hf_repo_files",
        "operation",
        "upload",
        "repo_id",
        "local/leaky",
        "local_path",
        "notes.txt");
    session.tool(
        "hf_repo_git", "operation", "create_branch", "repo_id", "local/leaky", "branch", "b");
    session.tool("hf_repo_git", "operation", "list_refs", "repo_id", "local/leaky");
    session.tool("hf_repo_git", "operation", token, "repo_id", "local/leaky");
    session.tool(
        "hf_jobs",
        "operation",
        "run",
        "command",
        List.of("sh", "-c", "echo \"$HF_TOKEN $K\"; env; exit 3"),
        "image",
        "ubuntu",
        "secrets",
        Map.of("K", canaries.jobSecret.value()),
        "hf_token",
        "inherit",
        "wait_seconds",
        20);
    session.tool("hf_jobs", "operation", "run", "script", leaky + "\nprint(1)", "wait_seconds", 5);
    session.tool(
        "hf_jobs",
        "operation",
        "run",
        "script",
        "print(1)",
        "dry_run",
        true,
        "secrets",
        Map.of("K", canaries.jobSecret.value()));
    session.tool(
        "hf_jobs",
        "operation",
        "run",
        "script",
        "print(1)",
        "secrets",
        Map.of("K", canaries.jobSecret.value(), "L", "$S_OF_BOX"));
    session.tool("hf_jobs", "operation", "ps", "all", true);
    session.tool("hf_jobs", "operation", "inspect", "job_id", List.of(), token, 1);
    session.tool("hf_jobs", "operation", "scheduled_ps");
    session.tool(
        "sandbox_create", "secrets", Map.of("S", canaries.sandboxSecret.value(), "T", "$S_OF_BOX"));
    session.tool("sandbox_status");
    session.tool("write", "path", "leak.txt", "content", leaky);
    session.tool("read", "path", "leak.txt");
    session.tool("edit", "path", "leak.txt", "old_str", "login(", "new_str", "log_in(");
    session.tool("bash", "command", "cat leak.txt; echo $S $T; echo $S $T >&2; exit 4");
    session.tool("bash", "command", "echo $S $T; sleep 1", "background", true);
    session.tool("sandbox_destroy");
    session.tool("bash", token, token);
    session.tool(token, "a", token);
    session.raw("{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"" + token + "\"}");
    session.raw("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/" + token + "\"}");
    session.raw("garbage " + token + " " + leaky.replace('\n', ' '));
    session.raw("{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"ping\"}");
    return session.lines;
  }

  private static List<String> storedCalls(Canaries canaries) {
    var session = new Session();
    session.tool(
        "hf_repo_files", "operation", "read", "repo_id", "local/leaky", "path", "README.md");
    session.tool("hf_jobs", "operation", "ps", "status", canaries.storedToken.value());
    return session.lines;
  }

  private void commands(CanaryWorld world, Map<String, String> environment) throws Exception {
    String token = world.canaries.hubToken.value();
    world.run("doctor", CanaryWorld.product("doctor"), "", environment);
    world.run("list", CanaryWorld.product("tools", "list"), "", environment);
    world.run(
        "call",
        CanaryWorld.product(
            "tools",
            "call",
            "hf_repo_files",
            "{\"operation\":\"read\",\"repo_id\":\"local/leaky\",\"path\":\"README.md\"}"),
        "",
        environment);
    world.run("redact", CanaryWorld.product("redact"), token + "\n", environment);
    world.run("sandboxes", CanaryWorld.product("sandbox", "list"), "", environment);
  }

  private void hooks(CanaryWorld world, Map<String, String> environment) throws Exception {
    Canaries canaries = world.canaries;
    Path hook = project();
    world.run("start", hook(hook, "session-start"), "{\"source\":\"startup\"}", environment);
    var job = JsonMapper.shared().createObjectNode().put("operation", "run");
    job.put("script", canaries.leakyText()).put("hardware_flavor", "a100-large");
    job.putObject("secrets").put("K", canaries.jobSecret.value());
    world.run(
        "approve", hook(hook, "approve"), payload("mcp__ml-intern__hf_jobs", job), environment);
    var upload = JsonMapper.shared().createObjectNode().put("operation", "upload");
    upload.put("repo_id", "somebody/else").put("path", "a").put("content", canaries.leakyText());
    world.run(
        "approve-upload",
        hook(hook, "approve"),
        payload("mcp__ml-intern__hf_repo_files", upload),
        environment);
    for (String command :
        List.of(
            "curl -X POST -H 'Authorization: Bearer "
                + canaries.hubToken.value()
                + "' https://huggingface.co/api/jobs/me",
            "HF_TOKEN=" + canaries.hubToken.value() + " hf jobs run ubuntu true",
            "hf auth login --token " + canaries.otherToken.value() + " && hf jobs run ubuntu x")) {
      var bash = JsonMapper.shared().createObjectNode().put("command", command);
      world.run("shell", hook(hook, "approve-shell"), payload("Bash", bash), environment);
    }
    Path transcript = world.transcript();
    var end = JsonMapper.shared().createObjectNode();
    end.put("session_id", "canary").put("transcript_path", transcript.toString());
    world.run("end", hook(hook, "session-end"), end.put("reason", "other").toString(), environment);
    Waiting.until(
        () -> status().contains("\"success\"") ? Optional.of(true) : Optional.empty(),
        Duration.ofSeconds(120),
        () -> "the upload: " + status());
    world.run("upload", CanaryWorld.product("upload", "--list"), "", environment);
    String dry = folder.resolve("dry-run").toString();
    world.run(
        "dry-run",
        CanaryWorld.product("upload", "--dry-run", "-o", dry, "canary"),
        "",
        environment);
    world.run("again", CanaryWorld.product("upload", "--now", "canary"), "", environment);
  }

  private String status() {
    try {
      return Files.readString(folder.resolve("state/uploads/canary.json"));
    } catch (IOException e) {
      return "not there yet";
    }
  }

  private static String payload(String tool, JsonNode input) {
    var payload = JsonMapper.shared().createObjectNode().put("session_id", "canary");
    payload.put("tool_name", tool).put("tool_use_id", "toolu_1").set("tool_input", input);
    return payload.toString();
  }

  /// The project's own launcher of hooks beside packaged jars, as in a checkout.
  private Path project() throws IOException {
    Path base = Path.of(System.getProperty("ml-intern.basedir"));
    Path jars = Path.of(System.getProperty("ml-intern.jar")).getParent();
    Path hooks = Files.createDirectories(folder.resolve("checkout/.claude/hooks"));
    try (var files = Files.list(base.resolve(".claude/hooks"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, hooks.resolve(file.getFileName()));
      }
    }
    Path target = Files.createDirectories(folder.resolve("checkout/target"));
    for (String jar :
        List.of("ml-intern.jar", "approve-tool-use.jar", "session-start.jar", "session-end.jar")) {
      Files.copy(jars.resolve(jar), target.resolve(jar));
    }
    return hooks.resolve("ml-intern-hook");
  }

  private static List<String> hook(Path launcher, String mode) {
    return List.of("sh", launcher.toString(), mode);
  }

  /// The lines of a client, numbered from 1.
  private static final class Session {
    private final List<String> lines = new ArrayList<>();

    Session() {
      raw(
          "{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"initialize\",\"params\":{"
              + "\"protocolVersion\":\"2025-11-25\",\"capabilities\":{},"
              + "\"clientInfo\":{\"name\":\"canary\",\"version\":\"1\"}}}");
      raw("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
      raw("{\"jsonrpc\":\"2.0\",\"id\":%d,\"method\":\"tools/list\"}");
    }

    void tool(String name, Object... arguments) {
      ObjectNode call = JsonMapper.shared().createObjectNode();
      call.put("jsonrpc", "2.0").put("id", lines.size() + 1).put("method", "tools/call");
      ObjectNode parameters = call.putObject("params").put("name", name);
      ObjectNode given = parameters.putObject("arguments");
      for (int i = 0; i < arguments.length; i += 2) {
        given.set((String) arguments[i], JsonMapper.shared().valueToTree(arguments[i + 1]));
      }
      lines.add(call.toString());
    }

    void raw(String line) {
      lines.add(line.replace("%d", Integer.toString(lines.size() + 1)));
    }
  }
}
