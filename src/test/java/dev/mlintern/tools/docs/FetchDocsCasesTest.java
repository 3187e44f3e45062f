package dev.mlintern.tools.docs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `fetch_hf_docs`: several pages at once, addresses, redirects, and what doc-builder writes in
/// tags (spec tools-read §6.2, 6.3).
class FetchDocsCasesTest {
  private final DocsDouble docs = new DocsDouble();

  @AfterEach
  void stop() {
    assertThat(docs.requests)
        .allSatisfy(r -> assertThat(r.getHeaders().get("Authorization")).isNull());
    docs.close();
  }

  @Test
  void several_pages_come_in_one_answer_and_a_missing_one_is_named() {
    docs.page(
            "/docs/trl/sft_trainer.md",
            "# SFT\n\n## SFTConfig[[trl.SFTConfig]]\n\npacking\n\n## B\n\nx")
        .page("/docs/peft/lora.md", "# LoRA\n\n" + "Low rank. ".repeat(3_000));

    String text =
        docs.fetch(
            "{'urls':['docs/trl/sft_trainer#trl.SFTConfig','https://huggingface.co/docs/peft/lora','docs/trl/nothing']}");

    assertThat(text)
        .hasSizeLessThanOrEqualTo(8_000)
        .contains("https://huggingface.co/docs/trl/sft_trainer#trl.SFTConfig")
        .contains("packing")
        .doesNotContain("## B")
        .contains("# LoRA")
        .contains("More: offset=")
        .contains("/docs/trl/nothing could not be read: There is no page");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        " ",
        "![",
        "![](",
        "<div ",
        "[[",
        "<hfoption id=\"",
        "<table ",
        "<docstring>",
      })
  void hostile_markup_costs_no_time(String piece) {
    String many = piece.repeat(1_000_000 / piece.length());
    docs.page("/docs/trl/a.md", "# Title " + many + "x <br>\n\n## Last\n\nEnd.\n");

    assertThat(docs.fetch("{'url':'docs/trl/a#last'}")).contains("End.");
  }

  @Test
  void a_text_is_looked_for_in_several_pages() {
    docs.page("/docs/trl/a.md", "# A\n\nmax_length is 1024\n")
        .page("/docs/trl/b.md", "# B\n\nno\n");

    assertThat(docs.fetch("{'urls':'docs/trl/a, docs/trl/b','find':'max_length'}"))
        .contains("max_length is 1024")
        .contains("does not occur on this page");
  }

  @Test
  void pages_none_of_which_can_be_read_are_an_error() {
    assertThat(docs.error("fetch_hf_docs", "{'urls':['docs/trl/a','docs/trl/b']}"))
        .contains("/docs/trl/a", "/docs/trl/b");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{'url':''}",
        "{'url':null,'urls':[]}",
        "{'urls':['docs/a/b','https://evil.example/x']}",
        "{'urls':['docs/1','docs/2','docs/3','docs/4','docs/5','docs/6']}",
        "{'urls':['docs/trl/a','docs/trl/b'],'offset':5}"
      })
  void what_names_no_page_is_refused_before_any_request(String arguments) {
    assertThat(docs.error("fetch_hf_docs", arguments))
        .containsAnyOf("huggingface.co/docs/trl/sft_trainer", "at most 5", "one page");
    assertThat(docs.requests).isEmpty();
  }

  @Test
  void a_query_is_dropped_and_a_versioned_page_fetched_once() {
    docs.page("/docs/transformers/v5.13.1/main_classes/trainer.md", "# Trainer\nText");

    assertThat(
            docs.fetch(
                "{'url':'https://huggingface.co/docs/transformers/v5.13.1/main_classes/trainer.md?x=1'}"))
        .contains("# Trainer");
    assertThat(docs.requests).hasSize(1);
    assertThat(docs.requests.getFirst().getUrl().query()).isNull();
  }

  @Test
  void a_redirect_to_another_page_is_followed_and_told() {
    docs.answers("/docs/trl/old.md", DocsDouble.movedTo("/docs/trl/main/en/new.md"))
        .page("/docs/trl/main/en/new.md", "# New\nText");

    assertThat(docs.fetch("{'url':'docs/trl/old'}"))
        .startsWith("https://huggingface.co/docs/trl/main/en/new (instead of /docs/trl/old)")
        .contains("# New");
  }

  @Test
  void a_section_of_today_s_rendition_has_its_signature_and_all_parameters() {
    docs.page(
        "/docs/transformers/bert.md",
        """
        # BERT

        ## BertConfig[[transformers.BertConfig]]

        #### transformers.BertConfig[[transformers.BertConfig]]

        [Source](https://github.com/huggingface/transformers/blob/v5/src/b.py#L29)

        **Parameters:**

        vocab_size (`int`, *optional*, defaults to 30522) : Vocabulary size.

        hidden_size (`int`) : Size of the layers.

        ## BertModel[[transformers.BertModel]]

        Other.
        """);

    assertThat(docs.fetch("{'url':'docs/transformers/bert#transformers.BertConfig'}"))
        .contains("vocab_size (`int`, *optional*, defaults to 30522)", "hidden_size", "b.py#L29")
        .doesNotContain("Other.", "[[");
  }

  @Test
  void a_reference_in_tags_becomes_headings_parameters_and_a_signature() {
    docs.page(
        "/docs/trl/v0.9/sft.md",
        """
        # SFT

        <div class="docstring border-l-2">
        <docstring><name>class trl.SFTConfig</name><anchor>trl.SFTConfig</anchor><source>https://github.com/huggingface/trl/blob/v0.9/trl/sft.py#L5</source><parameters>[{"name": "max_length", "val": ": int = 1024"}, {"name": "packing", "val": ": bool = False"}]</parameters><paramsdesc>- **max_length** (`int`, *optional*) --
          Longest sequence.
        - **packing** (`bool`) -- Pack several.</paramsdesc><paramgroups>0</paramgroups><rettype>`SFTConfig`</rettype><retdesc>The settings.</retdesc></docstring>

        What it is.
        </div>
        <div class="docstring">
        <docstring><name>train</name><anchor>trl.SFTTrainer.train</anchor></docstring>

        Trains.
        </div>
        """);

    assertThat(docs.fetch("{'url':'docs/trl/v0.9/sft#trl.SFTConfig'}"))
        .contains("#### trl.SFTConfig\n")
        .contains("`trl.SFTConfig(max_length: int = 1024, packing: bool = False)`")
        .contains("- **max_length** (`int`, *optional*) — Longest sequence.")
        .contains("- **packing** (`bool`) — Pack several.")
        .contains("**Returns:** `SFTConfig`")
        .contains("trl/sft.py#L5")
        .contains("What it is.")
        .doesNotContain("Trains.", "<docstring", "paramgroups");
    assertThat(docs.fetch("{'url':'docs/trl/v0.9/sft','section':'SFTTrainer.train'}"))
        .contains("Trains.");
  }

  @Test
  void alternatives_keep_their_names_and_tables_become_rows() {
    docs.page(
        "/docs/trl/x.md",
        """
        # X

        <hfoptions id="usage">
        <hfoption id="AutoModel">

        Use A.

        </hfoption>
        </hfoptions>

        <table><thead><tr><th>Method</th><th>Speed</th></tr></thead>
        <tr><td>A|B</td><td><b>2x</b></td></tr></table>

        ```html
        <table><tr><td>code</td></tr></table>
        ```
        """);

    assertThat(docs.fetch("{'url':'docs/trl/x'}"))
        .contains("**AutoModel:**")
        .contains("| Method | Speed |\n|---|---|\n| A\\|B | 2x |")
        .contains("<table><tr><td>code</td></tr></table>")
        .doesNotContain("hfoption");
  }
}
