package dev.mlintern.tools.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.mlintern.e2e.Waiting;
import dev.mlintern.localhub.EmbeddedHub;
import dev.mlintern.mcp.ServerProcess;
import dev.mlintern.mcp.Wire;
import dev.mlintern.policy.SandboxLease;
import dev.mlintern.soak.Fault;
import dev.mlintern.soak.FaultProxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Sandboxes through the packaged server's stdio, against an embedded Hub (spec tools-act §3.9),
/// and what is left of them when that server ends, by its own or another's will.
@Timeout(300)
class SandboxServerIT {
  /// `-Dsandbox.kills=50` for the whole number.
  private static final int KILLS = Integer.getInteger("sandbox.kills", 8);

  @TempDir private Path root;
  @TempDir private Path home;

  private EmbeddedHub hub;
  private SandboxRig looker;

  @BeforeEach
  void start() throws Exception {
    hub = EmbeddedHub.start(root, 0);
    looker = new SandboxRig(hub.endpoint(), home);
  }

  @AfterEach
  void stop() throws Exception {
    looker.close();
    hub.close();
  }

  private ServerProcess server(String... more) throws Exception {
    return ServerProcess.product(environment(more), "mcp");
  }

  private Map<String, String> environment(String... more) {
    var environment = new HashMap<String, String>();
    environment.put("HF_ENDPOINT", hub.endpoint().toString());
    environment.put("HF_TOKEN", SandboxRig.token());
    environment.put("HOME", home.toString());
    environment.put("ML_INTERN_HOME", home.resolve("state").toString());
    environment.put("CLAUDE_CODE_SESSION_ID", "it-1");
    for (int i = 0; i < more.length; i += 2) {
      environment.put(more[i], more[i + 1]);
    }
    return environment;
  }

  private static JsonNode call(Wire wire, String tool, String arguments) {
    wire.call(7, tool, arguments);
    JsonNode message = wire.receive();
    while (!message.has("id")) {
      message = wire.receive();
    }
    return message.get("result");
  }

  private static String text(JsonNode result) {
    return result.path("content").path(0).path("text").asString("");
  }

  @Test
  void the_acceptance_calls_pass() throws Exception {
    try (var server = server()) {
      Wire wire = server.wire();
      wire.initialize();

      assertThat(text(call(wire, "sandbox_create", "{}")))
          .contains("is ready", "cpu-basic", "/jobs/local/", "private", "$0.02/h");
      assertThat(text(call(wire, "sandbox_destroy", "{}"))).contains("is CANCELED");

      String first = text(call(wire, "sandbox_create", "{'hardware':'t4-small'}"));
      assertThat(first).contains("t4-small", "$0.41/h", "unused for 30m");
      String id = looker.running().getFirst().ref().id();
      assertThat(text(call(wire, "sandbox_create", "{'hardware':'t4-small'}")))
          .contains("already running", id);
      JsonNode other = call(wire, "sandbox_create", "{'hardware':'a10g-large'}");
      assertThat(other.path("isError").asBoolean(false)).isTrue();
      assertThat(text(other)).contains("\"replace\": true");
      assertThat(text(call(wire, "sandbox_create", "{'hardware':'t4-smal'}")))
          .contains("t4-small", "Nothing was started");
      assertThat(looker.everyJob()).hasSize(2);
      assertThat(text(call(wire, "sandbox_status", "{}"))).contains("(current)", id, "RUNNING");
      assertThat(
              text(
                  call(
                      wire,
                      "sandbox_create",
                      "{'replace':true,'trackio_space_id':'me/ml-intern-ab12cd34',"
                          + "'trackio_project':'sft'}")))
          .contains("spaces/me/ml-intern-ab12cd34", id + " is CANCELED");
      assertThat(looker.running()).hasSize(1);
    }
  }

  @Test
  void when_the_client_goes_its_sandboxes_go() throws Exception {
    try (var server = server()) {
      server.wire().initialize();
      call(server.wire(), "sandbox_create", "{}");
      assertThat(looker.running()).hasSize(1);
      server.wire().close();
      server.exitCode();
    }
    awaitNothingRuns();
    assertThat(looker.leases()).isEmpty();
  }

