package dev.mlintern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.settings.Settings;
import dev.mlintern.tools.ToolCalls;
import dev.mlintern.tools.ToolResult;
import dev.mlintern.tools.ToolRunner;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Research calls side by side, shown by what is under way at the same time at a server that holds
/// its answers back, and by how much is asked for.
@Timeout(120)
class ResearchAtOnceTest {
  private final MockWebServer world = new MockWebServer();
  private final List<String> asked = Collections.synchronizedList(new ArrayList<>());
  private final List<String> tooFew = Collections.synchronizedList(new ArrayList<>());
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private volatile Predicate<String> held = _ -> false;
  private volatile CountDownLatch arrived = new CountDownLatch(0);
  private volatile CountDownLatch released = new CountDownLatch(0);
  private ToolCalls tools;

  @BeforeEach
  void start() throws IOException {
    world.setDispatcher(
        new Dispatcher() {
          @Override
          public MockResponse dispatch(RecordedRequest request) throws InterruptedException {
            String path = request.getUrl().encodedPath();
            asked.add(path);
            if (held.test(path)) {
              arrived.countDown();
              if (!released.await(60, TimeUnit.SECONDS)) {
                tooFew.add(path);
              }
            }
            return answer(path);
          }
        });
    world.start();
    String url = "http://127.0.0.1:" + world.getPort();
    Settings settings =
        Settings.of(
            Map.of(
                "HF_ENDPOINT", url,
                "ML_INTERN_DATASETS_SERVER", url + "/viewer",
                "ML_INTERN_S2_API", url + "/s2",
                "ML_INTERN_ARXIV", url + "/arxiv",
                "ML_INTERN_ARXIV_API", url + "/arxivapi",
                "ML_INTERN_AR5IV", url + "/ar5iv",
                "ML_INTERN_GITHUB_API", url + "/github",
                "ML_INTERN_WEB_SEARCH", url + "/web/"),
            Path.of("/nowhere"));
    tools =
        new ToolCalls(
            new ToolRunner(
                Toolbox.everything(settings), Duration.ofSeconds(100), UnaryOperator.identity()));
  }

  @AfterEach
  void stop() {
    released.countDown();
    threads.close();
    world.close();
    assertThat(tooFew).as("held and never joined by the others").isEmpty();
  }

  /// Holds answers to such paths until this many are waiting; the answers go on their own then.
  private void holdUntilThereAre(int waiting, Predicate<String> paths) {
    arrived = new CountDownLatch(waiting);
    released = arrived;
    held = paths;
  }

  @Test
  void calls_of_every_research_tool_are_under_way_at_the_same_time() throws Exception {
    List<String[]> calls =
        List.of(
            call("hf_papers", "{'operation':'search','query':'dpo'}"),
            call("hf_papers", "{'operation':'trending'}"),
            call("hf_papers", "{'operation':'read_paper','arxiv_id':'2305.18290'}"),
            call(
                "hf_papers",
                "{'operation':'citation_graph','arxiv_id':'2305.18290','direction':'citations'}"),
            call("hf_papers", "{'operation':'snippet_search','query':'lr'}"),
            call("hf_papers", "{'operation':'recommend','arxiv_id':'2305.18290'}"),
            call("hf_papers", "{'operation':'find_datasets','arxiv_id':'2305.18290'}"),
            call("explore_hf_docs", "{'query':'packing'}"),
            call("fetch_hf_docs", "{'url':'docs/trl/sft_trainer'}"),
            call("find_hf_api", "{'query':'create repository'}"),
            call("github_find_examples", "{'repo':'a/b','keyword':'sft'}"),
            call("github_list_repos", "{'owner':'o'}"),
            call("github_read_file", "{'repo':'c/d','path':'x.py'}"),
            call("web_search", "{'query':'grpo vllm'}"),
            call("hub_repo_search", "{'query':'llama','repo_types':['model']}"));
    holdUntilThereAre(calls.size(), _ -> true);

    List<Future<ToolResult>> running =
        calls.stream().map(c -> threads.submit(() -> tools.call(c[0], c[1]))).toList();

    assertThat(arrived.await(60, TimeUnit.SECONDS)).as("all at once: " + asked).isTrue();
    for (Future<ToolResult> call : running) {
      assertThat(call.get().text()).isNotBlank();
    }
  }

  @Test
  void thirty_calls_to_one_tool_do_not_wait_for_each_other() throws Exception {
    holdUntilThereAre(30, path -> path.startsWith("/docs/"));

    List<Future<ToolResult>> running =
        IntStream.range(0, 30)
            .mapToObj(
                i ->
                    threads.submit(
                        () -> tools.call("fetch_hf_docs", "{\"url\":\"docs/trl/page" + i + "\"}")))
            .toList();

    assertThat(arrived.await(60, TimeUnit.SECONDS)).as("all at once").isTrue();
    for (Future<ToolResult> call : running) {
      assertThat(call.get().text()).contains("# Page");
    }
  }

