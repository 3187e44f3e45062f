package dev.mlintern.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.fuzz.Campaign;
import dev.mlintern.fuzz.Corpus;
import dev.mlintern.json.JsonException;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonReader;
import dev.mlintern.policy.Admission;
import dev.mlintern.policy.Policy;
import dev.mlintern.policy.ToolRequest;
import dev.mlintern.settings.Settings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Any bytes on the hook's input: one sound answer or none. And what it allows is, to a client that
/// reads JSON less strictly, the very call that was judged, which the server's own gate reads the
/// same way.
public final class ApprovalHookFuzzTest {
  private static final Settings SETTINGS = settings();

  @Test
  void what_is_allowed_is_what_the_client_will_do() {
    Campaign.against(ApprovalHookFuzzTest::fuzzerTestOneInput, corpus()).run(4_000);
  }

  public static Corpus corpus() {
    return Corpus.ofBytes(
            ApprovalCase.all().stream().map(each -> each.stdin().getBytes(StandardCharsets.UTF_8)))
        .withWords(
            "\"operation\":\"run\",",
            "\"operation\":\"ps\",",
            "\"args\":{",
            "\"hardware_flavor\":\"a100x8\",",
            "\"dry_run\":true,",
            "\"tool_name\":\"Bash\",",
            "\"tool_input\":{",
            "}",
            "null",
            "\"private\":false,",
            "\\u0061",
            "\ufeff",
            "[",
            "\"\",");
  }

  public static void fuzzerTestOneInput(byte[] input) throws IOException {
    String answer = ApprovalHook.answer(new ByteArrayInputStream(input), SETTINGS);
    if (answer.isEmpty()) {
      return;
    }
    JsonObject output = JsonReader.readObject(answer).object("hookSpecificOutput").orElseThrow();
    String decision = output.string("permissionDecision").orElseThrow();
    assertThat(decision).isIn("allow", "ask", "deny");
    if (decision.equals("allow")) {
      allowedIsReadAlike(input);
    }
  }

  /// The last of two members with one name wins for JavaScript, and so here.
  private static void allowedIsReadAlike(byte[] input) throws IOException {
    JsonNode seen;
    try {
      seen = JsonMapper.shared().readTree(input);
    } catch (JacksonException e) {
      throw new AssertionError("allowed, though no client can read it", e);
    }
    String tool = seen.path("tool_name").asString();
    JsonObject arguments;
    try {
      arguments = JsonReader.readObject(seen.path("tool_input").toString());
    } catch (JsonException e) {
      throw new AssertionError("allowed, though its arguments are no object", e);
    }
    Policy policy = Policy.of(SETTINGS, Clock.systemUTC());
    var request =
        new ToolRequest(
            tool,
            arguments,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());
    var judged = policy.decide(request);
    assertThat(judged.verdict().name()).isEqualTo("ALLOW");
    Admission admitted =
        policy.admit(ToolRequest.ofServer(tool, arguments, Optional.empty(), Optional.empty()));
    if (admitted instanceof Admission.Admitted && !judged.action().name().equals("REMOTE_EXEC")) {
      assertThat(admitted.action().name()).isIn(judged.action().name(), "OTHER");
    }
  }

  private static Settings settings() {
    try {
      Path home = Files.createTempDirectory("approval-fuzz");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(home)));
      return Settings.of(
          Map.of("ML_INTERN_HOME", home.toString(), "ML_INTERN_CONFIRM_CPU_JOBS", "0"), home);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void delete(Path folder) {
    try (var files = Files.walk(folder)) {
      files.sorted(java.util.Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException _) {
      // a temporary folder more
    }
  }
}
