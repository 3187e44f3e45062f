package dev.mlintern.tools.github;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mockwebserver3.MockResponse;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// The acceptance cases of `github_list_repos` (spec tools-read §10.4).
class ListReposCasesTest {
  private final GitHubDouble github = new GitHubDouble();

  @AfterEach
  void stop() {
    github.close();
  }

  @Test
  void a_user_needs_no_other_words_than_an_organisation() {
    github.answers("/search/repositories", search(2, "{\"full_name\":\"karpathy/nanoGPT\"}"));

    assertThat(github.list("{'owner':'karpathy'}")).contains("karpathy/nanoGPT");
    assertThat(github.list("{'owner':'https://github.com/karpathy/','owner_type':'user'}"))
        .contains("karpathy/nanoGPT");
    assertThat(github.requests).as("the second is the same question").hasSize(1);
  }

  @Test
  void filters_become_qualifiers() {
    github.answers("/search/repositories", search(1, "{\"full_name\":\"o/r\"}"));

    github.list(
        "{'owner':'huggingface','sort':'updated','limit':15,'language':'Jupyter Notebook',"
            + "'topic':'rlhf','min_stars':50,'pushed_after':'2026-01-31','include_forks':true,'query':'reward'}");

    HttpUrl asked = github.requests.getFirst().getUrl();
    assertThat(asked.queryParameter("q"))
        .isEqualTo(
            "reward user:huggingface fork:true archived:false language:\"Jupyter Notebook\""
                + " topic:rlhf stars:>=50 pushed:>2026-01-31");
    assertThat(asked.queryParameter("sort")).isEqualTo("updated");
  }

  @Test
  void archived_ones_are_shown_only_on_request_and_marked() {
    github.answers(
        "/search/repositories", search(1, "{\"full_name\":\"o/old\",\"archived\":true}"));

    assertThat(github.list("{'owner':'huggingface','query':'rlhf','include_archived':true}"))
        .contains("o/old")
        .contains("ARCHIVED");
    assertThat(github.requests.getFirst().getUrl().queryParameter("q"))
        .doesNotContain("archived:false");
  }

  @Test
  void a_used_up_limit_tells_the_seconds() {
    github.answers(
        "/search/repositories",
        new MockResponse.Builder()
            .code(403)
            .addHeader("x-ratelimit-remaining", "0")
            .addHeader(
                "x-ratelimit-reset", Long.toString(Instant.now().plusSeconds(50).getEpochSecond()))
            .body("{\"message\":\"API rate limit exceeded\"}")
            .build());

    assertThat(github.listError("{'owner':'o'}"))
        .contains("HTTP 403, rate limit")
        .containsPattern("resets in (?:4\\d|50) s")
        .contains("GITHUB_TOKEN");
  }

  @Test
  void creation_order_is_read_over_several_pages() {
    github.answers(
        "/users/o/repos?sort=created&direction=asc&per_page=100&page=1",
        GitHubDouble.json(200, page(0, 100, true)));
    github.answers(
        "/users/o/repos?sort=created&direction=asc&per_page=100&page=2",
        GitHubDouble.json(200, page(100, 150, false)));

    assertThat(github.list("{'owner':'o','sort':'created','order':'asc','limit':3,'offset':2}"))
        .as("a hundred forks come first")
        .contains("o/r102", "o/r104")
        .doesNotContain("o/r101 ", "o/r105")
        .contains("3-5 of 50 shown; next: offset=5");
  }

  @Test
  void more_than_a_thousand_hits_cannot_be_paged_and_that_is_said() {
    assertThat(github.listError("{'owner':'o','offset':990,'limit':30}")).contains("first 1,000");
    assertThat(github.listError("{'owner':'o','sort':'created','language':'Python'}"))
        .contains("`language`");
    assertThat(github.requests).isEmpty();
  }

  private static MockResponse search(int total, String items) {
    return GitHubDouble.json(200, "{\"total_count\":%d,\"items\":[%s]}".formatted(total, items));
  }

  private static String page(int from, int to, boolean forks) {
    return IntStream.range(from, to)
        .mapToObj(i -> "{\"full_name\":\"o/r%d\",\"fork\":%s}".formatted(i, forks))
        .collect(Collectors.joining(",", "[", "]"));
  }
}
