package dev.mlintern.policy;

import dev.mlintern.json.JsonBoolean;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonString;
import dev.mlintern.json.JsonValue;
import java.util.List;
import java.util.Optional;

/// A gated call understood: which tool does what, in which class.
///
/// @param ours carried out by our own server, which keeps `dry_run` and refuses unknown arguments
/// @param unknown names of arguments whose meaning is not known; only other servers' calls have any
record CallAction(
    GatedTool tool,
    String operation,
    ActionClass action,
    CanonicalArguments arguments,
    boolean ours,
    List<String> unknown) {

  /// Reads a gated call.
  ///
  /// @param ours whether our own server will carry it out
  /// @throws UnclearCall when it cannot be understood in exactly one way
  static CallAction of(GatedTool tool, JsonObject input, boolean ours) {
    CanonicalArguments arguments = tool.arguments(input);
    String operation = tool.operation(arguments);
    List<String> unknown = KnownArguments.unknown(tool, arguments, operation);
    boolean listedAsReading = tool.classOf(operation) == ActionClass.READ;
    for (String name : unknown) {
      if (listedAsReading ? KnownArguments.mayNameOperation(name) : ours) {
        throw new UnclearCall("unknown argument '" + ReasonText.shown(name, 60) + "'");
      }
    }
    KnownArguments.requireReadable(arguments);
    ScriptKind.of(arguments);
    ActionClass action = refined(tool.classOf(operation), tool, operation, arguments, ours);
    return new CallAction(tool, operation, action, arguments, ours, unknown);
  }

  /// As the human knows it: `hf_jobs scheduled run`, `hf_repo_git delete_branch`.
  String title() {
    if (operation.isEmpty()) {
      return tool.shortName();
    }
    String spoken = tool == GatedTool.HF_JOBS ? operation.replace('_', ' ') : operation;
    return tool.shortName() + " " + spoken;
  }

  private static ActionClass refined(
      ActionClass listed,
      GatedTool tool,
      String operation,
      CanonicalArguments arguments,
      boolean ours) {
    boolean dryRun = ours && arguments.isTrue("dry_run");
    return switch (listed) {
      case PAID_RUN -> {
        boolean cpu =
            !operation.equals("scheduled_trigger") && isCpu(arguments.hardwareOrDefault());
        yield dryRun ? ActionClass.READ : cpu ? ActionClass.CPU_RUN : ActionClass.PAID_RUN;
      }
      case SCHED_CREATE, CANCEL -> dryRun ? ActionClass.READ : listed;
      case REPO_WRITE -> {
        if (dryRun && tool == GatedTool.HF_REPO_FILES) {
          yield ActionClass.READ;
        }
        yield publishes(arguments) ? ActionClass.PUBLISH : ActionClass.REPO_WRITE;
      }
      default -> listed;
    };
  }

  /// The hardware that [dev.mlintern.settings.Setting#ML_INTERN_CONFIRM_CPU_JOBS] exempts: exactly
  /// these two (harness §1.3).
  private static boolean isCpu(String flavor) {
    return flavor.equals("cpu-basic") || flavor.equals("cpu-upgrade");
  }

  /// Anything that is not plainly private or gated counts as making it public.
  private static boolean publishes(CanonicalArguments arguments) {
    return arguments.members().get("private").filter(value -> !isTrue(value)).isPresent()
        || arguments
            .members()
            .get("visibility")
            .filter(value -> !isText(value, "private"))
            .isPresent()
        || arguments
            .members()
            .get("gated")
            .filter(value -> !isText(value, "auto") && !isText(value, "manual"))
            .isPresent();
  }

  private static boolean isTrue(JsonValue value) {
    return value instanceof JsonBoolean(boolean bool) ? bool : isText(value, "true");
  }

  private static boolean isText(JsonValue value, String wanted) {
    return value instanceof JsonString(var text) && CanonicalName.flavor(text).equals(wanted);
  }

  /// The repository a call is about.
  Optional<String> repository() {
    return arguments.string("repo_id").or(() -> arguments.string("uri"));
  }
}
