package dev.mlintern.policy;

import dev.mlintern.json.JsonArray;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonString;
import dev.mlintern.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What can be told about a job's script before it is paid for (harness §1.9). Job disks are thrown
/// away: a model that is trained and not pushed is lost.
///
/// @param loadsModel it calls `from_pretrained`
/// @param trains it runs a training loop
/// @param saves it stores its result somewhere that outlives the job
/// @param visible whether the program was in the call at all, and not a path or an address
/// @param warnings for the human, each starting with `warning:`
public record ScriptCheck(
    boolean loadsModel, boolean trains, boolean saves, boolean visible, List<String> warnings) {
  private static final List<String> TRAINING =
      List.of(
          "Trainer(",
          "SFTTrainer",
          "DPOTrainer",
          "GRPOTrainer",
          ".train(",
          ".fit(",
          "accelerator.backward(",
          "loss.backward(");
  private static final List<String> SAVING =
      List.of(
          "hub_model_id",
          "upload_folder(",
          "upload_file(",
          "upload_large_folder(",
          "create_commit(",
          "push_files_to_hub(");
  private static final List<String> SAVING_WORDS =
      List.of("--push_to_hub", "--push-to-hub", "--hub_model_id", "--hub-model-id", "hf upload");

  public ScriptCheck {
    warnings = List.copyOf(warnings);
  }

  /// Looks at the script or command of a job.
  public static ScriptCheck of(CanonicalArguments arguments) {
    JsonObject members = arguments.members();
    String script = members.string("script").orElse("");
    ScriptKind kind = ScriptKind.of(arguments);
    boolean inline = kind == ScriptKind.INLINE && !script.isEmpty();
    String words = words(members, "command") + " " + words(members, "script_args");

    String code = inline ? PythonCode.withoutCommentsAndStrings(script) : "";
    String commented = inline ? PythonCode.withoutComments(script) : "";
    boolean loads = code.contains("from_pretrained(") || words.contains("from_pretrained(");
    boolean trains = containsAny(code, TRAINING) || containsAny(words, TRAINING);
    boolean saves =
        pushesToHub(code)
            || containsAny(code, SAVING)
            || code.contains("HfApi(") && code.contains("upload")
            || commented.contains("hf upload")
            || containsAny(words, SAVING_WORDS)
            || containsAny(words, SAVING)
            || pushesToHub(words)
            || mountsForWriting(members);
    boolean hasProgram = members.has("script") || members.has("command");
    boolean visible = inline || members.has("command") || !hasProgram;
    var check = new ScriptCheck(loads, trains, saves, visible, List.of());
    return new ScriptCheck(
        loads, trains, saves, visible, check.warnings(members, script, kind, commented));
  }

  /// Trains and never saves: the money is spent for nothing.
  public boolean losesTraining() {
    return trains && !saves;
  }

  private List<String> warnings(
      JsonObject members, String script, ScriptKind kind, String commented) {
    var warnings = new ArrayList<String>();
    if (losesTraining()) {
      warnings.add(
          "warning: it trains but never saves (no push_to_hub, upload or mounted volume): the"
              + " job's disk is thrown away");
    } else if (loadsModel && !saves) {
      warnings.add("warning: it loads a model (from_pretrained) and never calls push_to_hub");
    }
    if (trains && !members.has("timeout")) {
      warnings.add("warning: it trains with the default timeout of 30m");
    }
    if (words(members, "dependencies").toLowerCase(Locale.ROOT).contains("flash-attn")) {
      warnings.add("warning: flash-attn among the dependencies is compiled for a long time");
    }
    if (reportsToTrackio(commented) && !members.has("trackio_space_id")) {
      warnings.add("warning: it reports to trackio but no trackio_space_id is given");
    }
    if (kind == ScriptKind.PATH && isLocalPath(script)) {
      warnings.add("warning: the script is a path of a local machine, which the job cannot see");
    }
    return warnings;
  }

  private static boolean reportsToTrackio(String code) {
    int at = code.indexOf("report_to");
    return at >= 0 && code.substring(at, Math.min(code.length(), at + 40)).contains("trackio");
  }

  private static boolean isLocalPath(String script) {
    return script.startsWith("/home/")
        || script.startsWith("/Users/")
        || script.startsWith("/fsx/")
        || script.startsWith("~/");
  }

  /// `push_to_hub` counts unless every mention switches it off.
  private static boolean pushesToHub(String code) {
    int at = code.indexOf("push_to_hub");
    while (at >= 0) {
      int end = at + "push_to_hub".length();
      String next = code.substring(end, Math.min(code.length(), end + 12)).replace(" ", "");
      if (!next.startsWith("=False") && !next.startsWith(":False")) {
        return true;
      }
      at = code.indexOf("push_to_hub", end);
    }
    return false;
  }

  private static boolean mountsForWriting(JsonObject members) {
    return members
        .array("volumes")
        .map(volumes -> volumes.stream().anyMatch(ScriptCheck::isWritable))
        .orElse(false);
  }

  private static boolean isWritable(JsonValue volume) {
    return volume instanceof JsonObject object
        && !object.bool("read_only").or(() -> object.bool("readOnly")).orElse(false)
        && object.string("type").filter(type -> type.equals("bucket")).isPresent();
  }

  private static boolean containsAny(String text, List<String> needles) {
    for (String needle : needles) {
      if (text.contains(needle)) {
        return true;
      }
    }
    return false;
  }

  private static String words(JsonObject members, String name) {
    Optional<JsonArray> words = members.array(name);
    if (words.isEmpty()) {
      return members.string(name).orElse("");
    }
    var joined = new StringBuilder();
    for (JsonValue word : words.get()) {
      if (word instanceof JsonString(var text)) {
        joined.append(text).append(' ');
      }
    }
    return joined.toString();
  }
}
