package dev.mlintern.tools.datasets;

import static dev.mlintern.tools.datasets.ColumnShape.BOOL;
import static dev.mlintern.tools.datasets.ColumnShape.BOOL_LIST;
import static dev.mlintern.tools.datasets.ColumnShape.CHAT;
import static dev.mlintern.tools.datasets.ColumnShape.CHAT_PACKED;
import static dev.mlintern.tools.datasets.ColumnShape.CHAT_SINGLE;
import static dev.mlintern.tools.datasets.ColumnShape.CLASS;
import static dev.mlintern.tools.datasets.ColumnShape.INTEGER;
import static dev.mlintern.tools.datasets.ColumnShape.NUMBER_LIST;
import static dev.mlintern.tools.datasets.ColumnShape.SHAREGPT;
import static dev.mlintern.tools.datasets.ColumnShape.TEXT;
import static dev.mlintern.tools.datasets.ColumnShape.TEXT_LIST;

import dev.mlintern.tools.datasets.ColumnSet.Part;
import dev.mlintern.tools.datasets.TrainerVerdict.Fit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Which TRL trainers can take a dataset, judged by its columns.
///
/// The table of types by trainer is of July 2026 (spec tools-read §3.8).
///
/// @see <a href="https://huggingface.co/docs/trl/dataset_formats">TRL dataset formats</a>
final class TrainingFit {
  private static final ColumnShape[] CONVERTIBLE = {SHAREGPT, CHAT_PACKED, CHAT_SINGLE};

  private final ColumnSet columns;

  private TrainingFit(ColumnSet columns) {
    this.columns = columns;
  }

  static List<TrainerVerdict> of(ColumnSet columns) {
    TrainingFit fit = new TrainingFit(columns);
    return List.of(
        new TrainerVerdict("SFT", fit.sft()),
        new TrainerVerdict(
            "DPO, CPO, ORPO",
            fit.preference(
                "explicit prompt",
                "the prompt is taken from what chosen and rejected have in common")),
        new TrainerVerdict(
            "Reward", fit.preference("explicit prompt", "implicit prompt, as recommended")),
        new TrainerVerdict("KTO, BCO", fit.unpaired()),
        new TrainerVerdict("GRPO, RLOO, OnlineDPO, NashMD, XPO", fit.promptOnly()),
        new TrainerVerdict("GKD", fit.promptCompletion()),
        new TrainerVerdict("PRM", fit.stepwise()));
  }

  private Fit sft() {
    boolean completion = columns.has(Part.COMPLETION, TEXT, CHAT);
    if (columns.has(Part.PROMPT, TEXT, CHAT) && completion && sameKind("prompt", "completion")) {
      return new Fit.AsIs("prompt-completion" + conversational("prompt"));
    }
    for (Part part : List.of(Part.MESSAGES, Part.TEXT)) {
      if (columns.has(part, part == Part.TEXT ? TEXT : CHAT)) {
        return languageModelling(part.standardName());
      }
    }
    Optional<String> chat = columns.conversation();
    if (chat.isPresent()) {
      return toMessages(chat.get(), "messages");
    }
    return renamedPair()
        .or(this::textField)
        .orElseGet(
            () ->
                new Fit.No(
                    "`messages`, `text` or `prompt` + `completion`",
                    columns.has(Part.CHOSEN)
                        ? "`chosen` alone can serve: rename it to "
                            + (columns.has(Part.CHOSEN, CHAT) ? "`messages`" : "`text`")
                            + " and drop `rejected`"
                        : ""));
  }

  /// TRL reads a row that has a `prompt` as prompt-completion and fails without `completion`.
  private Fit languageModelling(String column) {
    String how = "language modelling on " + Names.code(column) + conversational(column);
    if (columns.has(Part.PROMPT) && !columns.has(Part.COMPLETION)) {
      return new Fit.After(
          "dropping `prompt` (SFTTrainer takes a row with `prompt` for prompt-completion; then "
              + how
              + ")",
          Python.remove("prompt"));
    }
    return new Fit.AsIs(how);
  }

