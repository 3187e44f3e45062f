package dev.mlintern.tools.github;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import mockwebserver3.MockResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The acceptance cases of `github_read_file` (spec tools-read §11.4), in its order, and what the
/// better version of §11.3 adds.
class ReadFileCasesTest {
  private final GitHubDouble github = new GitHubDouble();

  @BeforeEach
  void pin() {
    github.commit("o/r", "HEAD");
  }

  @AfterEach
  void stop() {
    github.close();
  }

  @Test
  void a_short_file_comes_whole_numbered_and_in_its_language() {
    github.file("o/r", "examples/scripts/sft.py", lines(120));

    assertThat(github.read("{'repo':'o/r','path':'examples/scripts/sft.py'}"))
        .contains("Lines 1-120 of 120:\n```python\n1| line 1\n")
        .contains("\n120| line 120\n```")
        .contains("o/r@0123456789")
        .contains("blob/" + GitHubDouble.SHA)
        .doesNotContain("More:");
  }

  @Test
  void a_long_file_says_how_much_there_is_and_each_page_goes_on_where_the_last_ended() {
    github.file("o/r", "long.txt", lines(5_000));

    String text = github.read("{'repo':'o/r','path':'long.txt'}");
    int next = 1;
    int pages = 0;
    while (text.contains("More: line_start=")) {
      assertThat(text).hasSizeLessThanOrEqualTo(8_000).contains("\n" + next + "| line " + next);
      next = Integer.parseInt(text.replaceFirst("(?s).*More: line_start=(\\d+).*", "$1"));
      text = github.read("{'repo':'o/r','path':'long.txt','line_start':%d}".formatted(next));
      pages++;
    }

    assertThat(pages).isGreaterThan(5);
    assertThat(text).contains("\n" + next + "| line " + next).contains("\n5000| line 5000\n");
    assertThat(github.requests).as("one commit, one download").hasSize(2);
  }

  @Test
  void a_range_past_the_end_is_cut_and_that_is_said() {
    github.file("o/r", "a.txt", lines(500));

    assertThat(github.read("{'repo':'o/r','path':'a.txt','line_start':490,'line_end':9999}"))
        .contains("Lines 490-500 of 500 (the last there are)")
        .contains("500| line 500");
    assertThat(github.readError("{'repo':'o/r','path':'a.txt','line_start':501}"))
        .contains("has 500 lines");
    assertThat(github.readError("{'repo':'o/r','path':'a.txt','line_start':9,'line_end':3}"))
        .contains("before");
  }

  @Test
  void a_negative_start_gives_the_end_of_the_file() {
    github.file("o/r", "a.txt", lines(500));

    assertThat(github.read("{'repo':'o/r','path':'a.txt','line_start':-3}"))
        .contains("Lines 498-500 of 500:")
        .contains("498| line 498");
    assertThat(github.read("{'repo':'o/r','path':'a.txt','line_start':-9999}"))
        .contains("1| line 1\n");
    assertThat(github.readError("{'repo':'o/r','path':'a.txt','line_start':0}"))
        .contains("counts from 1");
  }

  @Test
  void a_wide_range_still_keeps_to_the_budget_and_remembers_its_end() {
    github.file("o/r", "a.txt", lines(9_000));

    String text = github.read("{'repo':'o/r','path':'a.txt','line_start':1,'line_end':8000}");

    assertThat(text)
        .hasSizeLessThanOrEqualTo(8_000)
        .containsPattern("More: line_start=\\d+, line_end=8000");
    assertThat(github.read("{'repo':'o/r','path':'a.txt','max_chars':40000}"))
        .hasSizeBetween(30_000, 40_000);
  }

  @Test
  void a_line_without_end_is_cut() {
    github.file("o/r", "min.js", "x".repeat(300_000) + "\nlast\n");

    assertThat(github.read("{'repo':'o/r','path':'min.js'}"))
        .hasSizeLessThanOrEqualTo(8_000)
        .contains("x…\n2| last");
  }

  @Test
  void a_folder_of_a_thousand_files_is_listed_in_pages() {
    String paths =
        IntStream.range(0, 1_000)
            .mapToObj(i -> "docs/page%04d.md".formatted(i))
            .collect(Collectors.joining("|"));
    github.tree("o/r", "docs/|" + paths);

    String first = github.read("{'repo':'o/r','path':'docs'}");
    String next = first.replaceFirst("(?s).*more: line_start=(\\d+).*", "$1");

    assertThat(first).hasSizeLessThanOrEqualTo(8_000).contains("of 1000 shown");
    assertThat(github.read("{'repo':'o/r','path':'docs','line_start':" + next + "}"))
        .contains("page%04d.md".formatted(Integer.parseInt(next) - 1))
        .doesNotContain("page0000");
  }

