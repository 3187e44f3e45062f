package dev.mlintern.localhub.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      quoteCharacter = '"',
      value = {
        "*.bin model.bin",
        "*.bin .bin",
        "data/*.csv data/a.csv",
        "**/*.csv a.csv",
        "**/*.csv a/b/c.csv",
        "data/** data/a/b.csv",
        "saved_model/**/* saved_model/a",
        "saved_model/**/* saved_model/a/b/c",
        "a**z a/b/z",
        "?.csv 😀.csv",
        "train-?????.csv train-00001.csv",
        "[ab].csv b.csv",
        "[a-c]x bx",
        "[!a-c]x dx",
        "[^a-c]x dx",
        "[]a]x ]x",
        "[!]]x ax",
        "[a-]x -x",
        "[&&a]x &x",
        "[\\\\d]x dx",
        "[x [x",
        "[] []",
        "{train,test}.csv test.csv",
        "{train,test}/{a,b}*.csv train/b1.csv",
        "{a,b{c,d}}.x bd.x",
        "{a,}.x .x",
        "{a}.x a.x",
        "a,b a,b",
        "a}b a}b",
        "a{b,c a{b,c",
        "{a,b{c.x {a,b{c.x",
        "{a[}] {a}",
        "[{]a} {a}",
        "a.b+(c) a.b+(c)",
        "** a/b",
        "** a",
      })
  void fits(String glob, String path) {
    assertThat(Glob.of(glob).matches(path)).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ' ',
      quoteCharacter = '"',
      value = {
        "*.bin a/model.bin",
        "*.bin model.bin2",
        "data/*.csv data/a/b.csv",
        "**/a.csv ba.csv",
        "data/** data",
        "saved_model/**/* saved_model",
        "?.csv /.csv",
        "?.csv ab.csv",
        "[ab].csv c.csv",
        "[!a-c]x bx",
        "[!a]x /x",
        "[z-a]x zz",
        "a.b axb",
        "{train,test}.csv train,test.csv",
        "{a,b{c,d}}.x b.x",
        "a,b a",
      })
  void does_not_fit(String glob, String path) {
    assertThat(Glob.of(glob).matches(path)).isFalse();
  }

  @Test
  void many_stars_are_looked_through_once_and_not_in_every_combination() {
    String path = "a".repeat(200) + "b";

    assertThat(soon(() -> Glob.of("*a".repeat(40)).matches(path))).isFalse();
    assertThat(soon(() -> Glob.of("*a".repeat(40) + "*").matches(path))).isTrue();
    assertThat(soon(() -> Glob.of("**/".repeat(40) + "x").matches("a/".repeat(200)))).isFalse();
    assertThat(soon(() -> Glob.of("{a,a}".repeat(40)).matches("a".repeat(39) + "b"))).isFalse();
  }

  @Test
  void a_pattern_may_be_as_deep_as_it_likes() {
    int deep = 20_000;

    assertThat(Glob.of("{".repeat(deep) + "a" + "}".repeat(deep)).matches("a")).isTrue();
    assertThat(Glob.of("{".repeat(deep)).matches("{".repeat(deep))).isTrue();
    assertThat(Glob.of("[".repeat(deep)).matches("[".repeat(deep))).isTrue();
  }

  /// A backtracking matcher would need longer than the sun will shine.
  private static boolean soon(BooleanSupplier match) {
    return assertTimeoutPreemptively(Duration.ofSeconds(20), match::getAsBoolean);
  }
}
