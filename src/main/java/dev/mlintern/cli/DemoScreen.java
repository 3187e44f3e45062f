package dev.mlintern.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Help.Ansi;

/// What the demo shows: numbered steps with their times, and quoted answers. Colours only in a
/// terminal.
final class DemoScreen {
  private static final int WIDTH = 100;
  private static final int TIME_WIDTH = 9;
  private static final String INDENT = "   ";

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
    line(INDENT + text);
  }

  /// A line of a list, wrapped at blanks.
  void item(String text) {
    String rest = text;
    String indent = INDENT;
    while (indent.length() + rest.length() > WIDTH) {
      int room = WIDTH - indent.length();
      int blank = rest.lastIndexOf(' ', room);
      int end = blank > 0 ? blank : room;
      line(indent + rest.substring(0, end));
      rest = rest.substring(end).strip();
      indent = INDENT + "  ";
    }
    line(indent + rest);
  }

  /// The beginning of an answer, as it came.
  void quote(String text, int maxLines) {
    List<String> lines = Columns.aligned(text.strip().lines().toList());
    for (String line : lines.subList(0, Math.min(lines.size(), maxLines))) {
      line(INDENT + styled("faint", "│") + " " + cut(line));
    }
    if (lines.size() > maxLines) {
      line(INDENT + styled("faint", "│ … " + (lines.size() - maxLines) + " more lines"));
    }
  }

  void finding(String text) {
    line(INDENT + styled("bold,fg(yellow)", "▶ " + text));
  }

  void good(String text) {
    line(INDENT + styled("bold,fg(green)", "✔ " + text));
  }

  void heading(String text) {
    line("");
    line(styled("bold", text));
  }

  void command(String text) {
    line(INDENT + styled("fg(cyan)", text));
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