  @Test
  void the_details_of_ten_papers_are_asked_for_in_one_round() {
    String ids =
        IntStream.range(10, 20).mapToObj(i -> "2305.182" + i).collect(Collectors.joining(","));
    holdUntilThereAre(11, _ -> true);

    assertThat(
            tools.text(
                "hf_papers", "{\"operation\":\"paper_details\",\"arxiv_id\":\"" + ids + "\"}"))
        .contains("2305.18210", "2305.18219", "7 citations", "▲3")
        .doesNotContain("Warning");
    assertThat(asked).as("one batch, one card a paper").hasSize(11);
  }

  @Test
  void what_was_told_of_a_paper_is_not_asked_again() {
    String details = "{\"operation\":\"paper_details\",\"arxiv_id\":\"%s\"}";
    tools.text("hf_papers", details.formatted("2305.18210,2305.18211"));
    int before = asked.size();

    assertThat(tools.text("hf_papers", details.formatted("2305.18211"))).contains("7 citations");
    assertThat(asked).hasSize(before);
    tools.text("hf_papers", details.formatted("2305.18210,2305.18219"));
    assertThat(asked.subList(before, asked.size()))
        .containsExactlyInAnyOrder("/s2/graph/v1/paper/batch", "/api/papers/2305.18219");
  }

  @Test
  void a_paper_that_is_slow_to_come_holds_up_no_other() throws Exception {
    arrived = new CountDownLatch(1);
    released = new CountDownLatch(1);
    held = path -> path.contains("2400.00001");
    Future<ToolResult> slow =
        threads.submit(
            () ->
                tools.call(
                    "hf_papers", "{\"operation\":\"read_paper\",\"arxiv_id\":\"2400.00001\"}"));
    assertThat(arrived.await(60, TimeUnit.SECONDS)).isTrue();

    assertThat(
            tools.text(
                "hf_papers",
                "{\"operation\":\"read_paper\",\"arxiv_id\":\"2305.18290\",\"section\":\"1\"}"))
        .contains("We train.");
    int before = asked.size();
    assertThat(
            tools.text(
                "hf_papers",
                "{\"operation\":\"read_paper\",\"arxiv_id\":\"2305.18290\",\"section\":\"2\"}"))
        .contains("We end.");
    assertThat(asked).as("nothing is fetched for the next section").hasSize(before);
    assertThat(slow.isDone()).isFalse();
    released.countDown();
    assertThat(slow.get().isError()).isFalse();
  }

  @Test
  void the_same_paper_asked_for_by_many_is_fetched_once() throws Exception {
    arrived = new CountDownLatch(1);
    released = new CountDownLatch(1);
    held = path -> path.equals("/papers/2305.18290.md");
    List<Future<ToolResult>> running =
        IntStream.range(0, 8)
            .mapToObj(
                _ ->
                    threads.submit(
                        () ->
                            tools.call(
                                "hf_papers",
                                "{\"operation\":\"read_paper\",\"arxiv_id\":\"2305.18290\"}")))
            .toList();
    assertThat(arrived.await(60, TimeUnit.SECONDS)).isTrue();
    released.countDown();

    for (Future<ToolResult> call : running) {
      assertThat(call.get().text()).contains("1 Method");
    }
    assertThat(asked).containsExactly("/papers/2305.18290.md");
  }

  private static String[] call(String tool, String arguments) {
    return new String[] {tool, arguments.replace('\'', '"')};
  }

  private static MockResponse answer(String path) {
    if (path.startsWith("/papers/")) {
      return reply(
          "text/markdown",
          "# DPO\n\n## 1 Method\nWe train." + " More.".repeat(500) + "\n\n## 2 End\nWe end.\n");
    }
    if (path.startsWith("/docs/")) {
      return reply("text/markdown", "# Page\n\nText.\n");
    }
    if (path.endsWith("/batch")) {
      return json(
          IntStream.range(0, 10)
              .mapToObj(_ -> "{\"title\":\"T\",\"citationCount\":7}")
              .collect(Collectors.joining(",", "[", "]")));
    }
    if (path.startsWith("/api/papers/23")) {
      return json("{\"id\":\"" + path.substring(12) + "\",\"title\":\"T\",\"upvotes\":3}");
    }
    return new MockResponse.Builder().code(404).body("{\"error\":\"not found\"}").build();
  }

  private static MockResponse json(String body) {
    return reply("application/json", body);
  }

  private static MockResponse reply(String type, String body) {
    return new MockResponse.Builder().addHeader("Content-Type", type).body(body).build();
  }
}
