package dev.mlintern.tools.datasets;

import dev.mlintern.hub.DatasetPage;
import dev.mlintern.hub.DatasetStatistics.ColumnStatistics;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// What is in the texts that should not be: markup, template tokens, broken encoding, more length
/// than a trainer keeps.
final class TextFindings {
  /// TRL's default `max_length` in tokens, for SFT and DPO.
  private static final int DEFAULT_TOKENS = 1024;

  /// Characters a token stands for in English text, roughly.
  private static final int CHARS_PER_TOKEN = 4;

  private static final int LIMIT = DEFAULT_TOKENS * CHARS_PER_TOKEN;

  private static final Marks HTML =
      new Marks(List.of("<"), "<(br|p|div|span|li|ul|ol|td|tr|table|h[1-6]|img|a)(\\s[^<>]*)?/?>");
  private static final Marks TEMPLATE =
      new Marks(
          List.of("<|", "INST]", "<start_of_turn>"),
          "<\\|im_start\\|>|<\\|start_header_id\\|>|<\\|(user|assistant|system)\\|>|\\[/?INST]"
              + "|<start_of_turn>");
  private static final Marks TURNS =
      new Marks(
          List.of("### ", "Human:", "Assistant:", "USER:", "ASSISTANT:"),
          "(?m)^\\s*(### (Instruction|Human|Response)|Human|Assistant|USER|ASSISTANT):");
  private static final Marks BROKEN =
      new Marks(List.of("\uFFFD", "Ã", "â€"), "\uFFFD|Ã[\u0080-¿]|â€[™œ\u009d“”]");

  /// What to look for. Pages hold megabytes of text, most of it without any of this, and a plain
  /// search for a needle is many times faster than a pattern.
  ///
  /// @param needles one of these is in every match
  private record Marks(List<String> needles, Pattern pattern) {
    Marks(List<String> needles, String regex) {
      this(needles, Pattern.compile(regex));
    }

    boolean isIn(String text) {
      return needles.stream().anyMatch(text::contains) && pattern.matcher(text).find();
    }
  }

  private TextFindings() {}

  static List<Finding> of(DatasetAudit audit, Sample sample) {
    List<Finding> findings = new ArrayList<>();
    for (ColumnProfile profile : sample.profiles()) {
      boolean text = profile.shape() == ColumnShape.TEXT;
      if (text || profile.shape().isConversation()) {
        column(profile, audit, sample, findings);
      }
    }
    return findings;
  }

  private static void column(
      ColumnProfile profile, DatasetAudit audit, Sample sample, List<Finding> findings) {
    List<String> texts =
        sample.page().rows().stream()
            .filter(row -> hasText(row, profile))
            .map(row -> PreferenceFindings.words(row.cells().path(profile.name())))
            .toList();
    if (texts.isEmpty()) {
      return;
    }
    templates(profile, texts, sample, findings);
    nuisance("HTML tags", HTML, profile, texts, sample, findings);
    nuisance("signs of broken encoding", BROKEN, profile, texts, sample, findings);
    length(profile, texts, audit, findings);
  }

  private static void nuisance(
      String what,
      Marks marks,
      ColumnProfile profile,
      List<String> texts,
      Sample sample,
      List<Finding> findings) {
    long hits = hits(marks, texts);
    if (hits > 0 && hits * 20 >= texts.size()) {
      findings.add(
          Finding.minor(
              Names.code(profile.name())
                  + (": " + what + " in ")
                  + sample.share(hits, texts.size(), "text")
                  + "; clean before training."));
    }
  }

  private static boolean hasText(DatasetPage.Row row, ColumnProfile profile) {
    boolean cut = row.truncated().contains(profile.name());
    boolean there = !row.cells().path(profile.name()).isNull();
    return there && !(cut && profile.shape().isConversation());
  }

  private static void templates(
      ColumnProfile profile, List<String> texts, Sample sample, List<Finding> findings) {
    long tokens = hits(TEMPLATE, texts);
    if (tokens > 0) {
      boolean throughout = tokens * 10 >= texts.size();
      findings.add(
          new Finding(
              throughout ? Finding.Severity.SERIOUS : Finding.Severity.NOTABLE,
              Names.code(profile.name())
                  + ": chat-template tokens in "
                  + sample.share(tokens, texts.size(), "text")
                  + ": already rendered for one model family; train on it as plain text or strip"
                  + " them, but apply no second template."));
      return;
    }
    long turns = hits(TURNS, texts);
    if (turns * 2 > texts.size()) {
      findings.add(
          Finding.notable(
              Names.code(profile.name())
                  + ": turn markers such as `Human:` or `### Instruction:` in "
                  + sample.share(turns, texts.size(), "text")
                  + ": conversations flattened to text; split them into messages to use a chat"
                  + " template."));
    }
  }

  /// The statistics know more texts than the page, and whole ones; without them the page must do.
  private static void length(
      ColumnProfile profile, List<String> texts, DatasetAudit audit, List<Finding> findings) {
    Optional<ColumnStatistics> known =
        audit
            .statistics()
            .flatMap(statistics -> statistics.find(profile.name()))
            .filter(column -> column.kind().equals("string_text"));
    long seen = texts.stream().filter(text -> text.length() > LIMIT).count();
    double longest =
        known
            .map(column -> column.number("max").orElse(0))
            .orElse((double) texts.stream().mapToInt(String::length).max().orElse(0));
    long sure = known.map(column -> column.atLeast(LIMIT).orElse(0)).orElse(0L);
    if (sure == 0 && seen == 0 && longest > LIMIT) {
      sure = 1;
    }
    if (sure > 0) {
      long rows = audit.statistics().get().examples();
      String share = Figures.count(sure) + " (" + Figures.percent(sure, rows) + ") of ";
      boolean often = sure * 10 >= rows;
      findings.add(
          tooLong(profile, "at least " + share + audit.statisticsExtent(), longest, often));
    } else if (seen > 0) {
      String share = audit.sample().get().share(seen, texts.size(), "text");
      findings.add(tooLong(profile, share, longest, seen * 10 >= texts.size()));
    }
  }

  private static Finding tooLong(
      ColumnProfile profile, String share, double longest, boolean often) {
    String text =
        Names.code(profile.name())
            + " is longer than "
            + Figures.count(LIMIT)
            + " characters (about "
            + Figures.count(DEFAULT_TOKENS)
            + " tokens, TRL's default `max_length`) in "
            + share
            + "; the longest has about "
            + Figures.count((long) longest / CHARS_PER_TOKEN)
            + " tokens: raise `max_length` or lose the rest.";
    return often ? Finding.notable(text) : Finding.minor(text);
  }

  private static long hits(Marks marks, List<String> texts) {
    return texts.stream().filter(marks::isIn).count();
  }
}
