package dev.mlintern.tools.sandbox.edit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.fuzz.Campaign;
import dev.mlintern.fuzz.Choices;
import dev.mlintern.fuzz.Corpus;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// An edit of text that is there word for word is what `String.replace` does; no edit touches a
/// character outside of the place it names.
public final class EditEngineFuzzTest {
  private static final List<String> PIECES =
      List.of(
          "\n",
          "\r\n",
          "a",
          "  ",
          "\t",
          "def f(x):",
          "    return x",
          "\r",
          "\u201c",
          "\"",
          "\u00a0",
          "\u2014",
          "-",
          "é",
          "\ud83d\ude00",
          "\ufeff",
          "\u200b",
          "b",
          "ab",
          "",
          "x = 1",
          "}",
          "\u2028",
          "aa");

  @Test
  void an_exact_edit_is_a_plain_replacement_and_any_edit_changes_only_what_it_names() {
    Campaign.against(EditEngineFuzzTest::fuzzerTestOneInput, corpus()).run(25_000);
  }

  public static Corpus corpus() {
    return Corpus.ofBytes(
        Stream.of(
            new byte[] {12, 5, 0, 6, 0, 2, 0, 5, 0, 6, 0, 17, 0, 2, 2, 1, 15, 3},
            new byte[] {8, 2, 1, 2, 1, 2, 1, 2, 1, 0, 2, 1, 5, 6, 1, 1, 0, 1},
            new byte[] {10, 3, 2, 0, 4, 2, 0, 8, 9, 0, 20, 1, 2, 0, 9, 3, 1, 0},
            new byte[] {6, 23, 23, 23, 2, 0, 2, 1, 23, 1, 2, 1, 1, 1, 1}));
  }

  public static void fuzzerTestOneInput(byte[] input) {
    var choices = new Choices(input);
    String text = text(choices, 40);
    String wanted = choices.oneIn(3) ? text(choices, 5) : cut(text, choices);
    String fresh = text(choices, 5);
    boolean all = choices.oneIn(2);
    var mode = choices.oneOf(List.of(TextEdit.Mode.values()));
    Edited edited;
    try {
      edited =
          EditEngine.apply(
              text, List.of(new TextEdit(wanted, fresh, all, mode)), OptionalInt.empty());
    } catch (EditRefused refused) {
      assertThat(refused).hasMessageMatching("(?s).{20,}");
      return;
    }
    assertThat(edited.count()).isPositive();
    boolean endsLinesWithCr = text.contains("\r") && !text.contains("\n");
    if (!endsLinesWithCr
        && !text.contains("\r\n")
        && !wanted.contains("\r\n")
        && !fresh.contains("\r\n")
        && text.contains(wanted)) {
      assertThat(edited.text()).isEqualTo(plain(text, wanted, fresh, mode));
    }
    keepsWhatIsNotNamed(text, edited, wanted, fresh);
  }

  private static String plain(String text, String wanted, String fresh, TextEdit.Mode mode) {
    return text.replace(
        wanted,
        switch (mode) {
          case REPLACE -> fresh;
          case APPEND_AFTER -> wanted + fresh;
          case PREPEND_BEFORE -> fresh + wanted;
        });
  }

  /// One place changed: all before and all behind it stand as they stood, line ends included.
  private static void keepsWhatIsNotNamed(String text, Edited edited, String wanted, String fresh) {
    if (edited.count() != 1) {
      return;
    }
    String after = edited.text();
    int prefix = commonPrefix(text, after);
    int suffix = commonSuffix(text, after, prefix);
    int replaced = text.length() - prefix - suffix;
    int put = after.length() - prefix - suffix;
    // A relaxed match may span other blanks than were named, and new lines may get CR and
    // indentation.
    assertThat(replaced).isLessThanOrEqualTo(slack(wanted, text));
    assertThat(put).isLessThanOrEqualTo(slack(fresh, text));
  }

  private static int slack(String named, String text) {
    long lines = named.chars().filter(c -> c == '\n').count() + 1;
    return named.length() + (int) lines * (1 + longestBlankRun(text)) * 2;
  }

  private static int longestBlankRun(String text) {
    int longest = 0;
    int run = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      run =
          Character.isWhitespace(c) || c == '\u00a0' || c == '\u200b' || c == '\ufeff'
              ? run + 1
              : 0;
      longest = Math.max(longest, run);
    }
    return longest;
  }

  private static int commonPrefix(String one, String other) {
    int at = 0;
    while (at < Math.min(one.length(), other.length()) && one.charAt(at) == other.charAt(at)) {
      at++;
    }
    return at;
  }

  private static int commonSuffix(String one, String other, int prefix) {
    int length = 0;
    int most = Math.min(one.length(), other.length()) - prefix;
    while (length < most
        && one.charAt(one.length() - 1 - length) == other.charAt(other.length() - 1 - length)) {
      length++;
    }
    return length;
  }

  private static String text(Choices choices, int mostPieces) {
    var text = new StringBuilder();
    for (int pieces = choices.below(mostPieces); pieces > 0; pieces--) {
      text.append(choices.oneOf(PIECES));
    }
    return text.toString();
  }

  private static String cut(String text, Choices choices) {
    if (text.isEmpty()) {
      return "";
    }
    int from = choices.below(text.length());
    return text.substring(from, from + choices.below(text.length() - from + 1));
  }
}
