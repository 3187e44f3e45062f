package dev.mlintern.policy;

import dev.mlintern.json.JsonArray;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonString;
import dev.mlintern.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Says in a few words what a call does to which repository.
final class RepoSummary {
  private final CallAction call;
  private final CanonicalArguments arguments;

  RepoSummary(CallAction call) {
    this.call = call;
    this.arguments = call.arguments();
  }

  /// `model me/m`, most important first.
  List<String> details() {
    var details = new ArrayList<String>();
    details.add(repository());
    details.addAll(targets());
    if (call.action() == ActionClass.PUBLISH) {
      details.add("makes it public: everybody can read it");
    }
    if (arguments.isTrue("create_pr")) {
      details.add("as a pull request");
    }
    return details;
  }

  private String repository() {
    String type = text("repo_type", 20).orElse("model");
    String id = call.repository().map(repo -> ReasonText.shown(repo, 110)).orElse("(no repo_id)");
    return type + " " + id + text("revision", 60).map(at -> " at " + at).orElse("");
  }

  private List<String> targets() {
    var targets = new ArrayList<String>();
    list("args").ifPresent(words -> targets.add("words `" + words + "`"));
    text("path", 120).ifPresent(path -> targets.add("path " + path + contentSize().orElse("")));
    list("patterns").ifPresent(patterns -> targets.add("every file matching " + patterns));
    arguments
        .members()
        .array("files")
        .ifPresent(files -> targets.add(files.size() + " files: " + paths(files)));
    for (String name : List.of("branch", "tag", "title", "new_status", "space_sdk", "gated")) {
      text(name, 80).ifPresent(value -> targets.add(name + " " + value));
    }
    arguments
        .members()
        .get("pr_num")
        .ifPresent(number -> targets.add("PR " + ReasonText.shown(number.toJson(), 12)));
    return targets;
  }

  private Optional<String> contentSize() {
    return arguments
        .members()
        .string("content")
        .map(content -> content.getBytes(StandardCharsets.UTF_8).length)
        .map(length -> " (" + JobSummary.size(length) + ")");
  }

  private static String paths(JsonArray files) {
    var paths = new ArrayList<String>();
    for (JsonValue file : files) {
      if (file instanceof JsonObject object) {
        paths.add(object.string("path").orElse("?"));
      }
    }
    return ReasonText.shown(String.join(", ", paths), 160);
  }

  private Optional<String> list(String name) {
    Optional<JsonArray> array = arguments.members().array(name);
    if (array.isEmpty()) {
      return text(name, 160);
    }
    var items = new ArrayList<String>();
    for (JsonValue item : array.get()) {
      items.add(item instanceof JsonString(var string) ? string : item.toJson());
    }
    return Optional.of(ReasonText.shown(String.join(", ", items), 160));
  }

  private Optional<String> text(String name, int maxChars) {
    return arguments.string(name).map(value -> ReasonText.shown(value, maxChars));
  }
}
