package dev.mlintern.localhub.viewer.query;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.fuzz.Campaign;
import dev.mlintern.fuzz.Corpus;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/// A `where` clause is understood or refused with a reason, however deep or broken.
public final class WhereParserFuzzTest {
  @Test
  void a_clause_is_understood_or_refused_with_a_reason() {
    Campaign.against(WhereParserFuzzTest::fuzzerTestOneInput, corpus()).run(6_000);
  }

  public static Corpus corpus() {
    return Corpus.of(
            "\"a b\" = 'it''s' and (x.y >= 2.5 or not z is not null)",
            "name ilike '%x_' and ok = true or n <> -1e3",
            "(".repeat(8_000) + "a=1",
            "not ".repeat(8_000) + "a=1",
            "a=1" + " or a=1".repeat(2_000),
            "a > 1e999999999")
        .withWords(
            "and ",
            "or ",
            "not ",
            "(",
            ")",
            "'",
            "''",
            "\"",
            "is null",
            "like ",
            "=",
            "<>",
            "1e999999999",
            "1e-9999999999",
            ".",
            "--",
            ";");
  }

  public static void fuzzerTestOneInput(byte[] input) {
    try {
      assertThat(WhereParser.parse(new String(input, StandardCharsets.UTF_8))).isNotNull();
    } catch (WhereError refused) {
      assertThat(refused).hasMessageMatching("(?s).+");
    }
  }
}