  private Optional<Fit> renamedPair() {
    Optional<String> prompt = columns.playing(Part.PROMPT, TEXT);
    Optional<String> completion =
        columns.playing(Part.COMPLETION, TEXT).filter(name -> !name.equals(prompt.orElse("")));
    if (prompt.isEmpty() || completion.isEmpty()) {
      return Optional.empty();
    }
    Optional<String> context =
        Stream.of("input", "context").filter(name -> columns.shape(name) == TEXT).findFirst();
    if (prompt.get().equals("instruction") && context.isPresent()) {
      return Optional.of(
          new Fit.After(
              "joining `instruction` and `" + context.get() + "` into `prompt`",
              Python.alpaca(prompt.get(), context.get(), completion.get())));
    }
    return Optional.of(
        renamed(Python.mapping(prompt.get(), "prompt", completion.get(), "completion")));
  }

  private Optional<Fit> textField() {
    if (columns.has(Part.PROMPT)) {
      return Optional.empty();
    }
    Optional<String> field =
        columns
            .playing(Part.TEXT, TEXT)
            .or(
                () ->
                    Optional.of(columns.contents(TEXT))
                        .filter(l -> l.size() == 1)
                        .map(List::getFirst));
    return field.map(
        name ->
            new Fit.After(
                "naming the text column",
                "SFTConfig(dataset_text_field=" + Python.quote(name) + ")"));
  }

  private Fit preference(String explicit, String implicit) {
    if (columns.has(Part.CHOSEN, TEXT, CHAT) && columns.has(Part.REJECTED, TEXT, CHAT)) {
      return standardPreference(explicit, implicit);
    }
    if (columns.has(Part.CHOSEN, CONVERTIBLE) && columns.has(Part.REJECTED, CONVERTIBLE)) {
      return toMessages("chosen", "chosen", "rejected", "rejected");
    }
    Optional<String> chosen = columns.playing(Part.CHOSEN, TEXT, CHAT);
    Optional<String> rejected = columns.playing(Part.REJECTED, TEXT, CHAT);
    if (chosen.isPresent() && rejected.isPresent()) {
      String prompt = columns.playing(Part.PROMPT, TEXT, CHAT).orElse("prompt");
      return renamed(
          Python.mapping(prompt, "prompt", chosen.get(), "chosen", rejected.get(), "rejected"));
    }
    return new Fit.No(missing(Part.CHOSEN, Part.REJECTED), "");
  }

  private Fit standardPreference(String explicit, String implicit) {
    if (!sameKind("chosen", "rejected")) {
      return new Fit.No("one format", "`chosen` and `rejected` differ: one is text, one is chat");
    }
    if (columns.has(Part.PROMPT, TEXT, CHAT)) {
      return new Fit.AsIs(
          "preference"
              + conversational("chosen")
              + (sameKind("prompt", "chosen")
                  ? ", " + explicit
                  : "; `prompt` is text while `chosen` is chat, so TRL takes the prompt from what"
                      + " chosen and rejected have in common"));
    }
    Optional<String> prompt = columns.playing(Part.PROMPT, TEXT);
    if (prompt.isPresent() && columns.has(Part.CHOSEN, TEXT)) {
      return renamed(Python.mapping(prompt.get(), "prompt"));
    }
    return new Fit.AsIs("preference" + conversational("chosen") + ", " + implicit);
  }

  private Fit unpaired() {
    if (columns.has(Part.CHOSEN, TEXT, CHAT)
        && columns.has(Part.REJECTED, TEXT, CHAT)
        && sameKind("chosen", "rejected")) {
      return new Fit.AsIs("preference; TRL unpairs `chosen` and `rejected` itself");
    }
    Optional<String> prompt = columns.playing(Part.PROMPT, TEXT, CHAT);
    Optional<String> completion = columns.playing(Part.COMPLETION, TEXT, CHAT);
    Optional<String> label = columns.playing(Part.LABEL, BOOL, CLASS, INTEGER);
    if (prompt.isEmpty() || completion.isEmpty() || label.isEmpty()) {
      return new Fit.No(missing(Part.PROMPT, Part.COMPLETION, Part.LABEL), "");
    }
    Map<String, String> names =
        Python.mapping(
            prompt.get(), "prompt", completion.get(), "completion", label.get(), "label");
    if (columns.shape(label.get()) == BOOL) {
      return names.isEmpty()
          ? new Fit.AsIs("unpaired preference" + conversational("prompt"))
          : renamed(names);
    }
    String python = names.isEmpty() ? "" : Python.rename(names) + "; ";
    return new Fit.After(
        (names.isEmpty() ? "" : "renaming and ")
            + "reading "
            + Names.code(label.get())
            + " as true/false (1 must mean good)",
        python + Python.toBool("label"));
  }

