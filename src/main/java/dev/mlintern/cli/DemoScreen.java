package dev.mlintern.cli;

import java.io.PrintWriter;
import java.time.Duration;
import picocli.CommandLine.Help.Ansi;

/// What the demo shows: numbered steps with their times, and quoted answers. Colours only in a
/// terminal.
final class DemoScreen {
  private static final int WIDTH = 100;
  private static final int TIME_WIDTH = 9;

  private final PrintWriter out;
  private final Ansi ansi;
  private int steps;

  DemoScreen(PrintWriter out, Ansi ansi) {
    this.out = out;
    this.ansi = ansi;
  }

  void title(String name, String claim) {
    line(styled("bold", name) + "  " + styled("faint", claim));
  }

  /// A finished step and how long it took.
  void step(String what, Duration took) {
    String number = Integer.toString(++steps);
    String time = took.toMillis() + " ms";
    int gap = WIDTH - number.length() - 2 - what.length() - TIME_WIDTH;
    line("");
    line(
        styled("bold,fg(cyan)", number)
            + "  "
            + styled("bold", what)
            + " ".repeat(Math.max(2, gap))
            + styled("faint", " ".repeat(Math.max(0, TIME_WIDTH - time.length())) + time));
  }

  void note(String text) {
    line("   " + text);
  }

  /// The beginning of an answer, as it came.
  void quote(String text, int maxLines) {
    String[] lines = text.strip().split("\n", -1);
    for (int i = 0; i < Math.min(lines.length, maxLines); i++) {
      line("   " + styled("faint", "│") + " " + cut(lines[i]));
    }
    if (lines.length > maxLines) {
      line("   " + styled("faint", "│ … " + (lines.length - maxLines) + " more lines"));
    }
  }

  void finding(String text) {
    line("   " + styled("bold,fg(yellow)", "▶ " + text));
  }

  void good(String text) {
    line("   " + styled("bold,fg(green)", "✔ " + text));
  }

  void heading(String text) {
    line("");
    line(styled("bold", text));
  }

  void command(String text) {
    line("   " + styled("fg(cyan)", text));
  }

  private static String cut(String text) {
    int room = WIDTH - 5;
    return text.length() <= room ? text : text.substring(0, room - 1) + "…";
  }

  private void line(String text) {
    out.println(text);
    out.flush();
  }

  /// Text that is not ours never meets the markup parser.
  private String styled(String style, String text) {
    if (!ansi.enabled()) {
      return text;
    }
    return Ansi.Style.on(Ansi.Style.parse(style)) + text + Ansi.Style.reset.on();
  }
}
