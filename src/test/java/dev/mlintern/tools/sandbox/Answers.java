package dev.mlintern.tools.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.tools.ToolResult;
import java.util.regex.Pattern;

/// What a test says of an answer.
final class Answers {
  private Answers() {}

  /// The text of an answer that is no error and has these parts.
  static String ok(ToolResult result, String... parts) {
    assertThat(parts).allSatisfy(part -> assertThat(result.text()).contains(part));
    assertThat(result.isError()).as(result.text()).isFalse();
    return result.text();
  }

  /// The text of an error that has these parts.
  static String failed(ToolResult result, String... parts) {
    assertThat(parts).allSatisfy(part -> assertThat(result.text()).contains(part));
    assertThat(result.isError()).as(result.text()).isTrue();
    return result.text();
  }

  /// The first group of a pattern.
  static String found(String pattern, String text) {
    var match = Pattern.compile(pattern).matcher(text);
    assertThat(match.find()).as(pattern + " in " + text).isTrue();
    return match.group(1);
  }
}