  private Fit promptOnly() {
    if (columns.has(Part.PROMPT, TEXT, CHAT)) {
      return new Fit.AsIs(
          "prompt-only"
              + conversational("prompt")
              + "; other columns reach the reward functions as arguments");
    }
    if (columns.has(Part.PROMPT, CONVERTIBLE)) {
      return toMessages("prompt", "prompt");
    }
    Optional<String> prompt = columns.playing(Part.LONE_PROMPT, TEXT);
    if (prompt.isPresent()) {
      return renamed(Python.mapping(prompt.get(), "prompt"));
    }
    String hint = "";
    if (columns.has(Part.CHOSEN, CHAT)) {
      hint = "trl.extract_prompt can derive it from `chosen` and `rejected`";
    } else if (columns.conversation().isPresent()) {
      hint =
          "could be derived from "
              + Names.code(columns.conversation().get())
              + " by dropping the last assistant turn";
    }
    return new Fit.No("`prompt`", hint);
  }

  private Fit promptCompletion() {
    if (columns.has(Part.PROMPT, TEXT, CHAT)
        && columns.has(Part.COMPLETION, TEXT, CHAT)
        && sameKind("prompt", "completion")) {
      return new Fit.AsIs("prompt-completion" + conversational("prompt"));
    }
    return renamedPair()
        .orElseGet(
            () ->
                new Fit.No(
                    missing(Part.PROMPT, Part.COMPLETION),
                    columns
                        .conversation()
                        .map(
                            name ->
                                "could be split from "
                                    + Names.code(name)
                                    + " at the last assistant turn")
                        .orElse("")));
  }

  private Fit stepwise() {
    boolean labels = columns.has(Part.STEP_LABELS, BOOL_LIST, NUMBER_LIST);
    if (columns.has(Part.PROMPT, TEXT) && columns.has(Part.STEPS, TEXT_LIST) && labels) {
      return new Fit.AsIs("stepwise supervision");
    }
    Optional<String> prompt = columns.playing(Part.PROMPT, TEXT);
    Optional<String> steps = columns.playing(Part.STEPS, TEXT_LIST);
    Optional<String> marks = columns.playing(Part.STEP_LABELS, BOOL_LIST, NUMBER_LIST);
    if (prompt.isPresent() && steps.isPresent() && marks.isPresent()) {
      return renamed(
          Python.mapping(
              prompt.get(), "prompt", steps.get(), "completions", marks.get(), "labels"));
    }
    return new Fit.No(missing(Part.PROMPT, Part.STEPS, Part.STEP_LABELS), "");
  }

  private Fit renamed(Map<String, String> names) {
    List<String> pairs = new ArrayList<>();
    names.forEach((from, to) -> pairs.add(Names.code(from) + " → `" + to + "`"));
    return new Fit.After("renaming " + String.join(", ", pairs), Python.rename(names));
  }

  private Fit toMessages(String... fromTo) {
    Map<String, String> targets = new LinkedHashMap<>();
    List<String> parts = new ArrayList<>();
    for (int i = 0; i < fromTo.length; i += 2) {
      targets.put(fromTo[i], fromTo[i + 1]);
      parts.add(
          Names.code(fromTo[i])
              + " ("
              + columns.form(fromTo[i]).text()
              + ") → `"
              + fromTo[i + 1]
              + "`");
    }
    boolean onlyName = targets.keySet().stream().allMatch(column -> columns.shape(column) == CHAT);
    if (onlyName) {
      return renamed(targets);
    }
    return new Fit.After(
        "conversion of " + String.join(", ", parts) + " (role/content)",
        Python.toMessages(targets, columns));
  }

  /// TRL's names of those parts that no column plays.
  private String missing(Part... parts) {
    List<String> absent = new ArrayList<>();
    for (Part part : parts) {
      if (!columns.has(part)) {
        absent.add("`" + part.standardName() + "`");
      }
    }
    return absent.isEmpty()
        ? "the right type of " + Stream.of(parts).map(p -> "`" + p.standardName() + "`").toList()
        : String.join(", ", absent);
  }

  private boolean sameKind(String one, String other) {
    return columns.shape(one) == columns.shape(other);
  }

  private String conversational(String column) {
    return columns.shape(column) == CHAT ? ", conversational" : "";
  }
}
