package dev.mlintern.tools.datasets;

import dev.mlintern.hub.DatasetPage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// What goes wrong in pairs of answers: identical ones, length as a giveaway, scores that say the
/// opposite; and prompts repeated inside their completions.
final class PreferenceFindings {
  /// Share of pairs in which the chosen answer is longer, from which length gives it away.
  private static final double LENGTH_BIAS = 0.75;

  /// Pairs needed to speak of a bias.
  private static final int ENOUGH_PAIRS = 20;

  private PreferenceFindings() {}

  static List<Finding> of(Sample sample) {
    List<Finding> findings = new ArrayList<>();
    ColumnSet columns = ColumnSet.of(sample);
    Optional<String> chosen = playing(columns, ColumnSet.Part.CHOSEN);
    Optional<String> rejected = playing(columns, ColumnSet.Part.REJECTED);
    if (chosen.isPresent() && rejected.isPresent()) {
      pairs(sample, chosen.get(), rejected.get(), findings);
      scores(sample, findings);
    }
    Optional<String> prompt = columns.playing(ColumnSet.Part.PROMPT, ColumnShape.TEXT);
    Optional<String> completion =
        columns
            .playing(ColumnSet.Part.COMPLETION, ColumnShape.TEXT)
            .or(() -> chosen.filter(name -> columns.shape(name) == ColumnShape.TEXT));
    if (prompt.isPresent() && completion.isPresent()) {
      repeatedPrompt(sample, prompt.get(), completion.get(), findings);
    }
    return findings;
  }

  private static Optional<String> playing(ColumnSet columns, ColumnSet.Part part) {
    return columns.playing(
        part,
        ColumnShape.TEXT,
        ColumnShape.CHAT,
        ColumnShape.SHAREGPT,
        ColumnShape.CHAT_PACKED,
        ColumnShape.CHAT_SINGLE);
  }

  private static void pairs(Sample sample, String chosen, String rejected, List<Finding> findings) {
    int compared = 0;
    int identical = 0;
    int longer = 0;
    Optional<Long> example = Optional.empty();
    for (DatasetPage.Row row : sample.page().rows()) {
      if (row.truncated().contains(chosen) || row.truncated().contains(rejected)) {
        continue;
      }
      if (isMissing(row, chosen) || isMissing(row, rejected)) {
        continue; // no pair; the nulls are told as such
      }
      String better = words(row.cells().path(chosen));
      String worse = words(row.cells().path(rejected));
      compared++;
      if (better.equals(worse)) {
        identical++;
        example = example.or(() -> Optional.of(row.index()));
      } else if (better.length() > worse.length()) {
        longer++;
      }
    }
    if (identical > 0) {
      findings.add(
          Finding.serious(
              Names.code(chosen)
                  + " and "
                  + Names.code(rejected)
                  + " are identical in "
                  + sample.share(identical, compared, "pair")
                  + " (e.g. row "
                  + example.get()
                  + "): no preference to learn; filter them out."));
    }
    if (compared >= ENOUGH_PAIRS && longer >= LENGTH_BIAS * compared) {
      findings.add(
          Finding.notable(
              Names.code(chosen)
                  + " is the longer answer in "
                  + sample.share(longer, compared, "pair")
                  + ": the model may learn length instead of quality."));
    }
  }

  private static boolean isMissing(DatasetPage.Row row, String column) {
    JsonNode cell = row.cells().path(column);
    return cell.isNull() || cell.isMissingNode();
  }

  private static void scores(Sample sample, List<Finding> findings) {
    Optional<ColumnProfile> good = sample.find("score_chosen").filter(p -> p.shape().isNumber());
    Optional<ColumnProfile> bad = sample.find("score_rejected").filter(p -> p.shape().isNumber());
    if (good.isEmpty() || bad.isEmpty()) {
      return;
    }
    long ties = 0;
    long inverted = 0;
    for (DatasetPage.Row row : sample.page().rows()) {
      double better = row.cells().path("score_chosen").asDouble(Double.NaN);
      double worse = row.cells().path("score_rejected").asDouble(Double.NaN);
      ties += better == worse ? 1 : 0;
      inverted += better < worse ? 1 : 0;
    }
    if (ties + inverted > 0) {
      findings.add(
          Finding.notable(
              "`score_chosen` is lower than `score_rejected` in "
                  + inverted
                  + " and equal in "
                  + sample.share(ties, sample.rows(), "row")
                  + "."));
    }
  }

  private static void repeatedPrompt(
      Sample sample, String prompt, String completion, List<Finding> findings) {
    int compared = 0;
    int repeated = 0;
    for (DatasetPage.Row row : sample.page().rows()) {
      String question = row.cells().path(prompt).asString("").strip();
      if (row.truncated().contains(prompt) || question.length() < 20) {
        continue;
      }
      compared++;
      repeated += row.cells().path(completion).asString("").strip().startsWith(question) ? 1 : 0;
    }
    if (repeated > 0 && repeated * 2 >= compared) {
      findings.add(
          Finding.serious(
              Names.code(completion)
                  + " begins with the whole "
                  + Names.code(prompt)
                  + " in "
                  + sample.share(repeated, compared, "row")
                  + ": the prompt would be trained on twice; cut it off."));
    }
  }

  /// The text of a cell, or of all turns of a conversation.
  static String words(JsonNode cell) {
    return Conversation.read(cell)
        .map(
            conversation ->
                conversation.messages().stream()
                    .map(ChatMessage::text)
                    .reduce("", (a, b) -> a + "\n" + b))
        .orElseGet(() -> cell.isString() ? cell.asString() : cell.toString());
  }
}
