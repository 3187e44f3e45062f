package dev.mlintern.tools.github;

import static org.assertj.core.api.Assertions.assertThat;

import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// Which request `github_list_repos` makes for which order, and how it shows the answer.
class ListReposTest {
  private final GitHubDouble github = new GitHubDouble();

  @AfterEach
  void stop() {
    github.close();
  }

  @Test
  void repositories_are_ranked_by_search_in_one_call() {
    github.answers("/search/repositories", GitHubDouble.json(200, repositories(30, 1234)));

    String text = github.list("{'owner':'huggingface'}");

    assertThat(text).contains("o/r0 · ★1,000").contains("1-30 of 1,234 shown; next: offset=30");
    RecordedRequest request = github.requests.getFirst();
    assertThat(request.getUrl().queryParameter("q")).contains("user:huggingface archived:false");
    assertThat(request.getUrl().queryParameter("sort")).isEqualTo("stars");
    assertThat(github.requests).hasSize(1);
  }

  @Test
  void creation_order_uses_the_listing() {
    github.answers(
        "/users/o/repos",
        GitHubDouble.json(
            200, "[{\"full_name\":\"o/old\",\"fork\":true},{\"full_name\":\"o/first\"}]"));

    assertThat(github.list("{'owner':'o','sort':'created','order':'asc','limit':3}"))
        .contains("o/first")
        .doesNotContain("o/old")
        .contains("1-1 of 1 shown.");
    assertThat(github.requests.getFirst().getUrl().queryParameter("direction")).isEqualTo("asc");
  }

  @Test
  void an_unknown_owner_is_an_error() {
    github.answers(
        "/search/repositories", GitHubDouble.json(422, "{\"message\":\"Validation Failed\"}"));

    assertThat(github.listError("{'owner':'no-such-owner-xyz'}")).contains("no-such-owner-xyz");
  }

  private static String repositories(int count, int total) {
    ObjectNode answer = JsonMapper.shared().createObjectNode().put("total_count", total);
    var items = answer.putArray("items");
    for (int i = 0; i < count; i++) {
      items
          .addObject()
          .put("full_name", "o/r" + i)
          .put("stargazers_count", 1000 - i)
          .put("language", "Python")
          .put("pushed_at", "2026-11-01T00:00:00Z")
          .putNull("description");
    }
    return answer.toString();
  }
}
