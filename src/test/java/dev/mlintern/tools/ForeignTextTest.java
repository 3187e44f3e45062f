package dev.mlintern.tools;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ForeignTextTest {
  private static final String FAMILY =
      new StringBuilder()
          .appendCodePoint(0x1F468)
          .append('\u200D')
          .appendCodePoint(0x1F467)
          .toString();

  @Test
  void removesWhatAPersonWouldNotSee() {
    String tagged = new StringBuilder("a").appendCodePoint(0xE0041).append('b').toString();
    assertThat(ForeignText.clean(tagged)).isEqualTo("ab");
    assertThat(ForeignText.clean("a\u200Bb\u202Ec\uFEFFd")).isEqualTo("abcd");
    assertThat(ForeignText.clean("a\0b\u001B[31mc\u007Fd\r\n\te")).isEqualTo("ab[31mcd\n\te");
    assertThat(ForeignText.clean("a\uD800b\uDC00c")).isEqualTo("abc");
    assertThat(ForeignText.clean("x\uE000y")).isEqualTo("xy");
  }

  @Test
  void keepsScriptsAndEmoji() {
    String text = "naïve – 日本語 " + FAMILY + " می\u200Cخواهم";
    assertThat(ForeignText.clean(text)).isEqualTo(text);
  }

  @Test
  void foldsWhiteSpaceIntoOneLine() {
    assertThat(ForeignText.oneLine("  a \n\n b\tc  d ")).isEqualTo("a b c d");
    assertThat(ForeignText.oneLine("\u2003a b\u2003")).isEqualTo("a b");
    assertThat(ForeignText.oneLine("a\u200B b")).isEqualTo("a b");
    assertThat(ForeignText.oneLine(" ")).isEmpty();
    assertThat(ForeignText.oneLine("")).isEmpty();
    assertThat(ForeignText.oneLine("a b")).isEqualTo("a b");
  }
}
