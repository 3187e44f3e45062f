package dev.mlintern.policy;

import dev.mlintern.json.JsonArray;
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
    if (call.action() == ActionClass.PUBLISH) {
      details.add(publishing());
    }
    finality().ifPresent(details::add);
    if (call.tool() == GatedTool.HF_REPO_FILES) {
      details.addAll(new FilesSummary(call).details());
      return details;
    }
    details.addAll(targets());
    if (arguments.mayBeTrue("create_pr")) {
      details.add("as a pull request");
    }
    return details;
  }

  /// Two ways to open up: to everybody, or to everybody who so far had to ask.
  private String publishing() {
    boolean gateOnly =
        arguments.members().has("gated")
            && !arguments.members().has("private")
            && !arguments.members().has("visibility");
    return gateOnly
        ? "nobody has to ask for access any more: everybody who sees it can read all files"
        : "makes it public: everybody can read all its files and their history, copies stay";
  }

  /// What nothing brings back. How much it is, the server looks up and says in its answer.
  private Optional<String> finality() {
    return Optional.ofNullable(
        switch (call.operation()) {
          case "delete_repo" ->
              "deletes every file, all history and discussions for good; nothing brings them back";
          case "move_repo" ->
              "to "
                  + text("to_repo_id", 110).orElse("(no to_repo_id)")
                  + ": links break once somebody takes the old name, and another owner decides";
          case "delete_branch" -> "commits that are only on this branch are lost";
          case "delete_tag" -> "the commit stays, but what names it by this tag breaks";
          case "merge_pr" -> "cannot be undone: taking the changes back needs another commit";
          case "hide_comment" -> "cannot be undone: the text is gone";
          case "update_repo" ->
              arguments.mayBeTrue("private") ? "others lose access at once" : null;
          default -> null;
        });
  }

  private String repository() {
    String type = text("repo_type", 20).orElse(namesItsType() ? "" : "model");
    String id = call.repository().map(repo -> ReasonText.shown(repo, 110)).orElse("(no repo_id)");
    return (type + " " + id).strip() + text("revision", 60).map(at -> " at " + at).orElse("");
  }

  /// An address like `datasets/me/x` says itself what it names.
  private boolean namesItsType() {
    return call.repository()
        .filter(id -> id.contains("://") || id.indexOf('/') != id.lastIndexOf('/'))
        .isPresent();
  }

  private List<String> targets() {
    var targets = new ArrayList<String>();
    list("args").ifPresent(words -> targets.add("words `" + words + "`"));
    text("path", 120).ifPresent(path -> targets.add("path " + path + contentSize().orElse("")));
    list("patterns").ifPresent(patterns -> targets.add("every file matching " + patterns));
    for (String name :
        List.of(
            "branch",
            "tag",
            "title",
            "new_status",
            "space_sdk",
            "gated",
            "comment_id",
            "comment")) {
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
