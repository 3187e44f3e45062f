package dev.mlintern.tools.jobs;

import dev.mlintern.policy.JobTimeout;
import dev.mlintern.tools.datasets.TrainerColumns;
import dev.mlintern.tools.jobs.PreflightCheck.ColumnLookup;
import dev.mlintern.tools.jobs.PreflightCheck.Findings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Trainings whose result would be lost, cut off, or never begin.
final class TrainingChecks {
  /// A comment by which a caller says that nothing is to be kept.
  static final String NOTHING_TO_SAVE = "ml-intern: nothing to save";

  /// Up to here a training is a trial run; a real one takes longer (spec tools-act §2.10b).
  private static final Duration TRIAL = Duration.ofMinutes(30);

  private static final Duration USUAL = Duration.ofHours(2);

  /// Ways to keep a result that are none of the Hub's.
  private static final Pattern SAVED_ELSEWHERE =
      Pattern.compile(
          "boto3|\\baws"
              + " s3\\b|\\bs3://|\\bgs://|gsutil|rclone|HfFileSystem|hf://|log_artifact|log_model"
              + "|wandb\\.save|rsync|\\bscp\\b|azure\\.storage");
  private static final Pattern NEEDS_GPU =
      Pattern.compile(
          "\\.cuda\\(|\\.to\\(\\s*[\"']cuda|device\\s*=\\s*[\"']cuda|load_in_[48]bit|BitsAndBytesConfig"
              + "|\\bvllm\\b|flash_attention_2|\\bunsloth\\b|torch\\.device\\(\\s*[\"']cuda[:\\d]*[\"']\\s*\\)");
  private static final Pattern LOOKS_FOR_GPU =
      Pattern.compile("is_available\\(\\)|device_count\\(\\)");

  private TrainingChecks() {}

  static void look(JobFacts facts, ColumnLookup columns, Findings findings) {
    boolean lost = saving(facts, findings);
    boolean cutOff = timeout(facts, findings);
    for (String warning : facts.check().warnings()) {
      boolean said =
          warning.contains("default timeout") && cutOff
              || (warning.contains("never saves") || warning.contains("never calls push_to_hub"))
                  && (lost || isSavedElsewhere(facts));
      if (!said) {
        findings.warnings().add(warning);
      }
    }
    gpu(facts, findings);
    dataset(facts, columns, findings);
  }

  private static boolean isSavedElsewhere(JobFacts facts) {
    return SAVED_ELSEWHERE.matcher(facts.code()).find()
        || facts.script().filter(text -> text.contains(NOTHING_TO_SAVE)).isPresent();
  }

  /// @return whether it was an error
  private static boolean saving(JobFacts facts, Findings findings) {
    Duration granted = facts.timeout().orElse(JobTimeout.DEFAULT);
    boolean real = granted.compareTo(TRIAL) > 0;
    if (!facts.check().losesTraining() || !facts.hasGpu() || !real || isSavedElsewhere(facts)) {
      return false;
    }
    findings.error(
        "the script trains on a GPU for up to "
            + JobTimeout.format(granted)
            + " and saves nothing, and the job's disk is thrown away at the end: set"
            + " `push_to_hub=True` and `hub_model_id=\"<you>/<name>\"` in the training arguments"
            + " with `hf_token: \"inherit\"`, or mount a bucket with `volumes`. If nothing is worth"
            + " keeping, say so with a comment `# "
            + NOTHING_TO_SAVE
            + "`");
    return true;
  }

  /// @return whether it was an error
  private static boolean timeout(JobFacts facts, Findings findings) {
    if (!facts.check().trains() || !facts.hasGpu()) {
      return false;
    }
    if (!facts.members().has("timeout")) {
      findings.error(
          "the script trains on a GPU and no `timeout` is given: the Hub would stop it after "
              + JobTimeout.format(JobTimeout.DEFAULT)
              + " and all would be lost. Give the time it needs with a margin, e.g. `4h`, or `30m`"
              + " for a trial run");
      return true;
    }
    facts
        .timeout()
        .filter(time -> time.compareTo(USUAL) < 0 && time.compareTo(TRIAL) > 0)
        .ifPresent(
            time ->
                findings.warning(
                    "a training with a timeout of "
                        + JobTimeout.format(time)
                        + " is stopped in the middle if it takes longer; most take more than "
                        + JobTimeout.format(USUAL)));
    return false;
  }

  private static void gpu(JobFacts facts, Findings findings) {
    if (!facts.flavors().isCpu(facts.flavor())) {
      return;
    }
    String offer =
        facts.flavors().largerCard(facts.flavor()).map(FlavorAdvice::shown).orElse("a GPU flavor");
    boolean needs = NEEDS_GPU.matcher(facts.code()).find();
    if (needs && !LOOKS_FOR_GPU.matcher(facts.code()).find()) {
      findings.error(
          "the script needs a GPU and `"
              + facts.flavor()
              + "` has none: set `hardware_flavor`; the cheapest with one is "
              + offer);
    } else if (facts.check().trains() && facts.check().loadsModel()) {
      findings.warning(
          "the script trains a model and `"
              + facts.flavor()
              + "` has no GPU; the cheapest with one is "
              + offer);
    }
  }

  private static void dataset(JobFacts facts, ColumnLookup columns, Findings findings) {
    Optional<NamedDataset> named =
        facts.script().flatMap(NamedDataset::inScript).or(() -> NamedDataset.inWords(words(facts)));
    if (named.isEmpty()) {
      return;
    }
    NamedDataset dataset = named.get();
    TrainerColumns.misfit(dataset.trainer(), columns.features(dataset.id(), dataset.config()))
        .ifPresent(
            misfit -> {
              String sentence =
                  dataset.trainer()
                      + " cannot take `"
                      + dataset.id()
                      + "` as it is: it "
                      + misfit.what()
                      + (misfit.fix().isEmpty() ? "" : ". Possible: " + misfit.fix());
              if (misfit.certain()) {
                findings.error(sentence);
              } else {
                findings.warning(sentence);
              }
            });
  }

  private static List<String> words(JobFacts facts) {
    var words = new ArrayList<>(facts.words("command"));
    if (facts.script().isEmpty()) {
      facts.members().string("script").ifPresent(words::add);
      words.addAll(facts.words("script_args"));
    }
    return words;
  }
}
