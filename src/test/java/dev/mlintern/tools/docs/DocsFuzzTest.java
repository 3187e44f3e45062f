package dev.mlintern.tools.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.fuzz.Campaign;
import dev.mlintern.fuzz.Choices;
import dev.mlintern.fuzz.Corpus;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Pages and route descriptions of any bytes: every heading stands in the text where it is said to
/// stand and is found by its anchor; what is said of a route fits into its line.
public final class DocsFuzzTest {
  private static final String PAGE =
      "<!-- licence -->\n# Trainer[[trl.SFTTrainer]]\n\n<Tip warning={true}>\nx\n</Tip>\n"
          + "```python\n# no heading\n```\n## **Use** `it`\n![a](b.png)<img src=\"x\">\n"
          + "<docstring><name>class trl.A</name><anchor>trl.A</anchor><source>s</source>"
          + "<parameters>[{\"name\":\"a\",\"val\":\" = 1\"}]</parameters>"
          + "<paramsdesc>- **a** (`int`) --\n  What.</paramsdesc><rettype>int</rettype>"
          + "<retdesc>It.</retdesc></docstring>\n<hfoptions id=\"x\"><hfoption id=\"y\">\n"
          + "<table><tr><th>A</th></tr><tr><td>b|c</td></tr></table>\n### Last\n";
  private static final String API =
      "{\"paths\":{\"/api/models/{namespace}/{repo}/tag\":{\"parameters\":[{\"$ref\":"
          + "\"#/components/p\"}],\"post\":{\"tags\":[\"repos\"],\"summary\":\"Tag\",\"requestBody\":"
          + "{\"content\":{\"application/json\":{\"schema\":{\"$ref\":\"#/components/s\"}}}},"
          + "\"responses\":{\"200\":{\"content\":{\"application/json\":{\"schema\":{\"type\":\"array\","
          + "\"items\":{\"properties\":{\"a\":{}}}}}}}}}}},\"components\":{\"p\":{\"in\":\"query\","
          + "\"name\":\"q\",\"schema\":{\"enum\":[1,2]}},\"s\":{\"anyOf\":[{\"$ref\":\"#/components/s\"}],"
          + "\"required\":[\"b\"],\"properties\":{\"b\":{\"type\":\"string\",\"default\":\"x\"}}}}}";

  @Test
  void headings_are_where_they_are_said_to_be_and_routes_fit_their_lines() {
    Campaign.against(DocsFuzzTest::fuzzerTestOneInput, corpus()).run(4_000);
  }

  public static Corpus corpus() {
    return Corpus.of(
            "\0" + PAGE,
            "\u0001" + API,
            "\0# a" + " ".repeat(3_000) + "x\n",
            "\0" + "![".repeat(2_000) + "<div ".repeat(2_000),
            "\0<docstring><parameters>" + "[".repeat(3_000) + "</parameters></docstring>")
        .withWords(
            "\n",
            "\r",
            "\r\n",
            "\u2028",
            "#",
            "# ",
            "[[",
            "]]",
            "```",
            "<docstring>",
            "</docstring>",
            "<name>",
            "</name>",
            "<parameters>",
            "</parameters>",
            "<table>",
            "</table>",
            "<hfoption id=\"",
            "<!--",
            "-->",
            "$",
            "\\",
            "\"$ref\":\"#/",
            "\"properties\":{",
            "\"anyOf\":[",
            "null");
  }

  public static void fuzzerTestOneInput(byte[] input) {
    var choices = new Choices(input);
    if (choices.oneIn(2)) {
      routes(choices.rest());
    } else {
      page(new String(choices.rest(), StandardCharsets.UTF_8));
    }
  }

  private static void page(String markdown) {
    DocsPage page = DocsPage.of(markdown);
    for (DocsPage.Heading heading : page.headings()) {
      String line = "#".repeat(heading.level()) + " " + heading.title();
      assertThat(page.text().startsWith(line, heading.at())).as(line).isTrue();
      assertThat(heading.title()).doesNotContain("\n", "\r");
      assertThat(page.lengthOf(heading)).isPositive();
      assertThat(page.section(heading.anchor())).as(heading.anchor()).isPresent();
    }
  }

  private static void routes(byte[] bytes) {
    try {
      for (ApiOperation operation : OpenApiReader.read(JsonMapper.shared().readTree(bytes))) {
        assertThat(operation.toString()).doesNotContain("\n", "\r");
      }
    } catch (JacksonException _) {
      // What is no JSON never gets there.
    }
  }
}
