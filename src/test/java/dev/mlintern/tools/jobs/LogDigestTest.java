package dev.mlintern.tools.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.mlintern.hub.jobs.LogEvent;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LogDigestTest {
  private static final String STARTED = "===== Job started at 2026-11-27 03:00:00 =====";

  @Test
  void colours_titles_links_and_hidden_characters_are_gone() {
    assertThat(
            text(
                "\u001b[1;31mred\u001b[0m and \u001b]0;title\u0007plain",
                "\u001b]8;;https://x.y\u001b\\link\u001b]8;;\u001b\\",
                "a\u200b\u202eb\u2066c\ufeff",
                "spin |\b/\b-\bdone",
                "unfinished \u001b]0;all of this is kept",
                "\u009b31mC1 \u001b(Bcharset\u001b=",
                "tab\tstays"))
        .isEqualTo(
            """
            red and plain
            link
            abc
            spin done
            unfinished 0;all of this is kept
            C1 charset
            tab\tstays\
            """);
  }

  @Test
  void a_bar_drawn_over_itself_is_its_last_state() {
    assertThat(
            text(
                "before",
                "\r"
                    + "  0%|          | 0/3 [00:00<?, ?it/s]\r"
                    + " 33%|███▎      | 1/3 [00:01<00:02,  1.0s/it]\r"
                    + "100%|██████████| 3/3 [00:03<00:00,  1.0s/it]",
                "after"))
        .isEqualTo("before\n100%|██████████| 3/3 [00:03<00:00,  1.0s/it]\nafter");
  }

  @Test
  void a_bar_with_other_lines_between_moves_to_its_last_state() {
    assertThat(
            text(
                "Train:   1%|          | 1/100 [00:01<01:39,  1.00s/it]",
                "{'loss': 2.31}",
                "Train:   2%|▏         | 2/100 [00:02<01:38,  1.00s/it, loss=2.1]",
                "{'loss': 2.10}",
                "Eval:  50%|█████     | 5/10 [00:01<00:01,  5.00it/s]",
                "Train:   3%|▎         | 3/100 [00:03<01:37,  1.00s/it]{'loss': 1.9}"))
        .isEqualTo(
            """
            {'loss': 2.31}
            {'loss': 2.10}
            Eval:  50%|█████     | 5/10 [00:01<00:01,  5.00it/s]
            Train:   3%|▎         | 3/100 [00:03<01:37,  1.00s/it]
            {'loss': 1.9}\
            """);
  }

  @Test
  void downloads_of_several_forms_are_progress() {
    assertThat(
            text(
                "start",
                "model.safetensors:  10%|█         | 105M/988M [00:01<00:10, 85.1MB/s]",
                "model.safetensors: 100%|██████████| 988M/988M [00:11<00:00, 85.1MB/s]",
                "1024it [00:01, 998.1it/s]",
                "2048it [00:02, 998.1it/s]",
                "   ━━━━━━━━━╸━━━━━━━━━ 10.1/20.2 MB 5.0 MB/s eta 0:00:02",
                "   ━━━━━━━━━━━━━━━━━━━ 20.2/20.2 MB 5.0 MB/s eta 0:00:00",
                "Downloading data:  12% 1.2MB/9MB",
                "Downloading data: 100% 9MB/9MB",
                " 51200K .......... .......... .......... .......... .......... 50% 1.2M 1s",
                " 51250K .......... .......... .......... .......... .......... 51% 1.3M 1s",
                "Receiving objects:  10% (10/100), 1.00 MiB | 1.00 MiB/s",
                "Receiving objects: 100% (100/100), 9.00 MiB | 1.00 MiB/s, done.",
                "⠋ Preparing packages... (0/5)",
                "⠙ Preparing packages... (3/5)"))
        .isEqualTo(
            """
            start
            model.safetensors: 100%|██████████| 988M/988M [00:11<00:00, 85.1MB/s]
            2048it [00:02, 998.1it/s]
            ━━━━━━━━━━━━━━━━━━━ 20.2/20.2 MB 5.0 MB/s eta 0:00:00
            Downloading data: 100% 9MB/9MB
            51250K .......... .......... .......... .......... .......... 51% 1.3M 1s
            Receiving objects: 100% (100/100), 9.00 MiB | 1.00 MiB/s, done.
            ⠙ Preparing packages... (3/5)\
            """);
  }

  @Test
  void lines_that_only_look_like_progress_stay() {
    String log =
        """
        accuracy 93.1%
        accuracy 94.1%
        step 10/100 loss=1.2
        step 11/100 loss=1.1
        throughput 5.1 MB/s
        throughput 5.3 MB/s
        | model | score |
        | a | 10% |
        | b | 20% |
        {'loss': 1.2, 'epoch': 0.1}
        ########## Evaluation ##########
        [rank0]: RuntimeError: 50% of workers died [00:01]
        GPU 0 has 12.5% free
        https://x.y/s/it/100%\
        """;

    assertThat(text(log.split("\n"))).isEqualTo(log);
  }

  @Test
  void a_line_overwritten_by_other_words_is_kept() {
    assertThat(
            text(
                "Loading… \rERROR: no space left\rretrying",
                "counting 1\rcounting 2\rcounting 3\r"))
        .isEqualTo("Loading…\nERROR: no space left\nretrying\ncounting 3");
  }

  @Test
  void repetitions_are_counted() {
    var digest = new LogDigest(LogWindow.last(100, 8_000), 0);
    feed(digest, 0, "first");
    for (int i = 0; i < 42; i++) {
      feed(digest, i + 1, "UserWarning: again");
    }
    feed(digest, 43, "last");

    assertThat(digest.excerpt().text())
        .isEqualTo("first\nUserWarning: again\n… repeated 41×\nlast");
    assertThat(digest.excerpt().summary())
        .isEqualTo(
            "3 of 44 lines shown, 41 folded (progress, repeats); later lines: since_line=44");
  }

  @Test
  void the_hubs_own_marks_are_no_lines_but_count_for_the_cursor() {
    LogExcerpt excerpt =
        excerpt(
            LogWindow.last(10, 8_000), STARTED, "hi", "===== Job finished: status=COMPLETED =====");

    assertThat(excerpt.text()).isEqualTo("hi");
    assertThat(excerpt.read()).isEqualTo(1);
    assertThat(excerpt.cursor()).isEqualTo(3);
    assertThat(text("===== Job started something", "===== Job started at noon"))
        .contains("something", "noon");
  }

  @Test
  void installation_at_the_very_start_is_left_out() {
    LogExcerpt excerpt =
        excerpt(
            LogWindow.last(100, 8_000),
            STARTED,
            "Reading inline script metadata from `/tmp/x/train.py`",
            "Downloading cpython-3.12.4-linux-x86_64-gnu (download) (28.2MiB)",
            "Using CPython 3.12.4",
            "   Building flash-attn==2.6.3",
            "Downloading torch (846.0MiB)",
            " Downloaded torch",
            "      Built flash-attn==2.6.3",
            "Installed 75 packages in 1.20s",
            "Downloading data",
            "Installed 3 packages in 20ms",
            "done");

    assertThat(excerpt.text()).isEqualTo("Downloading data\nInstalled 3 packages in 20ms\ndone");
    assertThat(excerpt.summary())
        .isEqualTo(
            "3 of 11 lines shown, 8 of package installation left out; later lines: since_line=12");
  }

  @Test
  void pip_and_apt_at_the_start_are_left_out_too() {
    assertThat(
            text(
                "Get:1 http://mirror.example/debian bookworm InRelease [151 kB]",
                "Reading package lists...",
                "Collecting torch==2.4.0 (from -r requirements.txt (line 1))",
                "  Downloading torch-2.4.0-cp312-cp312-manylinux1_x86_64.whl (797.2 MB)",
                "     ━━━━━━━━━━━━━━━━━━━━ 797.2/797.2 MB 1.2 MB/s eta 0:00:00",
                "Installing collected packages: torch",
                "Successfully installed torch-2.4.0",
                "training"))
        .isEqualTo("training");
  }

  @Test
  void words_an_installer_might_have_written_stay_where_no_installer_was() {
    String log = "Downloading data\nBuilding index\nFetching weights (3 files)\nready";

    assertThat(text(log.split("\n"))).isEqualTo(log);
    assertThat(text("Downloading data")).isEqualTo("Downloading data");
  }

  @Test
  void an_installation_that_hangs_or_fails_is_shown() {
    assertThat(text("Using CPython 3.12.4", "Downloading torch (846.0MiB)"))
        .isEqualTo("Using CPython 3.12.4\nDownloading torch (846.0MiB)");
    assertThat(
            text(
                "Using CPython 3.12.4",
                "  × No solution found when resolving `--with` dependencies:",
                "x"))
        .isEqualTo("  × No solution found when resolving `--with` dependencies:\nx");
  }

  @Test
  void the_last_lines_are_shown_and_counted() {
    LogExcerpt excerpt = excerpt(LogWindow.last(2, 8_000), "a", "b", "c", "d");

    assertThat(excerpt.text()).isEqualTo("c\nd");
    assertThat(excerpt.summary()).isEqualTo("2 of 4 lines shown; later lines: since_line=4");
  }

  @Test
  void lines_above_the_budget_are_left_out_in_the_middle_and_the_mark_says_where_they_are() {
    String[] lines =
        IntStream.rangeClosed(1, 100)
            .mapToObj(i -> "line %03d".formatted(i))
            .toArray(String[]::new);

    LogExcerpt excerpt = excerpt(LogWindow.last(100, 400), lines);

    assertThat(excerpt.text()).hasSizeLessThanOrEqualTo(400);
    assertThat(excerpt.text()).startsWith("line 001\n").endsWith("\nline 100");
    List<String> shown = excerpt.text().lines().toList();
    int gap =
        shown.indexOf(
            shown.stream().filter(line -> line.startsWith("…")).findFirst().orElseThrow());
    assertThat(shown.get(gap))
        .isEqualTo(
            "… %d lines left out here (since_line=%d reads them) …"
                .formatted(100 - excerpt.shown(), gap));
    assertThat(shown).hasSize(excerpt.shown() + 1);
  }

  @Test
  void reading_forward_shows_every_line_once_whatever_the_budget() {
    String[] lines = IntStream.rangeClosed(1, 97).mapToObj(i -> "line " + i).toArray(String[]::new);
    var all = new StringBuilder();
    long cursor = 0;
    int pages = 0;
    while (true) {
      var digest = new LogDigest(LogWindow.first(20, 300), cursor);
      for (int i = 0; i < lines.length && !digest.isFull(); i++) {
        feed(digest, i, lines[i]);
      }
      LogExcerpt page = digest.excerpt();
      assertThat(page.text().length()).isLessThanOrEqualTo(300);
      all.append(page.text()).append('\n');
      cursor = page.cursor();
      pages++;
      if (!page.more()) {
        assertThat(page.summary()).endsWith("; later lines: since_line=97");
        break;
      }
      assertThat(page.summary()).endsWith("; there is more: since_line=" + cursor);
    }

    assertThat(all.toString().strip()).isEqualTo(String.join("\n", lines));
    assertThat(pages).isGreaterThan(4);
  }

  @Test
  void events_replayed_after_a_reconnect_count_once() {
    var digest = new LogDigest(LogWindow.last(10, 8_000), 0);
    feed(digest, 0, "a");
    feed(digest, 1, "b");
    feed(digest, 0, "a");
    feed(digest, 1, "b");
    feed(digest, 2, "c");

    assertThat(digest.excerpt().text()).isEqualTo("a\nb\nc");
  }

  @Test
  void a_filter_shows_matching_lines_with_their_numbers() {
    LogWindow window = LogWindow.last(2, 8_000).matching(LineFilter.of("Loss"));

    LogExcerpt excerpt = excerpt(window, "loss 3", "x", "loss 2", "loss 1", "y");

    assertThat(excerpt.text()).isEqualTo("3: loss 2\n4: loss 1");
    assertThat(excerpt.summary())
        .isEqualTo("3 lines match `Loss`; 2 of 5 lines shown; later lines: since_line=5");
  }

  @Test
  void a_filter_finds_words_as_they_are_and_as_a_pattern() {
    assertThat(matches("error (", "an Error (1)")).isTrue();
    assertThat(matches("loss.*nan", "LOSS is NaN")).isTrue();
    assertThat(matches("^step \\d+$", "step 12")).isTrue();
    assertThat(matches("^step \\d+$", "a step 12")).isFalse();
    assertThat(matches("a.b", "a.b")).isTrue();
    assertThat(matches("[", "x[0]")).isTrue();
    assertThatThrownBy(() -> LineFilter.of("  ")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_pattern_that_would_take_for_ever_is_stopped() {
    assertThatThrownBy(() -> matches("^(.*a){20}$", "a".repeat(60) + "b"))
        .isInstanceOf(LineFilter.TooCostly.class)
        .hasMessageContaining("^(.*a){20}$");
  }

  @Test
  void a_line_of_a_megabyte_is_cut_and_says_so() {
    String text = excerpt(LogWindow.last(10, 8_000), "x".repeat(1_000_000), "end").text();

    assertThat(text).hasSizeLessThan(2_100).contains("… (+998000 characters)").endsWith("\nend");
  }

  @Test
  void a_single_line_above_the_budget_shows_its_end() {
    LogExcerpt excerpt = excerpt(LogWindow.last(10, 300), "x".repeat(900) + "Error: here");

    assertThat(excerpt.text()).hasSizeLessThanOrEqualTo(300).endsWith("Error: here");
  }

  @Test
  void the_last_lines_for_a_diagnosis_do_not_depend_on_the_window() {
    var digest = new LogDigest(LogWindow.first(1, 200).matching(LineFilter.of("nothing")), 0);
    feed(digest, 0, " 10%|█         | 1/10 [00:01<00:09,  1.00s/it]");
    feed(digest, 1, "Traceback\nValueError: x");

    assertThat(digest.excerpt().text()).isEmpty();
    assertThat(digest.lastLines()).containsExactly("Traceback", "ValueError: x");
  }

  @Test
  void a_log_of_many_lines_is_held_as_its_window_only() {
    var digest = new LogDigest(LogWindow.last(100, 8_000), 0);
    for (int i = 0; i < 200_000; i++) {
      feed(
          digest,
          i,
          i % 3 == 0
              ? i / 2_000 + "%|█  | " + i + "/200000 [00:01<00:09,  1.00s/it]"
              : "line " + i);
    }

    assertThat(digest.lastLines()).hasSize(400);
    assertThat(digest.excerpt().shown()).isEqualTo(100);
    assertThat(digest.excerpt().read()).isEqualTo(200_000);
    assertThat(digest.excerpt().text()).endsWith("line 199999");
  }

  private static boolean matches(String filter, String line) {
    return LineFilter.of(filter).matches(line);
  }

  private static String text(String... events) {
    return excerpt(LogWindow.last(1_000, 8_000), events).text();
  }

  private static LogExcerpt excerpt(LogWindow window, String... events) {
    var digest = new LogDigest(window, 0);
    for (int i = 0; i < events.length; i++) {
      feed(digest, i, events[i]);
    }
    return digest.excerpt();
  }

  private static void feed(LogDigest digest, int index, String text) {
    digest.add(new LogEvent.Line(index + 1, text, Optional.empty()));
  }

  @Test
  void no_more_lines_are_shown_than_there_are() {
    var digest = new LogDigest(LogWindow.last(100, 8_000), 0);
    digest.add(new LogEvent.Line(1, "first\rsecond\rthird", Optional.empty()));
    assertThat(digest.excerpt().summary()).startsWith("3 of 3 lines shown");
  }
}
