package dev.mlintern.tools.jobs;

import dev.mlintern.json.JsonArray;
import dev.mlintern.json.JsonNull;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonString;
import dev.mlintern.json.JsonValue;
import dev.mlintern.redact.Redactor;
import dev.mlintern.tools.jobs.PreflightCheck.Findings;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// Arguments that cannot work whatever the program is.
final class ArgumentChecks {
  /// Linux takes this many bytes in one argument, its end included.
  private static final int MAX_WORD_BYTES = 131_071;

  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final Pattern SECRET_NAME =
      Pattern.compile("(?i).*(?:TOKEN|SECRET|PASSWORD|PASSWD|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY)");
  private static final Set<String> SHELLS = Set.of("sh", "bash", "dash", "zsh", "ash");
  private static final Set<String> OPERATORS = Set.of("&&", "||", "|", ";", ">", ">>", "<", "2>&1");

  private ArgumentChecks() {}

  static void look(JobFacts facts, Findings findings) {
    flavor(facts, findings);
    command(facts, findings);
    dependencies(facts, findings);
    environment(facts, findings);
    shownWords(facts, findings);
    schedule(facts, findings);
  }

  private static void flavor(JobFacts facts, Findings findings) {
    facts
        .flavors()
        .unknown(facts.flavor())
        .ifPresent(
            text -> {
              if (facts.flavors().isLive()) {
                findings.error(text);
              } else {
                findings.warning(text + " (the Hub's list could not be read, so this may be new)");
              }
            });
  }

  private static void command(JobFacts facts, Findings findings) {
    if (!facts.members().has("command")) {
      return;
    }
    List<String> words = facts.words("command");
    if (words.isEmpty() || words.getFirst().isBlank()) {
      findings.error("`command` is empty: give the program and its arguments, one word each");
      return;
    }
    String program = words.getFirst();
    boolean shell = SHELLS.contains(program.substring(program.lastIndexOf('/') + 1));
    if (words.size() == 1 && program.strip().matches("(?s).*\\s.*")) {
      findings.error(
          "`command` is one word with blanks in it, and no shell takes it apart: give [\"python\","
              + " \"train.py\"], or [\"/bin/sh\", \"-c\", \"…\"]");
    } else if (!shell && words.stream().anyMatch(OPERATORS::contains)) {
      findings.error(
          "`command` holds shell syntax, and no shell reads it: put the line into [\"/bin/sh\","
              + " \"-c\", \"…\"]");
    }
    if (words.stream().anyMatch(ArgumentChecks::isTooLong)) {
      findings.error(
          "a word of `command` has more than 128 KiB, which Linux does not take: put it into a file"
              + " of a dataset and mount that with `volumes`");
    }
  }

  private static boolean isTooLong(String word) {
    return word.getBytes(StandardCharsets.UTF_8).length > MAX_WORD_BYTES;
  }

  private static void dependencies(JobFacts facts, Findings findings) {
    List<String> dependencies = facts.words("dependencies");
    if (!dependencies.isEmpty() && !facts.members().has("script")) {
      findings.error("`dependencies` go with `script`; a `command` needs an image that has them");
    }
    for (String dependency : dependencies) {
      String name = dependency.strip();
      if (name.isEmpty() || name.startsWith("-") || name.contains("\n")) {
        findings.error(
            "`"
                + name
                + "` is no requirement: `dependencies` takes one package each, as in"
                + " `trl>=0.20`");
      } else if (name.matches("[A-Za-z0-9._-]+ [A-Za-z0-9._ -]+")) {
        findings.error("`" + name + "` names several packages: give each as its own entry");
      } else {
        String installed = PackageFailures.installedAs(name);
        if (!installed.equals(name.replace('_', '-')) && name.matches("[A-Za-z0-9_.]+")) {
          findings.warning("`" + name + "` is a module's name; the package is `" + installed + "`");
        }
      }
    }
    if (facts.words("script_args").stream().anyMatch(ArgumentChecks::isTooLong)) {
      findings.error("a word of `script_args` has more than 128 KiB, which Linux does not take");
    }
  }

  private static void environment(JobFacts facts, Findings findings) {
    for (String kind : List.of("env", "secrets")) {
      JsonObject values = facts.members().object(kind).orElse(JsonObject.EMPTY);
      for (Map.Entry<String, JsonValue> entry : values.members().entrySet()) {
        String name = entry.getKey();
        if (!NAME.matcher(name).matches()) {
          findings.error(
              "`" + kind + "` has the name `" + name + "`, which no environment variable can have");
        }
        JsonValue value = entry.getValue();
        if (value instanceof JsonObject
            || value instanceof JsonArray
            || value instanceof JsonNull) {
          findings.error("`" + kind + "." + name + "` must be text");
        } else if (kind.equals("env") && value instanceof JsonString(String text)) {
          secret(name, text, findings);
        }
      }
    }
  }

  /// What stands in `env` is shown to whoever may see the job, for ever.
  private static void secret(String name, String value, Findings findings) {
    if (isSecret(value)) {
      findings.error(
          "`env."
              + name
              + "` holds a secret, and `env` is shown with the job: move it to `secrets`");
    } else if (SECRET_NAME.matcher(name).matches() && value.length() > 3) {
      findings.warning("`env." + name + "` is shown with the job: a secret belongs into `secrets`");
    }
  }

  private static boolean isSecret(String value) {
    String line = "value " + value;
    return !value.isEmpty() && !Redactor.withoutKnownSecrets().redact(line).equals(line);
  }

  /// Command, arguments, name and labels are shown with the job as `env` is, and so is the script,
  /// which travels in the command.
  private static void shownWords(JobFacts facts, Findings findings) {
    for (String name : List.of("command", "script_args")) {
      if (facts.words(name).stream().anyMatch(ArgumentChecks::isSecret)) {
        findings.error(
            "`"
                + name
                + "` holds a secret, and it is shown with the job: pass it in `secrets` and let the"
                + " program read its environment");
      }
    }
    boolean labelled =
        facts.members().object("labels").orElse(JsonObject.EMPTY).members().values().stream()
            .anyMatch(value -> value instanceof JsonString(String text) && isSecret(text));
    if (labelled || facts.members().string("name").filter(ArgumentChecks::isSecret).isPresent()) {
      findings.error("name or labels hold a secret, and they are shown with the job");
    }
    if (facts.script().filter(ArgumentChecks::isSecret).isPresent()) {
      findings.warning(
          "the script holds a secret, and it is part of the command, which is shown with the job:"
              + " pass it in `secrets` and read os.environ");
    }
  }

  private static void schedule(JobFacts facts, Findings findings) {
    facts
        .members()
        .string("schedule")
        .ifPresent(
            text -> {
              try {
                CronSchedule.parse(text);
              } catch (IllegalArgumentException e) {
                findings.error(e.getMessage());
              }
            });
  }
}
