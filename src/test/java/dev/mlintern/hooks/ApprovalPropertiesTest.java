package dev.mlintern.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonReader;
import dev.mlintern.json.JsonWriter;
import dev.mlintern.settings.Settings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whatever comes in, one JSON object or nothing goes out; and no random slip of the pen turns an
/// eight-GPU job into a free one. A new seed each run, named when something fails.
class ApprovalPropertiesTest {
  private static final List<byte[]> PAYLOADS =
      ApprovalCase.all().stream()
          .map(example -> example.stdin().getBytes(StandardCharsets.UTF_8))
          .toList();

  private static final List<String> ODDITIES =
      List.of(
          "\u0000",
          "\u202e",
          "\ud800",
          "\\ud800",
          "\\u0000",
          "\"",
          "\\",
          "{",
          "}",
          "[",
          "]",
          ",",
          ":",
          "null",
          "NaN",
          "1e999",
          "-0",
          "\uFEFF",
          "__proto__",
          "\u212a",
          "İ",
          "ﬁ",
          "\n",
          "mcp__",
          "__",
          "hf_jobs",
          "\"args\":",
          "\"operation\":",
          "[".repeat(100),
          "x".repeat(2000));

  @TempDir Path home;
  private final long seed = System.nanoTime();
  private final Random random = new Random(seed);

  @Test
  void any_bytes_give_one_object_or_nothing() {
    Settings settings = settings(Map.of("ML_INTERN_CONFIRM_CPU_JOBS", "0"));
    for (int i = 0; i < 4_000; i++) {
      byte[] payload = PAYLOADS.get(random.nextInt(PAYLOADS.size()));
      for (int n = random.nextInt(4); n >= 0; n--) {
        payload = bent(payload);
      }
      assertAnswer(ApprovalHook.answer(new ByteArrayInputStream(payload), settings), payload);
    }
  }

  @Test
  void a_stream_that_breaks_is_asked_about() {
    InputStream broken =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("the pipe is gone");
          }
        };

    assertThat(ApprovalHook.answer(broken, settings(Map.of()))).contains("\"ask\"");
  }

  @Test
  void a_random_slip_in_the_name_of_the_hardware_is_never_a_free_job() {
    Settings settings = settings(Map.of("ML_INTERN_CONFIRM_CPU_JOBS", "0"));
    for (int i = 0; i < 2_000; i++) {
      String key = slipped("hardware_flavor");
      String job =
          "{\"operation\":%s,\"script\":\"print(1)\",%s:\"a100x8\"}"
              .formatted(
                  JsonWriter.quote(random.nextBoolean() ? "run" : "uv"), JsonWriter.quote(key));
      String input = random.nextBoolean() ? job : "{\"operation\":\"run\",\"args\":" + job + "}";
      String payload = "{\"tool_name\":\"mcp__ml-intern__hf_jobs\",\"tool_input\":" + input + "}";

      String answer =
          ApprovalHook.answer(
              new ByteArrayInputStream(payload.getBytes(StandardCharsets.UTF_8)), settings);

      assertThat(answer).as("seed " + seed + ": " + payload).contains("\"ask\"");
    }
  }

  @Test
  void a_random_slip_in_what_makes_a_repository_private_is_never_a_silent_publication() {
    Settings settings = settings(Map.of("ML_INTERN_YOLO", "1"));
    Set<String> keys = Set.of("private", "visibility", "gated");
    for (int i = 0; i < 2_000; i++) {
      String key = keys.stream().skip(random.nextInt(keys.size())).findFirst().orElseThrow();
      String name = random.nextInt(4) == 0 ? key : slipped(key);
      String value =
          switch (key) {
            case "private" ->
                List.of("false", "\"false\"", "0", "[]", "\"no\"").get(random.nextInt(5));
            case "visibility" -> List.of("\"public\"", "1", "{}", "\"\"").get(random.nextInt(4));
            default -> List.of("false", "\"false\"", "\"none\"").get(random.nextInt(3));
          };
      String payload =
          "{\"tool_name\":\"hf_repo_git\",\"tool_input\":{\"operation\":\"update_repo\",\"repo_id\":\"me/m\",%s:%s}}"
              .formatted(JsonWriter.quote(name), value);

      String answer =
          ApprovalHook.answer(
              new ByteArrayInputStream(payload.getBytes(StandardCharsets.UTF_8)), settings);

      assertThat(answer).as("seed " + seed + ": " + payload).contains("\"ask\"");
    }
  }

  private void assertAnswer(String answer, byte[] payload) {
    if (answer.isEmpty()) {
      return;
    }
    String what = "seed " + seed + ": " + new String(payload, StandardCharsets.UTF_8);
    JsonObject root = JsonReader.readObject(answer);
    assertThat(root.names()).as(what).containsExactly("hookSpecificOutput");
    JsonObject output = root.object("hookSpecificOutput").orElseThrow();
    assertThat(output.string("permissionDecision").orElseThrow())
        .as(what)
        .isIn("allow", "ask", "deny");
    String reason = output.string("permissionDecisionReason").orElseThrow();
    assertThat(reason.length()).as(what).isBetween(1, 820);
    assertThat(reason.chars()).as(what).noneMatch(Character::isISOControl);
  }

  /// A name with one to three characters changed, added, dropped or doubled; never the name itself
  /// or another the gate knows.
  private String slipped(String name) {
    while (true) {
      var slipped = new StringBuilder(name);
      for (int n = 1 + random.nextInt(3); n > 0; n--) {
        int at = random.nextInt(slipped.length());
        char c = slipped.charAt(at);
        switch (random.nextInt(5)) {
          case 0 ->
              slipped.setCharAt(at, Character.isUpperCase(c) ? '_' : Character.toUpperCase(c));
          case 1 -> slipped.insert(at, ODDITIES.get(random.nextInt(4)).charAt(0));
          case 2 -> slipped.insert(at, c);
          case 3 -> slipped.insert(at, (char) (' ' + random.nextInt(95)));
          default -> {
            if (slipped.length() > 3) {
              slipped.deleteCharAt(at);
            }
          }
        }
      }
      String result = slipped.toString().replace("\ud800", "u");
      if (!Set.of(name, "hardware", "flavor", "args").contains(result)) {
        return result;
      }
    }
  }

  private byte[] bent(byte[] payload) {
    if (payload.length == 0) {
      return new byte[] {(byte) random.nextInt()};
    }
    int from = random.nextInt(payload.length);
    int to = from + random.nextInt(payload.length - from);
    var out = new ByteArrayOutputStream();
    out.write(payload, 0, from);
    switch (random.nextInt(5)) {
      case 0 -> out.write(random.nextInt());
      case 1 ->
          out.writeBytes(
              ODDITIES.get(random.nextInt(ODDITIES.size())).getBytes(StandardCharsets.UTF_8));
      case 2 -> {
        byte[] other = PAYLOADS.get(random.nextInt(PAYLOADS.size()));
        out.write(other, 0, random.nextInt(other.length + 1));
      }
      case 3 -> out.write(payload, from, to - from); // what follows is doubled
      default -> from = to; // what follows is dropped
    }
    out.write(payload, from, payload.length - from);
    return out.toByteArray();
  }

  private Settings settings(Map<String, String> environment) {
    var complete = new java.util.HashMap<>(environment);
    complete.put("ML_INTERN_HOME", home.toString());
    return Settings.of(complete, home);
  }
}
