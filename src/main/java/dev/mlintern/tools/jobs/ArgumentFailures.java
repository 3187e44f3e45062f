package dev.mlintern.tools.jobs;

import static dev.mlintern.tools.jobs.FailureReason.UNKNOWN_ARGUMENT;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Options a program or a function does not know.
final class ArgumentFailures {
  /// Renamed in transformers 4.46 to 5 and TRL 0.12 to 0.20.
  private static final Map<String, String> NOW_CALLED =
      Map.ofEntries(
          Map.entry("evaluation_strategy", "eval_strategy"),
          Map.entry("max_seq_length", "max_length"),
          Map.entry("tokenizer", "processing_class"),
          Map.entry("use_auth_token", "token"),
          Map.entry("torch_dtype", "dtype"),
          Map.entry("per_gpu_train_batch_size", "per_device_train_batch_size"),
          Map.entry("no_cuda", "use_cpu"),
          Map.entry("push_to_hub_token", "hub_token"),
          Map.entry("push_to_hub_model_id", "hub_model_id"));

  static final List<FailureRule> RULES =
      List.of(
          FailureRule.of(
              "([\\w.]+)(?:\\.__init__)?\\(\\) got an unexpected keyword argument ['\"](\\w+)['\"]",
              hit -> keyword(hit, hit.match().group(1), hit.match().group(2))),
          FailureRule.of(
              "error: unrecognized arguments: (.+)$|No such option:? [\"']?(--?[\\w\\-]+)|not used"
                  + " by the HfArgumentParser: (\\[.*\\])|error: unexpected argument"
                  + " ['\"]?(--?[\\w\\-]+)|unknown (?:flag|option):?"
                  + " [\"'`]?(--?[\\w\\-]+)|unrecognized option ['\"](--?[\\w\\-]+)",
              ArgumentFailures::option),
          FailureRule.of(
              "error: (?:the following arguments are required: .+|argument \\S+: .+)$"
                  + "|Error: (?:Missing|Invalid value for) .+",
              hit ->
                  hit.is(
                      UNKNOWN_ARGUMENT,
                      "The program refused its arguments.",
                      "correct `script_args` or `command` as the line says")));

  private ArgumentFailures() {}

  private static Optional<JobDiagnosis> keyword(FailureRule.Hit hit, String callee, String word) {
    String owner = callee.replace(".__init__", "");
    String renamed = NOW_CALLED.get(word);
    return hit.is(
        UNKNOWN_ARGUMENT,
        "The installed version of `" + owner + "` does not know `" + word + "`.",
        renamed == null
            ? "look the parameter up in the current documentation, or pin the library to the"
                + " version the script was written for"
            : "it is called `" + renamed + "` now; or pin the library to an older version");
  }

  private static Optional<JobDiagnosis> option(FailureRule.Hit hit) {
    for (int group = 1; group <= hit.match().groupCount(); group++) {
      String found = hit.match().group(group);
      if (found != null) {
        return hit.is(
            UNKNOWN_ARGUMENT,
            "The program does not know the option " + "`" + found.strip() + "`.",
            "correct `script_args` or `command`; options of `uv` itself are `dependencies` and"
                + " `python`");
      }
    }
    return Optional.empty();
  }
}
