package dev.mlintern.tools.jobs;

import static dev.mlintern.tools.jobs.FailureReason.DATASET_COLUMN;
import static dev.mlintern.tools.jobs.FailureReason.PAD_TOKEN;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/// Columns a trainer does not find, and tokenizers that lack what a batch needs.
final class DataFailures {
  /// Columns TRL's trainers read.
  private static final Set<String> TRAINER_COLUMNS =
      Set.of(
          "text",
          "messages",
          "prompt",
          "completion",
          "chosen",
          "rejected",
          "label",
          "labels",
          "input_ids",
          "images",
          "image",
          "completions",
          "conversations");

  private static final Pattern CURRENT =
      Pattern.compile(
          "(?i)(?:current columns in the dataset|column names?|columns)[^\\[\\n"
              + "]{0,40}: ?(\\[[^\\]\\n"
              + "]{0,300}\\])");
  private static final String ADVICE =
      "look at the columns with hf_inspect_dataset and rename or map them to what the trainer"
          + " reads, or name the column (`dataset_text_field`, `remove_columns`, `column_mapping`)";

  static final List<FailureRule> RULES =
      List.of(
          FailureRule.of(
              "(?i)column(?: name)?s? \\[?['\"]?([\\w .\\-]+)['\"]?\\]? (?:is |are )?not (?:found"
                  + " )?in the dataset|column ['\"]?([\\w.\\-]+)['\"]? doesn't exist",
              hit -> column(hit, first(hit))),
          FailureRule.of(
              "^KeyError: ['\"]([\\w .\\-]+)['\"]$",
              hit ->
                  hit.lines().inside("datasets", "trl")
                          || TRAINER_COLUMNS.contains(hit.match().group(1))
                              && hit.lines().inside("transformers")
                      ? column(hit, hit.match().group(1))
                      : Optional.empty()),
          FailureRule.of(
              "No columns in the dataset match the model's forward method"
                  + " signature|(?:Unknown|Unsupported|Invalid) (?:dataset"
                  + " )?format.*\\b(?:dataset|example|column)|dataset must (?:contain|have|include)"
                  + "|(?:Dataset|Data)\\w*(?:Cast|Generation)\\w*Error.*column|All the data files"
                  + " must have the same columns",
              hit -> column(hit, "")),
          FailureRule.of(
              "does not have a padding token|no padding token is defined",
              PAD_TOKEN,
              "The tokenizer has no padding token, which a batch of several rows needs.",
              "set `tokenizer.pad_token = tokenizer.eos_token` (and `model.config.pad_token_id ="
                  + " tokenizer.pad_token_id`) before training"),
          FailureRule.of(
              "tokenizer\\.chat_template is not set|does not have a chat template",
              PAD_TOKEN,
              "The tokenizer has no chat template, which conversational data needs.",
              "use the instruction-tuned model's tokenizer, or set a chat template (TRL:"
                  + " `setup_chat_format` or `chat_template_path`)"));

  private DataFailures() {}

  private static String first(FailureRule.Hit hit) {
    return hit.match().group(1) == null ? hit.match().group(2) : hit.match().group(1);
  }

  private static Optional<JobDiagnosis> column(FailureRule.Hit hit, String name) {
    String has = hit.nearby(CURRENT).map(columns -> "; it has " + columns).orElse("");
    String what =
        name.isEmpty()
            ? "The dataset's columns are not those the trainer reads"
            : "The dataset has no column `" + name + "`";
    return hit.is(DATASET_COLUMN, what + has + ".", ADVICE);
  }
}
