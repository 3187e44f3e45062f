package dev.mlintern.hooks;

import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonString;
import dev.mlintern.json.JsonValue;
import dev.mlintern.policy.AuditLog;
import dev.mlintern.policy.Decision;
import dev.mlintern.policy.Policy;
import dev.mlintern.policy.ToolRequest;
import dev.mlintern.policy.Verdict;
import dev.mlintern.redact.Redactor;
import dev.mlintern.settings.Settings;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;

/// The `PreToolUse` hook: reads a tool call on standard input, prints one JSON object (or nothing
/// when it has no opinion) and always ends with exit code 0.
public final class ApprovalHook {
  /// Printed when the hook itself fails; the launcher prints the same when there is no JVM.
  private static final String STATIC_ASK =
      "{\"hookSpecificOutput\":{\"hookEventName\":\"PreToolUse\",\"permissionDecision\":\"ask\","
          + "\"permissionDecisionReason\":\"ml-intern's approval hook failed: check this call"
          + " yourself before you approve it.\"}}";

  /// Tells the launcher that silence is meant, and not the silence of a crash.
  private static final String LAUNCHED = "--launched";

  private static final String NO_DECISION = "none";
  private static final String REHEARSE = "--rehearse";

  private ApprovalHook() {}

  public static void main(String[] args) throws IOException {
    String option = args.length > 0 ? args[0] : "";
    if (option.equals(REHEARSE)) {
      ApprovalRehearsal.run();
      return;
    }
    String answer = answer(System.in, Settings.fromEnvironment());
    if (answer.isEmpty() && option.equals(LAUNCHED)) {
      answer = NO_DECISION;
    }
    print(answer);
    Runtime.getRuntime().halt(0); // nothing is left to do
  }

  /// The hook's output for the payload on `in`; empty when it has no opinion.
  public static String answer(InputStream in, Settings settings) {
    try {
      return output(review(in, settings));
    } catch (Throwable _) { // out of memory and stack overflow too: anything else lets the call run
      return STATIC_ASK;
    }
  }

  private static Decision review(InputStream in, Settings settings) throws IOException {
    JsonObject payload;
    try {
      payload = HookInput.read(in);
    } catch (HookInput.MalformedInput malformed) {
      return Decision.unclear("malformed payload: " + malformed.getMessage());
    }
    Optional<String> tool = payload.string("tool_name").filter(name -> !name.isBlank());
    if (tool.isEmpty()) {
      return Decision.unclear("malformed payload: no usable tool_name");
    }
    if (!(payload.get("tool_input").orElse(null) instanceof JsonObject input)) {
      return Policy.isOurBusiness(tool.get())
          ? Decision.unclear("malformed payload: tool_input of " + tool.get() + " is not an object")
          : Decision.none();
    }
    var request =
        new ToolRequest(
            tool.get(),
            input,
            text(payload, "session_id"),
            text(payload, "tool_use_id"),
            text(payload, "permission_mode"),
            text(payload, "cwd").flatMap(ApprovalHook::path));
    Decision decision = redacted(Policy.of(settings, Clock.systemUTC()).decide(request));
    return audited(decision, request, settings);
  }

  /// Commands, paths and names in the reason are the model's words and may hold anything.
  private static Decision redacted(Decision decision) {
    String reason = Redactor.withoutKnownSecrets().redact(decision.reason());
    return new Decision(decision.verdict(), decision.action(), reason);
  }

  /// A decision that cannot be written down is not made for the user: then a human looks at it.
  private static Decision audited(Decision decision, ToolRequest request, Settings settings) {
    try {
      AuditLog.of(settings).append(Clock.systemUTC().instant(), "hook", request, decision);
      return decision;
    } catch (IOException e) {
      return decision.verdict() == Verdict.ALLOW && decision.action().spendsOrChanges()
          ? new Decision(
              Verdict.ASK,
              decision.action(),
              "the audit log cannot be written (" + e + "); " + decision.reason())
          : decision;
    }
  }

  private static String output(Decision decision) {
    if (decision.verdict() == Verdict.NONE) {
      return "";
    }
    return JsonObject.builder()
        .put(
            "hookSpecificOutput",
            JsonObject.builder()
                .put("hookEventName", "PreToolUse")
                .put("permissionDecision", decision.verdict().name().toLowerCase(Locale.ROOT))
                .put("permissionDecisionReason", "ml-intern: " + decision.reason())
                .build())
        .build()
        .toJson();
  }

  private static Optional<String> text(JsonObject payload, String name) {
    JsonValue value = payload.get(name).orElse(null);
    return value instanceof JsonString(var text) && !text.isBlank()
        ? Optional.of(text)
        : Optional.empty();
  }

  private static Optional<Path> path(String text) {
    try {
      return Optional.of(Path.of(text));
    } catch (InvalidPathException _) {
      return Optional.empty();
    }
  }

  /// One write, past the buffering and encoding of `System.out`.
  private static void print(String answer) {
    try (OutputStream out = new FileOutputStream(FileDescriptor.out)) {
      out.write(answer.getBytes(StandardCharsets.UTF_8));
    } catch (IOException _) {
      // Nobody reads us any more: there is no one left to tell.
    }
  }
}
