package dev.mlintern.tools.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.EncodingType;
import dev.mlintern.tools.ToolResult;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Listings: filtered by the Hub, in pages, in few tokens.
class JobListTest {
  private static final int MOST_TOKENS = 900;
  private static final int PAGE = 10;
  private static final Pattern ID = Pattern.compile("[0-9a-f]{24}");

  @TempDir Path home;
  private final MockWebServer server = new MockWebServer();
  private final ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();
  private final List<String> jobs = new ArrayList<>();
  private JobsRig rig;

  @BeforeEach
  void start() throws Exception {
    server.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) {
            asked.add(request.getTarget());
            return request.getTarget().startsWith("/api/jobs/my-org?")
                    || request.getTarget().equals("/api/jobs/my-org")
                ? page(request)
                : new MockResponse.Builder().code(404).build();
          }
        });
    server.start();
    rig = new JobsRig("http://localhost:" + server.getPort(), home, Map.of());
    var random = new Random(4);
    String[] flavors = {"a10g-large", "cpu-basic", "t4-small", "a100-large", "l40sx1"};
    String[] stages = {"RUNNING", "COMPLETED", "ERROR", "CANCELED", "SCHEDULING"};
    for (int i = 0; i < 34; i++) {
      var id = new StringBuilder();
      while (id.length() < 24) {
        id.append(Integer.toHexString(random.nextInt(16)));
      }
      boolean ended = i % 5 != 0 && i % 5 != 4;
      Instant start = Instant.now().minusSeconds(500 + random.nextInt(90_000));
      jobs.add(
          """
          {"id":"%s","createdAt":"%s","startedAt":"%s","dockerImage":"ghcr.io/astral-sh/uv:python3.12-bookworm",
           "command":["/bin/sh","-c","x","sh"],"flavor":"%s","timeout":14400,"labels":{"name":"sft-qwen-%d","ml-intern-request":"%016x"},
           "status":{"stage":"%s"},"durations":{"runningSecs":%d},"owner":{"name":"my-org"}%s}
          """
              .formatted(
                  id,
                  start,
                  start,
                  flavors[random.nextInt(5)],
                  i,
                  random.nextLong(),
                  stages[i % 5],
                  random.nextInt(20_000),
                  ended ? ",\"finishedAt\":\"" + start.plusSeconds(400) + "\"" : ""));
    }
  }

  private MockResponse page(RecordedRequest request) {
    var url = request.getUrl();
    int from =
        url.queryParameter("cursor") == null ? 0 : Integer.parseInt(url.queryParameter("cursor"));
    int to = Math.min(jobs.size(), from + PAGE);
    var response =
        new MockResponse.Builder()
            .addHeader("Content-Type", "application/json")
            .body("[" + String.join(",", jobs.subList(from, to)) + "]");
    if (to < jobs.size()) {
      response.addHeader(
          "Link",
          "<" + url.newBuilder().setQueryParameter("cursor", "" + to).build() + ">; rel=\"next\"");
    }
    return response.build();
  }

  @AfterEach
  void stop() {
    rig.close();
    server.close();
  }

  @Test
  void twenty_five_jobs_take_at_most_900_tokens() throws Exception {
    ToolResult result = rig.call("{\"operation\":\"ps\",\"all\":true,\"namespace\":\"my-org\"}");
    int tokens =
        Encodings.newLazyEncodingRegistry()
            .getEncoding(EncodingType.O200K_BASE)
            .countTokens(result.text());
    assertThat(ids(result)).hasSize(25);
    assertThat(tokens).as(result.text()).isLessThanOrEqualTo(MOST_TOKENS);
    assertThat(result.text()).contains("RUNNING:", "SCHEDULING:", "sft-qwen-3", "a10g-large", "$");
  }

  @Test
  void a_cursor_goes_on_where_the_page_ended_though_the_hubs_pages_are_of_another_length()
      throws Exception {
    Set<String> seen = new HashSet<>();
    String cursor = "";
    int pages = 0;
    while (true) {
      String text =
          rig.call(
                  "{\"operation\":\"ps\",\"all\":true,\"namespace\":\"my-org\",\"limit\":7%s}"
                      .formatted(cursor))
              .text();
      ID.matcher(text).results().forEach(id -> assertThat(seen.add(id.group())).isTrue());
      pages++;
      var next = Pattern.compile("cursor=(\\S+)").matcher(text);
      if (!next.find()) {
        break;
      }
      cursor = ",\"cursor\":\"" + next.group(1) + "\"";
    }
    assertThat(seen).hasSize(34);
    assertThat(pages).isEqualTo(5);
  }

  @Test
  void stages_and_labels_are_filtered_by_the_hub() throws Exception {
    rig.call("{\"operation\":\"ps\",\"namespace\":\"my-org\"}");
    rig.call(
        "{\"operation\":\"ps\",\"all\":true,\"status\":\"error\",\"namespace\":\"my-org\","
            + "\"labels\":{\"name\":\"x\"}}");
    assertThat(asked)
        .contains(
            "/api/jobs/my-org?stage=SCHEDULING&stage=RUNNING",
            "/api/jobs/my-org?stage=ERROR&label=name%3Dx");
    ToolResult unknown =
        rig.call("{\"operation\":\"ps\",\"status\":\"sleeping\",\"namespace\":\"my-org\"}");
    assertThat(unknown.isError()).isTrue();
    assertThat(unknown.text()).contains("sleeping", "canceled");
  }

  @Test
  void an_empty_listing_says_what_was_looked_for() throws Exception {
    jobs.clear();
    assertThat(rig.call("{\"operation\":\"ps\",\"namespace\":\"my-org\"}").text())
        .contains("No jobs of my-org (scheduling, running)", "all=true");
  }

  private static Set<String> ids(ToolResult result) {
    Set<String> ids = new HashSet<>();
    ID.matcher(result.text()).results().forEach(id -> ids.add(id.group()));
    return ids;
  }
}
