package dev.mlintern.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonReader;
import dev.mlintern.json.JsonString;
import dev.mlintern.policy.HardwareCache;
import dev.mlintern.policy.KnownNamespaces;
import dev.mlintern.settings.Settings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class ApprovalHookTest {
  @TempDir Path folder;

  @TestFactory
  List<DynamicTest> the_acceptance_cases_of_the_decision_table() {
    return ApprovalCase.all().stream()
        .map(example -> DynamicTest.dynamicTest(example.id(), () -> check(example)))
        .toList();
  }

  private void check(ApprovalCase example) throws IOException {
    Settings settings = withPricesAndNames(example.environment());
    example.before().forEach(payload -> answer(payload, settings));

    String answer = answer(example.stdin(), settings);

    if (example.decision().equals("none")) {
      assertThat(answer).isEmpty();
      return;
    }
    JsonObject output = hookOutput(answer);
    assertThat(output.string("permissionDecision")).contains(example.decision());
    String reason = output.string("permissionDecisionReason").orElseThrow();
    String lower = reason.toLowerCase(Locale.ROOT);
    assertThat(reason.length()).isLessThanOrEqualTo(800);
    example.contains().forEach(part -> assertThat(lower).contains(part.toLowerCase(Locale.ROOT)));
    example.excludes().forEach(part -> assertThat(lower).doesNotContain(part));
  }

  @Test
  void a_secret_is_named_and_never_shown() throws IOException {
    String secret = randomHex(40);
    String payload =
        call(
            "hf_jobs",
            "{\"operation\":\"run\",\"hardware_flavor\":\"t4-small\",\"env\":{\"WANDB_API_KEY\":\"%s\"}}"
                .formatted(secret));

    String answer = answer(payload, withPricesAndNames(Map.of()));

    assertThat(answer).contains("WANDB_API_KEY").doesNotContain(secret);
    assertThat(Files.readString(folder.resolve("home/audit.jsonl"))).doesNotContain(secret);
  }

  @Test
  void a_script_of_five_megabytes_is_asked_about_in_a_short_reason() throws IOException {
    String script = "x = 1  # nothing\\n".repeat(5 << 20 >> 4);
    String payload =
        call(
            "mcp__ml-intern__hf_jobs",
            "{\"operation\":\"run\",\"script\":\"%s\",\"hardware_flavor\":\"a10g-large\",\"timeout\":\"2h\"}"
                .formatted(script));

    JsonObject output = hookOutput(answer(payload, withPricesAndNames(Map.of())));

    assertThat(output.string("permissionDecision")).contains("ask");
    assertThat(output.string("permissionDecisionReason").orElseThrow())
        .contains("5 MB", "sha256")
        .hasSizeLessThanOrEqualTo(800);
  }

  @Test
  void a_name_without_end_does_not_make_the_reason_long() throws IOException {
    String name = "mcp__ml-intern__sandbox" + "x".repeat(5_000) + "_create";

    String answer =
        ApprovalHook.answer(
            new ByteArrayInputStream(
                ("{\"tool_name\":\"" + name + "\",\"tooput\":{}}")
                    .getBytes(StandardCharsets.UTF_8)),
            withPricesAndNames(Map.of()));

    assertThat(answer).contains("\"ask\"").hasSizeLessThan(1_000);
  }

  @Test
  void bytes_that_are_not_utf8_are_asked_about() throws IOException {
    byte[] payload = call("Bash", "{\"command\":\"é\"}").getBytes(StandardCharsets.ISO_8859_1);

    String answer =
        ApprovalHook.answer(new ByteArrayInputStream(payload), withPricesAndNames(Map.of()));

    assertThat(hookOutput(answer).string("permissionDecisionReason").orElseThrow())
        .contains("malformed", "UTF-8");
  }

  @Test
  void a_payload_that_is_too_deep_or_too_long_is_asked_about() throws IOException {
    Settings settings = withPricesAndNames(Map.of("ML_INTERN_CONFIRM_CPU_JOBS", "0"));
    String deep =
        call("hf_jobs", "{\"operation\":\"ps\",\"x\":" + "[".repeat(64) + "]".repeat(64) + "}");
    String longOne =
        call("hf_jobs", "{\"operation\":\"ps\",\"x\":\"" + "y".repeat(16 << 20) + "\"}");

    assertThat(answer(deep, settings)).contains("\"ask\"", "malformed", "64");
    assertThat(answer(longOne, settings)).contains("\"ask\"", "malformed", "16 MiB");
  }

  @Test
  void decisions_about_spending_are_logged_for_the_user_only() throws IOException {
    Settings settings = withPricesAndNames(Map.of());
    answer(call("mcp__ml-intern__hf_papers", "{\"operation\":\"search\"}"), settings);
    answer(call("hf_jobs", "{\"operation\":\"run\",\"hardware_flavor\":\"h200\"}"), settings);

    Path log = folder.resolve("home/audit.jsonl");
    assertThat(Files.getPosixFilePermissions(log))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    List<String> lines = Files.readAllLines(log);
    assertThat(lines).hasSize(1);
    JsonObject entry = JsonReader.readObject(lines.getFirst());
    assertThat(entry.string("decision")).contains("ask");
    assertThat(entry.string("class")).contains("paid_run");
    assertThat(entry.string("tool")).contains("hf_jobs");
    assertThat(entry.string("reason").orElseThrow()).contains("h200", "$2.50");
  }

  @Test
  void without_a_state_folder_nothing_is_approved_that_costs_or_changes() throws IOException {
    Files.writeString(folder.resolve("file"), "in the way");
    Settings settings =
        Settings.of(
            Map.of(
                "ML_INTERN_HOME", folder.resolve("file").toString(),
                "ML_INTERN_YOLO", "1",
                "ML_INTERN_CONFIRM_CPU_JOBS", "0"),
            folder);

    assertThat(answer(call("hf_jobs", "{\"operation\":\"run\"}"), settings)).contains("\"ask\"");
    assertThat(answer(call("hf_jobs", "{\"operation\":\"ps\"}"), settings)).contains("\"allow\"");
  }

  @Test
  void a_damaged_ledger_is_not_taken_for_an_empty_one() throws IOException {
    Settings settings =
        withPricesAndNames(Map.of("ML_INTERN_YOLO", "1", "ML_INTERN_YOLO_CAP_USD", "5"));
    Path ledger = folder.resolve("home/ledger/s1.json");
    Files.createDirectories(ledger.getParent());
    Files.writeString(ledger, "{\"charges\":[{\"usd\":4.9");

    String answer =
        answer(
            "{\"session_id\":\"s1\",\"tool_name\":\"hf_jobs\",\"tool_input\":{\"operation\":\"run\"}}",
            settings);

    assertThat(answer).contains("\"ask\"", "ledger", "damaged");
  }

  private Settings withPricesAndNames(Map<String, String> environment) throws IOException {
    var complete = new HashMap<>(environment);
    Path home = folder.resolve("home");
    if (Files.exists(home)) {
      try (var files = Files.walk(home)) {
        for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }
    }
    complete.put("ML_INTERN_HOME", home.toString());
    Settings settings = Settings.of(complete, folder);
    HardwareCache.of(settings).store(LivePrices.LISTING, Instant.now().minus(Duration.ofHours(1)));
    KnownNamespaces.of(settings).store(List.of("me", "my-org"));
    return settings;
  }

  private static String answer(String payload, Settings settings) {
    return ApprovalHook.answer(
        new ByteArrayInputStream(payload.getBytes(StandardCharsets.UTF_8)), settings);
  }

  private static String call(String tool, String input) {
    return "{\"tool_name\":\"%s\",\"tool_input\":%s}".formatted(tool, input);
  }

  private static JsonObject hookOutput(String answer) {
    JsonObject root = JsonReader.readObject(answer);
    assertThat(root.names()).containsExactly("hookSpecificOutput");
    JsonObject output = root.object("hookSpecificOutput").orElseThrow();
    assertThat(output.get("hookEventName")).contains(new JsonString("PreToolUse"));
    return output;
  }

  private static String randomHex(int digits) {
    byte[] bytes = new byte[digits / 2];
    new Random().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