  @Test
  void a_readme_with_fences_stays_one_block() {
    github.file("o/r", "README.md", "# Use\n````\n```python\nx\n```\n````\nEnd\n");

    String text = github.read("{'repo':'o/r','path':'README.md'}");

    assertThat(text).contains("`````markdown\n");
    assertThat(text.lines().filter(line -> line.startsWith("`"))).hasSize(2);
  }

  @Test
  void a_notebook_of_either_format_is_cells_never_json() {
    String image = "iVBORw0KGgo" + "A".repeat(500);
    github
        .file(
            "o/r",
            "n4.ipynb",
            """
            {"nbformat":4,"cells":[{"cell_type":"code","source":["import trl\\n","print(1)"],
              "outputs":[{"output_type":"stream","text":["one\\n"]},
                {"output_type":"display_data","data":{"image/png":"%s"}},
                {"output_type":"error","traceback":["\\u001b[31mValueError\\u001b[0m: bad"]}]}]}
            """
                .formatted(image))
        .file(
            "o/r",
            "n3.ipynb",
            "{\"nbformat\":3,\"worksheets\":[{\"cells\":[{\"cell_type\":\"code\",\"input\":\"old ="
                + " 1\"}]}]}")
        .file("o/r", "bad.ipynb", "{\"cells\": [");

    assertThat(github.read("{'repo':'o/r','path':'n4.ipynb'}"))
        .contains("[1] code")
        .contains("import trl")
        .doesNotContain("iVBOR", "one", "\"cell_type\"");
    assertThat(github.read("{'repo':'o/r','path':'n4.ipynb','outputs':'text'}"))
        .contains("# > one")
        .contains("# > ValueError: bad")
        .doesNotContain("iVBOR");
    assertThat(github.read("{'repo':'o/r','path':'n3.ipynb'}")).contains("old = 1");
    assertThat(github.read("{'repo':'o/r','path':'bad.ipynb'}"))
        .contains("not a readable notebook")
        .doesNotContain("\"cells\"");
  }

  @Test
  void a_missing_path_names_the_nearest_whatever_its_case() {
    github.tree("o/r", "examples/scripts/sft.py|README.md|docs/README.md");

    assertThat(github.readError("{'repo':'o/r','path':'example/scripts/sft.py'}"))
        .contains("Nearest: examples/scripts/sft.py");
    assertThat(github.readError("{'repo':'o/r','path':'readme.md'}"))
        .contains("Nearest: README.md");
  }

  @Test
  void a_submodule_says_where_it_comes_from() {
    github
        .answers(
            "/repos/o/r/git/trees/" + GitHubDouble.SHA,
            GitHubDouble.json(
                200,
                "{\"tree\":[{\"path\":\"third/lib\",\"mode\":\"160000\",\"sha\":\"feedc0de00112233\"}]}"))
        .file(
            "o/r",
            ".gitmodules",
            "[submodule \"x\"]\n"
                + "\tpath = other\n"
                + "\turl = https://github.com/x/x\n"
                + "[submodule \"lib\"]\n"
                + "\tpath = third/lib\n"
                + "\turl = https://github.com/p/lib.git\n");

    assertThat(github.readError("{'repo':'o/r','path':'third/lib'}"))
        .contains("submodule")
        .contains("https://github.com/p/lib.git")
        .contains("feedc0de00")
        .doesNotContain("x/x");
  }

  @Test
  void an_empty_file_is_named_after_one_download() {
    github.file("o/r", "empty.py", "");

    assertThat(github.read("{'repo':'o/r','path':'empty.py'}")).contains("The file is empty.");
    assertThat(github.requests)
        .filteredOn(r -> r.getUrl().encodedPath().contains("/contents/"))
        .hasSize(1);
  }

  @Test
  void a_renamed_repository_is_followed() {
    github.answers(
        "/repos/old/name/commits/HEAD",
        new MockResponse.Builder()
            .code(301)
            .addHeader("Location", github.url() + "/repos/o/r/commits/HEAD")
            .build());
    github.file("old/name", "a.py", "moved = 1\n");

    assertThat(github.read("{'repo':'old/name','path':'a.py'}")).contains("moved = 1");
  }

  @Test
  void a_search_in_a_file_goes_on_where_it_stopped() {
    github.file(
        "o/r",
        "a.txt",
        "needle and more words to fill the line up to the end\n\n\n\n\n\n".repeat(400));

    String first = github.read("{'repo':'o/r','path':'a.txt','grep':'needle'}");
    String next = first.replaceFirst("(?s).*More: line_start=(\\d+).*", "$1");

    assertThat(first).hasSizeLessThanOrEqualTo(8_000).contains("of 400");
    assertThat(
            github.read("{'repo':'o/r','path':'a.txt','grep':'needle','line_start':" + next + "}"))
        .contains("\n" + next + "| needle")
        .doesNotContain("\n1| needle");
  }

  private static String lines(int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(i -> "line " + i + "\n")
        .collect(Collectors.joining());
  }
}
