package dev.mlintern.tools.hubsearch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.tools.ToolResult;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Several repositories asked for in one call of `hub_repo_details`.
class ManyReposTest {
  @TempDir private Path home;
  private ScriptedHub hub;

  @BeforeEach
  void start() throws Exception {
    hub = LlamaPage.on(ScriptedHub.start(home));
  }

  @AfterEach
  void stop() {
    hub.close();
  }

  @Test
  void manyAreComparedInBriefWithoutReadingCardsAndFiles() throws Exception {
    String ids = ids(10);

    ToolResult result = hub.details("{\"repo_ids\":[" + ids + "],\"repo_type\":\"model\"}");

    assertThat(result.text())
        .startsWith("10 of 10 repositories read.")
        .contains(
            "# acme/m9 (model)",
            "fit: bf16 19 GB → l4x1 $0.80/h; int4 4.8 GB → t4-small $0.40/h; LoRA 21 GB → l4x1"
                + " $0.80/h; full fine-tune 173 GB → rtx-pro-6000x2 $5.50/h")
        .doesNotContain("card", "Left out");
    assertThat(result.text().length()).isLessThan(8_000);
    assertThat(hub.requests("/acme/m0/resolve/main/README.md")).isEmpty();
    assertThat(hub.requests("/api/models/acme/m0/tree/main")).isEmpty();
    assertThat(hub.requests("/api/jobs/hardware")).hasSize(1);
  }

  @Test
  void twentyAreTheMost() throws Exception {
    assertThat(hub.details("{\"repo_ids\":[" + ids(20) + "],\"repo_type\":\"model\"}").text())
        .contains("20 of 20", "# acme/m19 (model)")
        .doesNotContain("Left out");

    ToolResult tooMany = hub.details("{\"repo_ids\":[" + ids(100) + "]}");

    assertThat(tooMany.isError()).isTrue();
    assertThat(tooMany.text()).contains("20");
    assertThat(hub.requests("/api/models/acme/m99")).isEmpty();
  }

  @Test
  void anIdGivenTwiceIsReadOnce() throws Exception {
    ids(1);

    hub.details("{\"repo_ids\":[\"acme/m0\",\"acme/m0\"],\"repo_type\":\"model\"}");

    assertThat(hub.requests("/api/models/acme/m0")).hasSize(1);
  }

  /// Scripts `acme/m0`, `acme/m1`, … as models and returns their ids as a JSON list.
  private String ids(int count) {
    for (int i = 0; i < Math.min(count, HubRepoDetails.MOST_REPOS); i++) {
      hub.json(
              "/api/models/acme/m" + i,
              LlamaPage.INFO.replace("meta-llama/Llama-3.1-8B-Instruct", "acme/m" + i))
          .json("/acme/m" + i + "/resolve/main/config.json", LlamaPage.CONFIG);
    }
    return IntStream.range(0, count)
        .mapToObj(i -> "\"acme/m" + i + "\"")
        .collect(Collectors.joining(","));
  }
}
