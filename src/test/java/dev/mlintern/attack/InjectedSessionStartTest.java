package dev.mlintern.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.hooks.SessionStartHook;
import dev.mlintern.settings.Settings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import okio.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.StringNode;

/// What the session start hook puts into the model's context comes from the Hub and from the name
/// of a folder: nobody's sentence gets in by either.
class InjectedSessionStartTest {
  private static final String WHOAMI =
      "{\"name\":\"julia\",\"fullname\":\"J\",\"isPro\":true,\"canPay\":true,\"orgs\":[{\"name\":"
          + "\"lab\",\"canPay\":true}],\"auth\":{\"accessToken\":{\"role\":\"write\","
          + "\"displayName\":\"t\"}}}";

  @TempDir Path folder;
  private MockWebServer hub;
  private int homes;

  @BeforeEach
  void start() throws IOException {
    hub = new MockWebServer();
    hub.start();
  }

  @AfterEach
  void stop() {
    hub.close();
  }

  static List<Payload> corpus() {
    return Payload.corpus();
  }

  @ParameterizedTest
  @MethodSource("corpus")
  void noFieldOfTheHubsAnswerAndNoFolderSpeaks(Payload payload) {
    Set<String> places = new LinkedHashSet<>();
    new Planting("", Optional.of("none"), Planting.Way.AFTER)
        .in("application/json", WHOAMI, places);
    assertThat(places).hasSizeGreaterThan(5);
    for (String place : places) {
      for (Planting.Way way : Planting.ways(place)) {
        String answer =
            new Planting(payload.text(), Optional.of(place), way)
                .in("application/json", WHOAMI, new LinkedHashSet<>());
        assertHolds(payload, way + " " + place, 200, answer);
      }
    }
    for (int status : new int[] {200, 401, 403, 429, 500}) {
      assertHolds(payload, "status " + status, status, payload.text());
    }
  }

  private void assertHolds(Payload payload, String how, int status, String answer) {
    hub.enqueue(
        new MockResponse.Builder()
            .code(status)
            .addHeader("Content-Type", "application/json")
            .body(new Buffer().writeUtf8(answer))
            .build());
    String input =
        "{\"session_id\":%1$s,\"cwd\":%1$s,\"hook_event_name\":\"SessionStart\",\"source\":\"startup\"}"
            .formatted(StringNode.valueOf(payload.text()));
    // A home of its own each time: an answer is kept for ten minutes.
    Path home = folder.resolve("home" + homes++);
    Map<String, String> environment =
        Map.of(
            "HF_ENDPOINT",
            "http://127.0.0.1:" + hub.getPort(),
            "HF_TOKEN",
            "t-" + "z".repeat(30),
            "ML_INTERN_LOCAL_MODE",
            "1",
            "ML_INTERN_HOME",
            home.resolve("state").toString());
    String output =
        SessionStartHook.answer(
            new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
            Settings.of(environment, home),
            Clock.systemUTC());
    JsonNode said = JsonMapper.shared().readTree(output);
    String context = said.path("hookSpecificOutput").path("additionalContext").asString();
    assertThat(context).as(how).startsWith("ml-intern (");
    assertThat(FenceCheck.faults(context, payload.starts())).as(how + "\n" + context).isEmpty();
    String notice = said.path("systemMessage").asString("");
    assertThat(FenceCheck.faults(notice, payload.starts())).as(how + "\n" + notice).isEmpty();
  }
}
