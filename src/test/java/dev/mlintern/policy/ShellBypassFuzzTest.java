package dev.mlintern.policy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.fuzz.Campaign;
import dev.mlintern.fuzz.Choices;
import dev.mlintern.fuzz.Corpus;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// A shell line that goes round the gate goes round it in whatever clothes: quotes, blanks,
/// escapes, and the constructions a shell knows to run a command. And no line at all makes the
/// search fail.
public final class ShellBypassFuzzTest {
  private static final List<String> BYPASSES =
      ShellLines.bypasses().stream()
          .filter(line -> !line.contains("\n") && !line.contains("#"))
          .toList();

  /// Lines whose words may be quoted one by one without changing what runs.
  private static final Pattern PLAIN = Pattern.compile("(?!\\w+=)[\\w./:@-]+( [\\w./:@,-]+)*");

  private static final List<String> FRAMES =
      List.of(
          "%s",
          "sudo %s",
          "env A=1 %s",
          "time %s",
          "nohup %s &",
          "true && %s",
          "false || %s",
          "cd /tmp; %s",
          "if true; then %s; fi",
          "for i in 1 2; do %s; done",
          "while true; do %s; done",
          "case a in a) %s;; esac",
          "case a in (a) %s;; esac",
          "(%s)",
          "{ %s; }",
          "echo $(%s)",
          "echo \"$(%s)\"",
          "%s > /tmp/out 2>&1",
          "! %s",
          "%s # to be sure",
          "</dev/null %s",
          "f() { %s; }; f",
          "function f { %s; }; f",
          "function f() { %s; }; f",
          "cat <<EOF\nx\nEOF\n%s",
          "[[ -n a ]] && %s",
          "(( 1 )) && %s",
          "a=(1 2); %s",
          "echo 'it''s' ; %s",
          "A=1 B='x y' %s",
          "until %s; do :; done",
          "%s | tee log",
          "echo y | %s",
          "{ echo; %s; } 2>/dev/null",
          "\n\n  %s\n",
          "coproc %s",
          "select x in a; do %s; done");

  /// The command becomes one quoted word.
  private static final List<String> QUOTED_FRAMES =
      List.of(
          "bash -c %s",
          "sh -ec %s",
          "eval %s",
          "trap %s EXIT",
          "su -c %s",
          "timeout 5 bash -lc %s",
          "echo %s | sh");

  @Test
  void what_goes_round_the_gate_is_found_in_whatever_clothes() {
    Campaign.against(ShellBypassFuzzTest::fuzzerTestOneInput, corpus()).run(30_000);
  }

  public static Corpus corpus() {
    return Corpus.ofBytes(
            Stream.concat(
                Stream.of(
                    new byte[] {0, 3, 7, 5, 1, 1, 9, 9, 9, 3, 3},
                    new byte[] {1, 40, 1, 2, 2, 30, 8, 8, 8}),
                Stream.concat(ShellLines.bypasses().stream(), ShellLines.harmless().stream())
                    .map(line -> line.getBytes(StandardCharsets.UTF_8))))
        .withWords(
            "'",
            "\"",
            "\\",
            "`",
            "$(",
            "${",
            ")",
            "<<EOF\n",
            "<<<",
            "|",
            "&&",
            ";",
            "\n",
            "hf jobs run x",
            "bash -c ",
            "$'",
            "#");
  }

  public static void fuzzerTestOneInput(byte[] input) {
    String anything = new String(input, StandardCharsets.UTF_8);
    assertThat(found(anything)).isNotNull();
    assertThat(found("hf jobs run x\n" + anything)).isPresent();
    String dressed = dressed(new Choices(input));
    assertThat(found(dressed)).as(dressed).isPresent();
  }

  private static String dressed(Choices choices) {
    String line = choices.oneOf(BYPASSES);
    if (PLAIN.matcher(line).matches()) {
      line = requoted(line, choices);
    }
    for (int frames = choices.below(3); frames > 0; frames--) {
      line =
          choices.oneIn(4)
              ? choices.oneOf(QUOTED_FRAMES).replace("%s", "'" + line.replace("'", "'\\''") + "'")
              : choices.oneOf(FRAMES).replace("%s", line);
    }
    return line;
  }

  private static String requoted(String line, Choices choices) {
    var out = new StringBuilder();
    for (String word : line.split(" ")) {
      if (!out.isEmpty()) {
        out.append(choices.oneOf(List.of(" ", "  ", "\t", " \\\n ", " \\\n")));
      }
      int at = choices.below(word.length());
      String head = word.substring(0, at);
      String tail = word.substring(at);
      out.append(
          switch (choices.below(8)) {
            case 1 -> "'" + word + "'";
            case 2 -> '"' + word + '"';
            case 3 -> head + "\\" + tail;
            case 4 -> head + "''" + tail;
            case 5 -> head + "\"" + tail + "\"";
            case 6 -> head + "\\\n" + tail;
            case 7 -> head + "$'" + tail + "'";
            default -> word;
          });
    }
    return out.toString();
  }

  private static Optional<String> found(String line) {
    return ShellBypass.find(line, Optional.empty(), List.of());
  }
}
