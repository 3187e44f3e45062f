package dev.mlintern.tools.github;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `github_read_file`: every way to say which file, and several files at once.
class ReadFileAddressTest {
  private static final String FILE =
      IntStream.rangeClosed(1, 300).mapToObj(i -> "line " + i + "\n").collect(Collectors.joining());

  private final GitHubDouble github = new GitHubDouble();

  @AfterEach
  void stop() {
    github.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'path':'https://github.com/huggingface/trl/blob/v0.20.0/trl/sft.py#L100-L140'}",
        "{'path':'http://www.github.com/huggingface/trl/blame/v0.20.0/trl/sft.py?plain=1#L100-L140'}",
        "{'path':'https://github.com/huggingface/trl/raw/v0.20.0/trl/sft.py','line_start':100,'line_end':140}",
        "{'path':'https://github.com/huggingface/trl/raw/refs/tags/v0.20.0/trl/sft.py#L100-L140'}",
        "{'path':'https://raw.githubusercontent.com/huggingface/trl/v0.20.0/trl/sft.py#L100-L140'}",
        "{'path':'https://raw.githubusercontent.com/huggingface/trl/refs/tags/v0.20.0/trl/sft.py','line_start':'100','line_end':'140'}",
        "{'path':'huggingface/trl/trl/sft.py','ref':'v0.20.0','line_start':100,'line_end':140}",
        "{'repo':'trl','path':'/trl/sft.py','ref':'v0.20.0','line_start':100,'line_end':140}",
        "{'repo':'https://github.com/huggingface/trl.git','path':'trl/sft.py','ref':'v0.20.0','line_start':100,'line_end':140}",
        "{'repo':'https://github.com/huggingface/trl/blob/v0.20.0/trl/sft.py#L100-L140','path':null}",
        "{'repo':'other/one','path':'https://github.com/huggingface/trl/blob/v0.20.0/trl/sft.py#L100-L140'}"
      })
  void a_file_is_found_by_every_address_it_has(String arguments) {
    github.commit("huggingface/trl", "v0.20.0").file("huggingface/trl", "trl/sft.py", FILE);

    assertThat(github.read(arguments))
        .contains("huggingface/trl@0123456789 trl/sft.py")
        .contains("Lines 100-140 of 300")
        .contains("\n100| line 100\n")
        .contains("\n140| line 140\n")
        .doesNotContain("141|")
        .contains(
            "https://github.com/huggingface/trl/blob/"
                + GitHubDouble.SHA
                + "/trl/sft.py#L100-L140");
  }

  @Test
  void a_tree_address_alone_lists_the_folder() {
    github
        .commit("huggingface/trl", "main")
        .tree("huggingface/trl", "examples/|examples/a.py|b.py");

    assertThat(github.read("{'path':'https://github.com/huggingface/trl/tree/main/examples'}"))
        .contains("is a folder with 1 entries")
        .contains("a.py (100 B)")
        .contains("https://github.com/huggingface/trl/tree/" + GitHubDouble.SHA + "/examples");
    assertThat(github.read("{'path':'https://github.com/huggingface/trl/tree/main'}"))
        .contains("examples/")
        .contains("b.py");
  }

  @Test
  void a_branch_with_slashes_in_a_page_address_is_understood() {
    github
        .commit("o/r", "fix%2Ftokenizer")
        .answers("/repos/o/r", GitHubDouble.json(200, "{\"default_branch\":\"main\"}"))
        .file("o/r", "src/a.py", "found = 1\n");

    assertThat(github.read("{'path':'https://github.com/o/r/blob/fix/tokenizer/src/a.py'}"))
        .contains("o/r@0123456789 src/a.py")
        .contains("found = 1");
    assertThat(github.readError("{'path':'https://github.com/o/r/blob/nope/x/y/z/u/v/a.py'}"))
        .contains("no revision `nope`")
        .contains("`main`");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{'path':null}",
        "{'path':'sft.py'}",
        "{'path':'https://github.com/huggingface/trl/issues/12'}",
        "{'path':'https://gitlab.com/o/r/blob/main/a.py'}",
        "{'paths':['a.py'],'repo':''}",
        "{'repo':'o/r','paths':['1','2','3','4','5','6']}",
        "{'repo':'o/r','path':'0','paths':['1','2','3','4','5']}",
        "{'repo':'o/r','paths':['a','b'],'line_start':3}"
      })
  void what_names_no_file_is_refused_with_an_example_before_any_request(String arguments) {
    assertThat(github.readError(arguments))
        .containsAnyOf("Example: {", "/blob/", "at most 5", "at most 5 ", "#L10-L40");
    assertThat(github.requests).isEmpty();
  }

  @Test
  void characters_of_a_path_that_mean_something_in_addresses_are_encoded() {
    github.commit("o/r", "HEAD").file("o/r", "a%20b%23c%3Fd%25e.txt", "hello\n");

    assertThat(github.read("{'repo':'o/r','path':'a b#c?d%e.txt'}"))
        .contains("1| hello")
        .contains("/a%20b%23c%3Fd%25e.txt#L1-L1");
  }

  @Test
  void several_files_come_in_one_answer_at_one_commit() {
    github
        .commit("o/r", "HEAD")
        .commit("p/q", "main")
        .file("o/r", "a.py", "alpha = 1\n")
        .file("o/r", "long.py", "x = 'y'  # many\n".repeat(2_000))
        .file("p/q", "c.py", "one\ntwo\nthree\n")
        .tree("o/r", "a.py|long.py");

    String text =
        github.read(
            "{'repo':'o/r','paths':['a.py','long.py','missing.py','https://github.com/p/q/blob/main/c.py#L2']}");

    assertThat(text)
        .hasSizeLessThanOrEqualTo(8_000)
        .contains("1| alpha = 1")
        .contains("long.py")
        .contains("More: line_start=")
        .contains("o/r/missing.py could not be read: o/r has no file `missing.py`")
        .contains("2| two")
        .doesNotContain("3| three");
    assertThat(github.requests)
        .filteredOn(r -> r.getUrl().encodedPath().equals("/repos/o/r/commits/HEAD"))
        .hasSize(1);
  }

  @Test
  void a_text_is_looked_for_in_several_files() {
    github
        .commit("o/r", "HEAD")
        .file("o/r", "a.py", "import os\nlearning_rate = 1\n")
        .file("o/r", "b.py", "# nothing\n");

    assertThat(github.read("{'repo':'o/r','paths':'a.py, b.py','grep':'LEARNING_RATE'}"))
        .contains("2| learning_rate = 1")
        .contains("does not occur");
  }

  @Test
  void several_files_none_of_which_can_be_read_are_an_error() {
    github.commit("o/r", "HEAD").tree("o/r", "z.py");

    assertThat(github.readError("{'repo':'o/r','paths':['a.py','b.py']}"))
        .contains("`a.py`")
        .contains("`b.py`");
  }
}
