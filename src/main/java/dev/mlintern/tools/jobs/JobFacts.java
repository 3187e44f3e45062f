package dev.mlintern.tools.jobs;

import dev.mlintern.json.JsonArray;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonString;
import dev.mlintern.policy.CanonicalArguments;
import dev.mlintern.policy.JobTimeout;
import dev.mlintern.policy.PythonCode;
import dev.mlintern.policy.ScriptCheck;
import dev.mlintern.policy.ScriptKind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A call read once for all checks.
///
/// @param members arguments
/// @param script the program's text, when it is Python and can be seen
/// @param code the text without comments; strings are kept
/// @param check what the approval policy sees in it
/// @param flavor canonical
/// @param timeout empty when the call names none, or none that can be read
record JobFacts(
    JsonObject members,
    Optional<String> script,
    String code,
    ScriptCheck check,
    String flavor,
    Optional<Duration> timeout,
    FlavorAdvice flavors) {

  static JobFacts of(
      CanonicalArguments arguments, Optional<String> localScript, FlavorAdvice flavors) {
    JsonObject members = arguments.members();
    Optional<String> given = members.string("script");
    boolean inline = given.isPresent() && ScriptKind.of(arguments) == ScriptKind.INLINE;
    Optional<String> script = localScript.or(() -> given.filter(_ -> inline));
    return new JobFacts(
        members,
        script,
        script.map(PythonCode::withoutComments).orElse(""),
        ScriptCheck.of(seen(arguments, localScript)),
        arguments.hardwareOrDefault(),
        members.get("timeout").flatMap(JobTimeout::parse),
        flavors);
  }

  /// The call as if the text of the file it names stood in it.
  static CanonicalArguments seen(CanonicalArguments arguments, Optional<String> file) {
    return file.map(text -> seen(arguments, text)).orElse(arguments);
  }

  private static CanonicalArguments seen(CanonicalArguments arguments, String text) {
    JsonObject members =
        JsonObject.builder()
            .putAll(arguments.members())
            .put("script", text)
            .put("script_kind", "inline")
            .build();
    return new CanonicalArguments(members, arguments.operation(), arguments.hardware());
  }

  boolean hasGpu() {
    return flavors.hasGpu(flavor);
  }

  List<String> words(String name) {
    Optional<String> text = members.string(name);
    if (text.isPresent() && name.equals("command")) {
      return CommandWords.split(text.get());
    }
    return members.array(name).orElse(JsonArray.of()).stream()
        .filter(JsonString.class::isInstance)
        .map(word -> ((JsonString) word).value())
        .toList();
  }
}
