package dev.mlintern.hooks.upload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.http.HttpStack;
import dev.mlintern.hub.HubClient;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonReader;
import dev.mlintern.json.JsonWriter;
import dev.mlintern.redact.LookAlikesSurviveTest;
import dev.mlintern.redact.SecretCases;
import dev.mlintern.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What would be sent of a transcript, without a Hub (harness §3.9, U01).
class PreparedSessionTest {
  @TempDir Path folder;
  private Path transcript;

  @BeforeEach
  void makeTheFolder() throws IOException {
    transcript = Files.createDirectories(folder.resolve(".claude/projects/-p")).resolve("s1.jsonl");
  }

  @Test
  void none_of_the_specifications_secrets_is_sent_wherever_it_stands() throws IOException {
    SecretCases cases = SecretCases.of(System.nanoTime());
    List<String> lines = new ArrayList<>();
    for (SecretCases.Case one : cases.all()) {
      lines.add(line("user", JsonWriter.quote(one.text())));
      lines.add(line("assistant", "[" + block("text", "text", one.text()) + "]"));
      lines.add(
          line(
              "assistant",
              "[{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"Bash\",\"input\":"
                  + JsonObject.builder().put("command", one.text()).build().toJson()
                  + "}]"));
      lines.add(
          line(
              "user", "[" + block("tool_result", "content", "stdout\n" + one.text() + "\n") + "]"));
    }
    Files.write(transcript, lines);

    PreparedSession prepared = prepare(cases.environment());

    String sent = Files.readString(prepared.pieces().getFirst().content());
    assertThat(prepared.lines()).isEqualTo(lines.size());
    for (SecretCases.Case one : cases.all()) {
      one.secrets().forEach(secret -> assertThat(sent).as(one.id()).doesNotContain(secret));
    }
    assertThat(sent.lines()).allSatisfy(line -> JsonReader.readObject(line));
  }

  @Test
  void look_alikes_arrive_byte_for_byte() throws IOException {
    Map<String, String> texts = LookAlikesSurviveTest.texts(System.nanoTime());
    List<String> lines = new ArrayList<>();
    texts.values().forEach(text -> lines.add(line("user", JsonWriter.quote(text))));
    Files.write(transcript, lines);

    PreparedSession prepared = prepare(Map.of());

    assertThat(Files.readAllLines(prepared.pieces().getFirst().content())).isEqualTo(lines);
    assertThat(prepared.replaced().isEmpty()).isTrue();
  }

  @Test
  void a_long_line_is_left_out_and_counted_and_the_others_go() throws IOException {
    Files.writeString(
        transcript,
        line("user", "\"before\"")
            + "\n"
            + line("user", "\"" + "x".repeat(TraceCopy.MOST_LINE) + "\"")
            + "\n"
            + line("user", "\"after\"")
            + "\n");

    PreparedSession prepared = prepare(Map.of());

    assertThat(prepared.lines()).isEqualTo(2);
    assertThat(prepared.dropped()).isPositive();
  }

  private static String line(String role, String content) {
    return ("{\"type\":\"%s\",\"uuid\":\"0f8fad5b-d9cb-469f-a165-70867728950e\",\"parentUuid\":null,"
                + "\"sessionId\":\"s1\",\"timestamp\":\"2026-11-20T10:00:00.000Z\","
                + "\"message\":{\"role\":\"%s\",\"content\":%s}}")
        .formatted(role, role, content);
  }

  private static String block(String type, String name, String text) {
    return JsonObject.builder().put("type", type).put(name, text).build().toJson();
  }

  private PreparedSession prepare(Map<String, String> environment) throws IOException {
    Settings settings =
        Settings.of(Map.of("ML_INTERN_HOME", folder.resolve("state").toString()), folder);
    try (HttpStack http = HttpStack.create(settings, List.of())) {
      return new SessionUploads(
              settings, Clock.systemUTC(), environment, HubClient.create(settings, http))
          .prepare("s1", folder.resolve("out"));
    }
  }
}
