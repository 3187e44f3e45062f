package dev.mlintern.localhub.card;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.fuzz.Campaign;
import dev.mlintern.fuzz.Corpus;
import dev.mlintern.json.JsonReader;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/// The head of any README is YAML that can be sent as JSON, or is refused; aliases do not multiply.
public final class FrontMatterFuzzTest {
  @Test
  void the_head_of_a_readme_is_data_or_is_refused() {
    Campaign.against(FrontMatterFuzzTest::fuzzerTestOneInput, corpus()).run(1_500);
  }

  public static Corpus corpus() {
    return Corpus.of(
            "---\nlicense: mit\ntags:\n- a\n- b: {c: [1, 2.5e3, ~]}\n---\n# Model\n",
            "---\na: &x [1,2]\nb: *x\nc: !!str 1\nd: |\n  text\n  more\n---\n",
            "---\n"
                + "a: &a [x,x,x,x,x,x,x,x]\n"
                + "b: &b [*a,*a,*a,*a,*a,*a]\n"
                + "c: &c [*b,*b,*b,*b,*b,*b]\n"
                + "d: &d [*c,*c,*c,*c]\n"
                + "---\n",
            "---\na: &a {b: *a}\n---\n",
            "---\n" + "- ".repeat(3_000) + "x\n---\n",
            "---\na: " + "[".repeat(6_000) + "\n---\n",
            "---\n? [a]\n: b\n1: 2\nnull: 3\n---\n")
        .withWords(
            "---\n",
            "- ",
            ": ",
            "&a ",
            "*a",
            "[",
            "{",
            "!!binary ",
            "!!float .inf",
            "? ",
            "|\n",
            "<<: *a",
            ".nan",
            "0o17",
            "2026-01-01",
            "\n");
  }

  public static void fuzzerTestOneInput(byte[] input) {
    String readme = new String(input, StandardCharsets.UTF_8);
    FrontMatter head;
    try {
      head = FrontMatter.parse(readme);
    } catch (BadFrontMatter refused) {
      assertThat(refused).hasMessageMatching("(?s).+");
      assertThat(FrontMatter.parseLeniently(readme).body()).isEqualTo(readme);
      return;
    }
    assertThat(readme).endsWith(head.body());
    String json = head.data().toJson();
    assertThat(JsonReader.read(json)).isEqualTo(head.data());
    assertThat(json.length()).isLessThan(1_000_000);
  }
}