  @Test
  void a_server_asked_to_end_takes_its_sandboxes_with_it() throws Exception {
    try (var server = server()) {
      server.wire().initialize();
      call(server.wire(), "sandbox_create", "{}");
      call(server.wire(), "sandbox_create", "{'name':'second'}");
      assertThat(looker.running()).hasSize(2);
      ProcessHandle.of(server.pid()).ifPresent(ProcessHandle::destroy);
      server.exitCode();
    }
    awaitNothingRuns();
    awaitNoLease();
  }

  /// The sweep it left asks again until the Hub is well.
  @Test
  void a_server_asked_to_end_while_the_hub_only_fails_leaves_nothing_running() throws Exception {
    var trouble = new AtomicReference<>(Fault.NONE);
    try (var between = FaultProxy.before(hub.endpoint(), (_, _) -> trouble.get(), hub.endpoint())) {
      try (var server = server("HF_ENDPOINT", between.endpoint().toString())) {
        server.wire().initialize();
        call(server.wire(), "sandbox_create", "{}");
        trouble.set(Fault.BROKEN);
        ProcessHandle.of(server.pid()).ifPresent(ProcessHandle::destroy);
        server.exitCode();
      }
      assertThat(looker.running()).hasSize(1);
      awaitLeases(lease -> lease.state() == SandboxLease.State.ENDING && lease.holder().isEmpty());

      trouble.set(Fault.NONE);

      awaitNothingRuns();
      awaitNoLease();
    }
  }

  @Test
  void what_a_silent_hub_kept_a_leaving_server_from_ending_is_ended_by_the_next() throws Exception {
    var trouble = new AtomicReference<>(Fault.NONE);
    try (var between = FaultProxy.before(hub.endpoint(), (_, _) -> trouble.get(), hub.endpoint())) {
      try (var server = server("HF_ENDPOINT", between.endpoint().toString())) {
        server.wire().initialize();
        call(server.wire(), "sandbox_create", "{}");
        trouble.set(Fault.STALL);
        server.wire().close();
        server.exitCode();
      }
      assertThat(looker.running()).hasSize(1);
      awaitLeases(lease -> lease.state() == SandboxLease.State.ENDING && lease.holder().isEmpty());

      trouble.set(Fault.NONE);
      try (var next = server("HF_ENDPOINT", between.endpoint().toString())) {
        next.wire().initialize();
        awaitNothingRuns();
        awaitNoLease();
      }
    }
  }

