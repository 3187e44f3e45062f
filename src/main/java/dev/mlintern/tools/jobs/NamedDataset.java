package dev.mlintern.tools.jobs;

import dev.mlintern.policy.PythonCode;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The one dataset a training is said to read and the trainer it is given to, when both can be told
/// from the program and nothing in between changes the columns.
///
/// @param id `namespace/name`, or the name of a dataset of the Hub's own
/// @param config when it is named
/// @param trainer a class of TRL, e.g. `DPOTrainer`
record NamedDataset(String id, Optional<String> config, String trainer) {
  private static final Pattern TRAINER =
      Pattern.compile(
          "\\b((?:SFT|DPO|CPO|ORPO|Reward|KTO|BCO|GRPO|RLOO|OnlineDPO|NashMD|XPO|GKD|PRM)Trainer)\\s*\\(");
  private static final Pattern LOAD =
      Pattern.compile(
          "\\bload_dataset\\(\\s*(?:path\\s*=\\s*)?([\"'])([\\w.\\-]+(?:/[\\w.\\-]+)?)\\1\\s*"
              + "(?:,\\s*(?:name\\s*=\\s*)?([\"'])([^\"']+)\\3)?");
  private static final Pattern ANY_LOAD = Pattern.compile("\\bload_dataset\\(");

  /// What may change the columns on the way.
  private static final Pattern CHANGED =
      Pattern.compile(
          "\\.(?:map|rename_columns?|remove_columns|select_columns|add_column|from_list|from_dict"
              + "|from_pandas|from_generator|cast|flatten)\\s*\\(|formatting_func|dataset_text_field"
              + "|unpair_preference_dataset|extract_prompt|standardize_sharegpt|concatenate_datasets");
  private static final Pattern SCRIPT =
      Pattern.compile(
          "\\btrl\\b.*?\\b(sft|dpo|kto|reward|grpo|rloo|gkd|cpo|orpo|bco|xpo)(?:\\.py)?\\b");
  private static final Set<String> FORMATS =
      Set.of("json", "csv", "parquet", "text", "arrow", "imagefolder", "audiofolder", "webdataset");

  NamedDataset {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(config, "config");
    Objects.requireNonNull(trainer, "trainer");
  }

  /// From a script's text.
  static Optional<NamedDataset> inScript(String script) {
    String code = PythonCode.withoutComments(script);
    if (CHANGED.matcher(code).find()) {
      return Optional.empty();
    }
    var trainers = new LinkedHashSet<String>();
    TRAINER.matcher(code).results().forEach(hit -> trainers.add(hit.group(1)));
    Matcher load = LOAD.matcher(code);
    boolean one = trainers.size() == 1 && load.find();
    if (!one || ANY_LOAD.matcher(code).results().count() != 1 || FORMATS.contains(load.group(2))) {
      return Optional.empty();
    }
    return Optional.of(
        new NamedDataset(
            load.group(2), Optional.ofNullable(load.group(4)), trainers.iterator().next()));
  }

  /// From the words of a command, or a script's address and its arguments, that start one of TRL's
  /// own scripts.
  static Optional<NamedDataset> inWords(List<String> words) {
    Matcher script = SCRIPT.matcher(String.join(" ", words));
    Optional<String> dataset = option(words, "dataset_name");
    boolean otherColumn = option(words, "dataset_text_field").isPresent();
    if (!script.find() || dataset.isEmpty() || otherColumn) {
      return Optional.empty();
    }
    String kind = script.group(1);
    String trainer = kind.equals("reward") ? "Reward" : kind.toUpperCase(Locale.ROOT);
    return Optional.of(
        new NamedDataset(dataset.get(), option(words, "dataset_config"), trainer + "Trainer"));
  }

  private static Optional<String> option(List<String> words, String name) {
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i).replace('-', '_');
      if (word.equals("__" + name) && i + 1 < words.size()) {
        return Optional.of(words.get(i + 1));
      }
      if (word.startsWith("__" + name + "=")) {
        return Optional.of(words.get(i).substring(name.length() + 3));
      }
    }
    return Optional.empty();
  }
}
