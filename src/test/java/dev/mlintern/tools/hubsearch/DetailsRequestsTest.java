package dev.mlintern.tools.hubsearch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `hub_repo_details` asks the Hub for: counted, and how much of it at the same time.
class DetailsRequestsTest {
  private static final String MODEL = "{\"repo_ids\":[\"acme/m\"]}";
  private static final String[] PARTS = {
    "/api/models/acme/m",
    "/api/models/acme/m/tree/main",
    "/acme/m/resolve/main/config.json",
    "/acme/m/resolve/main/README.md"
  };

  @TempDir Path home;
  private ScriptedHub hub;

  @BeforeEach
  void start() throws Exception {
    hub = ScriptedHub.start(home);
    hub.json(PARTS[0], model("acme/m"))
        .json(PARTS[1], "[{\"type\":\"file\",\"path\":\"config.json\",\"size\":9}]")
        .json(PARTS[2], "{\"hidden_size\":4096}")
        .text(PARTS[3], "# Card\nText.")
        .json(
            "/api/jobs/hardware",
            "[{\"name\":\"t4-small\",\"prettyName\":\"T4\",\"cpu\":\"4 vCPU\",\"ram\":\"15"
                + " GB\",\"accelerator\":{\"type\":\"gpu\",\"model\":\"T4\",\"quantity\":\"1\",\"vram\":\"16"
                + " GB\"},\"unitCostUSD\":0.0067,\"unitLabel\":\"minute\"}]");
  }

  @AfterEach
  void stop() {
    hub.close();
  }

  @Test
  void a_model_found_by_a_search_costs_only_what_is_shown_of_it() throws Exception {
    hub.json("/api/models", "[" + model("acme/m") + "]");
    hub.search("{\"query\":\"m\",\"repo_types\":[\"model\"]}");
    int before = hub.requests().size();

    String first = hub.details(MODEL).text();

    assertThat(first).contains("hidden 4,096", "Text.", "t4-small", "files: 1 of 1");
    assertThat(hub.requests().subList(before, hub.requests().size()))
        .containsExactlyInAnyOrder(PARTS[0], PARTS[1], PARTS[2], PARTS[3], "/api/jobs/hardware");
  }

  @Test
  void everything_about_a_model_of_unknown_type_is_asked_for_at_the_same_time() throws Exception {
    hub.holdUntil(7);

    assertThat(hub.details(MODEL).text()).contains("hidden 4,096", "Text.", "files: 1 of 1");
    assertThat(hub.requests()).hasSize(7);
  }

  @Test
  void a_type_is_looked_for_once_and_prices_are_kept() throws Exception {
    hub.json("/api/datasets/acme/m", "{\"id\":\"acme/m\"}")
        .json(PARTS[0] + "/revision/v2", model("acme/m"));
    assertThat(hub.details(MODEL).text()).contains("also that of a dataset");
    int before = hub.requests().size();

    String again = hub.details("{\"repo_ids\":[\"acme/m\"],\"revision\":\"v2\"}").text();

    assertThat(again).contains("also that of a dataset");
    assertThat(hub.requests().subList(before, hub.requests().size()))
        .noneMatch(path -> path.startsWith("/api/datasets") || path.startsWith("/api/spaces"))
        .doesNotContain("/api/jobs/hardware");
  }

  @Test
  void a_dataset_found_by_a_search_is_not_suspected_to_be_a_model() throws Exception {
    hub.json("/api/datasets", "[{\"id\":\"acme/rows\"}]")
        .json("/api/datasets/acme/rows", "{\"id\":\"acme/rows\",\"description\":\"Rows.\"}")
        .json("/api/datasets/acme/rows/tree/main", "[]");
    hub.search("{\"query\":\"rows\",\"repo_types\":[\"dataset\"]}");
    int before = hub.requests().size();

    assertThat(hub.details("{\"repo_ids\":[\"acme/rows\"]}").text()).contains("(dataset)");
    assertThat(hub.requests().subList(before, hub.requests().size()))
        .containsExactlyInAnyOrder(
            "/api/datasets/acme/rows",
            "/api/datasets/acme/rows/tree/main",
            "/datasets/acme/rows/resolve/main/README.md");
  }

  @Test
  void a_repository_that_changed_its_type_is_found_again() throws Exception {
    hub.json("/api/models", "[{\"id\":\"acme/moved\"}]")
        .json("/api/datasets/acme/moved", "{\"id\":\"acme/moved\"}");
    hub.search("{\"query\":\"moved\",\"repo_types\":[\"model\"]}");

    assertThat(hub.details("{\"repo_ids\":[\"acme/moved\"]}").text()).contains("(dataset)");
  }

  @Test
  void ten_models_are_read_in_one_round() throws Exception {
    for (int i = 0; i < 10; i++) {
      hub.json("/api/models/acme/m" + i, model("acme/m" + i))
          .json("/acme/m" + i + "/resolve/main/config.json", "{\"hidden_size\":4096}");
    }
    hub.json(
        "/api/models",
        IntStream.range(0, 10)
            .mapToObj(i -> model("acme/m" + i))
            .collect(Collectors.joining(",", "[", "]")));
    hub.search("{\"query\":\"m\",\"repo_types\":[\"model\"]}");
    int before = hub.requests().size();
    hub.holdUntil(21);

    String ids =
        IntStream.range(0, 10)
            .mapToObj(i -> "\"acme/m" + i + "\"")
            .collect(Collectors.joining(",", "[", "]"));
    String text = hub.details("{\"repo_ids\":" + ids + "}").text();

    assertThat(text).contains("acme/m0", "acme/m9").doesNotContain("not read");
    assertThat(hub.requests().size() - before)
        .as("description and config, one price list")
        .isEqualTo(21);
  }

  private static String model(String id) {
    return "{\"id\":\"%s\",\"pipeline_tag\":\"text-generation\",\"safetensors\":{\"parameters\":{\"BF16\":1000000},\"total\":1000000}}"
        .formatted(id);
  }
}