  /// No file of the server can grow any more, as on a full disk; what is there can be read.
  @Test
  void a_server_whose_disk_is_full_rents_nothing_and_still_ends_what_runs() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/prlimit")), "util-linux");
    try (var server = server()) {
      Wire wire = server.wire();
      wire.initialize();
      call(wire, "sandbox_create", "{}");
      assertThat(text(call(wire, "bash", "{'command':'echo before'}"))).contains("before");
      files(server, "0");
      int jobs = looker.everyJob().size();

      JsonNode second = call(wire, "sandbox_create", "{'name':'second'}");
      JsonNode job =
          call(wire, "hf_jobs", "{'operation':'run','command':['true'],'image':'ubuntu'}");
      JsonNode saved = call(wire, "bash", "{'command':'echo rescued'}");
      JsonNode ended = call(wire, "sandbox_destroy", "{}");

      for (JsonNode refused : List.of(second, job)) {
        assertThat(refused.path("isError").asBoolean(false)).as(text(refused)).isTrue();
        assertThat(text(refused)).contains("nothing was done", "written down", "ML_INTERN_HOME");
      }
      assertThat(looker.everyJob()).hasSize(jobs);
      assertThat(text(saved)).contains("rescued");
      assertThat(text(ended)).contains("CANCELED");
      assertThat(looker.running()).isEmpty();
      files(server, "unlimited");
      assertThat(text(call(wire, "sandbox_create", "{'name':'third'}"))).contains("is ready");
    }
  }

  private static void files(ServerProcess server, String bytes) throws Exception {
    Process limit =
        new ProcessBuilder(
                "/usr/bin/prlimit", "--pid=" + server.pid(), "--fsize=" + bytes + ":unlimited")
            .inheritIO()
            .start();
    assertThat(limit.waitFor()).isZero();
  }

  private void awaitLeases(Predicate<SandboxLease> like) {
    Waiting.until(
        () ->
            !looker.leases().isEmpty() && looker.leases().stream().allMatch(like)
                ? Optional.of(true)
                : Optional.empty(),
        Duration.ofSeconds(60),
        () -> "leases: " + looker.leases());
  }

  private void awaitNoLease() {
    Waiting.until(
        () -> looker.leases().isEmpty() ? Optional.of(true) : Optional.empty(),
        Duration.ofSeconds(60),
        () -> "no lease: " + looker.leases());
  }

  @Test
  void the_command_line_lists_and_sweeps_what_a_killed_server_left() throws Exception {
    try (var server = server()) {
      server.wire().initialize();
      call(server.wire(), "sandbox_create", "{'name':'gone'}");
      kill(server);
    }
    assertThat(run(0, "sandbox", "list")).contains("Left behind", "`gone`", "RUNNING");
    assertThat(run(0, "sandbox", "sweep", "--dry-run")).contains("would end `gone`");
    assertThat(looker.running()).hasSize(1);
    assertThat(run(0, "sandbox", "sweep")).contains("`gone`", "is CANCELED");
    assertThat(looker.running()).isEmpty();
    assertThat(run(0, "sandbox", "sweep")).contains("no sandbox was left behind");
  }

  @Test
  void in_local_mode_there_is_nothing_to_rent() throws Exception {
    try (var server = server("ML_INTERN_LOCAL_MODE", "1")) {
      server.wire().initialize();
      server.wire().send("{'jsonrpc':'2.0','id':1,'method':'tools/list'}");
      assertThat(server.wire().receive().toString())
          .contains("hub_repo_search")
          .doesNotContain("sandbox_create");
    }
  }

  @Test
  void a_server_killed_at_random_moments_leaves_nothing_running_after_the_next_start()
      throws Exception {
    long seed = System.nanoTime();
    var random = new Random(seed);
    for (int round = 0; round < KILLS; round++) {
      try (var server = server()) {
        server.wire().initialize();
        int jobs = looker.everyJob().size();
        String name = "n" + round;
        server.wire().call(1, "sandbox_create", "{'name':'" + name + "'}");
        switch (random.nextInt(3)) {
          case 0 -> Thread.sleep(random.nextInt(900));
          case 1 ->
              awaitMore(
                  () -> looker.leases().stream().anyMatch(lease -> lease.name().equals(name)));
          default -> {
            awaitMore(() -> looker.everyJob().size() > jobs);
            Thread.sleep(random.nextInt(200));
          }
        }
        kill(server);
      }
    }
    try (var server = server()) {
      server.wire().initialize();
      awaitNothingRuns();
      // Only a submission that may still be on its way is kept in mind.
      Waiting.until(
          () ->
              looker.leases().stream().allMatch(lease -> lease.jobId().isEmpty())
                  ? Optional.of(true)
                  : Optional.empty(),
          Duration.ofSeconds(60),
          () -> "seed " + seed + ": " + looker.leases());
    }
    System.err.println(looker.everyJob().size() + " of " + KILLS + " kills left a sandbox");
  }

  private static void awaitMore(BooleanSupplier there) {
    Waiting.until(
        () -> there.getAsBoolean() ? Optional.of(true) : Optional.empty(),
        Duration.ofSeconds(30),
        () -> "the submission");
  }

  private void awaitNothingRuns() {
    Waiting.until(
        () -> looker.running().isEmpty() ? Optional.of(true) : Optional.empty(),
        Duration.ofSeconds(60),
        () -> "no running sandbox: " + looker.running());
  }

  private static void kill(ServerProcess server) throws Exception {
    ProcessHandle.of(server.pid()).ifPresent(ProcessHandle::destroyForcibly);
    server.exitCode();
  }

  private String run(int expectedCode, String... arguments) throws Exception {
    var command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                System.getProperty("ml-intern.jar")));
    command.addAll(List.of(arguments));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment());
    Process process = builder.start();
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(text).isEqualTo(expectedCode);
    return text;
  }
}
