package dev.mlintern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.settings.Settings;
import dev.mlintern.tools.ToolCalls;
import dev.mlintern.tools.ToolRunner;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The limits the public services ask their callers to keep hold for the addresses everybody uses:
/// a call whose turn comes after its time is told so and does not wait.
@Timeout(120)
class ServiceLimitsTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{'operation':'citation_graph','arxiv_id':'2305.1829%d','direction':'citations'};Semantic"
            + " Scholar allows one request every 1 s",
        "{'operation':'read_paper','arxiv_id':'2305.1829%dv1'};arXiv allows one request every 3 s"
      })
  void a_turn_that_comes_too_late_is_told_at_once(String arguments, String said) throws Exception {
    // No service is asked: the proxy they would be reached through is not there.
    Settings settings =
        Settings.of(
            Map.of("HTTPS_PROXY", "http://127.0.0.1:" + closedPort(), "ML_INTERN_CACHE", "0"),
            Path.of("/nowhere"));
    ToolCalls tools =
        new ToolCalls(
            new ToolRunner(
                Toolbox.everything(settings), Duration.ofMillis(900), UnaryOperator.identity()));
    List<String> texts = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> running = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        String call = arguments.replace('\'', '"').formatted(i);
        running.add(threads.submit(() -> tools.error("hf_papers", call)));
      }
      for (Future<String> one : running) {
        texts.add(one.get());
      }
    }

    assertThat(texts)
        .anySatisfy(text -> assertThat(text).contains(said).contains("try again in"))
        .noneSatisfy(text -> assertThat(text).contains("did not end within"));
  }

  private static int closedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
