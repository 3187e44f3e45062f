package dev.mlintern.tools.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.tools.ToolResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What stands in the requests that start something.
class SentJobTest {
  private static final String GROUP = "5f0c746619cb630495b814fd";
  private static final String SPEC =
      "\"jobSpec\":{\"dockerImage\":\"python:3.12\",\"command\":[\"x\"],\"flavor\":\"cpu-basic\",\"timeout\":60}";

  @TempDir Path home;
  private final MockWebServer server = new MockWebServer();
  private final Map<String, JsonNode> sent = new ConcurrentHashMap<>();
  private JobsRig rig;

  @BeforeEach
  void start() throws IOException {
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            return answer(request);
          }
        });
    server.start();
    String url = server.url("/").toString();
    rig = new JobsRig(url.substring(0, url.length() - 1), home, Map.of("ML_INTERN_YOLO", "1"));
  }

  @AfterEach
  void stop() {
    rig.close();
    server.close();
  }

  private MockResponse answer(RecordedRequest request) {
    String path = request.getTarget().replaceFirst("\\?.*", "");
    if (request.getMethod().equals("POST")) {
      sent.put(path, JsonMapper.shared().readTree(request.getBody().utf8()));
    }
    return switch (path) {
      case "/api/whoami-v2" ->
          json("{\"type\":\"user\",\"name\":\"me\",\"orgs\":[{\"name\":\"my-org\"}]}");
      case "/api/jobs/my-org" ->
          json(
              """
              {"type":"job","id":"687fb701029421ae5549d998","createdAt":"2026-07-22T16:06:25Z",
               "dockerImage":"python:3.12","command":["x"],"flavor":"cpu-basic","labels":{},
               "status":{"stage":"SCHEDULING"},"owner":{"name":"my-org"}}
              """);
      case "/api/scheduled-jobs/my-org" ->
          json(
              "{\"id\":\"687fb701029421ae5549d000\",\"schedule\":\"@daily\",\"suspend\":true,"
                  + "\"status\":{},\"owner\":{\"name\":\"my-org\"},"
                  + SPEC
                  + "}");
      default -> new MockResponse.Builder().code(404).body("{\"error\":\"Not found\"}").build();
    };
  }

  private static MockResponse json(String body) {
    return new MockResponse.Builder()
        .addHeader("Content-Type", "application/json")
        .body(body)
        .build();
  }

  @Test
  void a_resource_group_goes_with_the_job() throws Exception {
    rig.call(
        """
        {"operation": "run", "command": ["true"], "namespace": "my-org", "timeout": "10m",
         "wait_seconds": 0, "resource_group_id": "%s"}
        """
            .formatted(GROUP));

    assertThat(sent.get("/api/jobs/my-org").path("resourceGroupId").asString("")).isEqualTo(GROUP);
  }

  @Test
  void without_a_resource_group_none_is_sent() throws Exception {
    rig.call(
        """
        {"operation": "run", "command": ["true"], "namespace": "my-org", "wait_seconds": 0}
        """);

    assertThat(sent.get("/api/jobs/my-org").has("resourceGroupId")).isFalse();
  }

  @Test
  void what_is_no_resource_group_is_refused_before_anything_is_sent() throws Exception {
    ToolResult result =
        rig.call(
            """
            {"operation": "run", "command": ["true"], "namespace": "my-org",
             "resource_group_id": "my group"}
            """);

    assertThat(result.isError()).isTrue();
    assertThat(result.text()).contains("resource_group_id");
    assertThat(sent).isEmpty();
  }

  @Test
  void a_schedule_is_stored_suspended_with_its_resource_group_when_asked_for() throws Exception {
    ToolResult result =
        rig.call(
            """
            {"operation": "scheduled_run", "schedule": "@daily", "command": ["true"],
             "namespace": "my-org", "suspend": true, "concurrency": true,
             "resource_group_id": "%s"}
            """
                .formatted(GROUP));

    assertThat(result.text()).contains("suspended yes");
    JsonNode body = sent.get("/api/scheduled-jobs/my-org");
    assertThat(body.path("suspend").asBoolean(false)).isTrue();
    assertThat(body.path("concurrency").asBoolean(false)).isTrue();
    assertThat(body.path("jobSpec").path("resourceGroupId").asString("")).isEqualTo(GROUP);
  }

  @Test
  void a_schedule_starts_by_the_clock_and_one_run_at_a_time_unless_said_otherwise()
      throws Exception {
    rig.call(
        """
        {"operation": "scheduled_run", "schedule": "@daily", "command": ["true"],
         "namespace": "my-org"}
        """);

    JsonNode body = sent.get("/api/scheduled-jobs/my-org");
    assertThat(body.path("suspend").asBoolean(true)).isFalse();
    assertThat(body.path("concurrency").asBoolean(true)).isFalse();
  }
}
