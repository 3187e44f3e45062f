package dev.mlintern.policy;

import dev.mlintern.json.JsonArray;
import dev.mlintern.json.JsonBoolean;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonString;
import dev.mlintern.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Says what a call of `hf_repo_files` writes, and where it comes from.
final class FilesSummary {
  private static final int MOST_TEXT = 60;

  private final CallAction call;
  private final CanonicalArguments arguments;

  FilesSummary(CallAction call) {
    this.call = call;
    this.arguments = call.arguments();
  }

  /// What matters most first.
  List<String> details() {
    var details = new ArrayList<String>();
    if (arguments.mayBeTrue("allow_secrets")) {
      details.add("WITHOUT looking for secrets in it");
    }
    details.addAll(
        switch (call.operation()) {
          case "upload" -> uploaded();
          case "edit" -> edited();
          case "copy" -> copied();
          case "delete" -> deleted();
          default -> text("path", 120).map(path -> List.of("path " + path)).orElse(List.of());
        });
    if (arguments.mayBeTrue("create_pr")) {
      details.add("as a pull request");
    }
    if (arguments.mayBeTrue("create_repo")) {
      details.add("creates the repository, private, if there is none");
    }
    if (arguments.mayBeTrue("if_absent")) {
      details.add("replaces nothing that is there");
    }
    text("commit_message", 80).ifPresent(message -> details.add("message \"" + message + "\""));
    return details;
  }

  private List<String> uploaded() {
    var details = new ArrayList<String>();
    Optional<String> content =
        size(arguments.members(), "content").map(size -> " (" + size + " of text)");
    Optional<String> local =
        text("local_path", 160)
            .map(
                path ->
                    "local file or folder "
                        + path
                        + text("pattern", 60).map(glob -> ", only " + glob).orElse(""));
    local.ifPresent(details::add);
    text("path", 120)
        .ifPresent(
            path -> details.add((local.isPresent() ? "to " : "path ") + path + content.orElse("")));
    arguments.members().get("files").ifPresent(files -> details.add(files(files)));
    return details;
  }

  private static String files(JsonValue files) {
    if (!(files instanceof JsonArray array)) {
      return "files " + ReasonText.shown(files.toJson(), 300);
    }
    int deletions = 0;
    var each = new ArrayList<String>();
    for (JsonValue file : array) {
      if (!(file instanceof JsonObject object)) {
        each.add("?");
        continue;
      }
      String path = ReasonText.shown(object.string("path").orElse("?"), 80);
      boolean isDeletion = object.get("delete").filter(FilesSummary::isTrue).isPresent();
      deletions += isDeletion ? 1 : 0;
      each.add(
          isDeletion
              ? "DELETES " + path
              : object
                  .string("local_path")
                  .map(local -> path + " from local " + ReasonText.shown(local, 80))
                  .or(
                      () ->
                          object
                              .string("copy_from")
                              .map(from -> path + " copied from " + ReasonText.shown(from, 80)))
                  .or(
                      () ->
                          object
                              .string("from_url")
                              .map(url -> path + " fetched from " + ReasonText.shown(url, 120)))
                  .orElseGet(
                      () ->
                          path
                              + size(object, "content").map(size -> " (" + size + ")").orElse("")));
    }
    return array.size()
        + " changes"
        + (deletions > 0 ? ", " + deletions + " of them deletions" : "")
        + ": "
        + ReasonText.shown(String.join(", ", each), 320);
  }

  private List<String> edited() {
    return List.of(
        "path " + text("path", 120).orElse("?"),
        "replaces "
            + (arguments.mayBeTrue("replace_all") ? "everywhere " : "")
            + "\""
            + text("old_str", MOST_TEXT).orElse("")
            + "\" by \""
            + text("new_str", MOST_TEXT).orElse("")
            + "\"");
  }

  private List<String> copied() {
    String to = text("to_path", 120).orElse("?");
    return List.of(
        "path "
            + text("path", 120).orElse("?")
            + " to "
            + to
            + (arguments.mayBeTrue("move") ? " (moved: the old one is deleted)" : "")
            + "; what is at "
            + to
            + " is replaced");
  }

  private List<String> deleted() {
    return List.of(
        "deletes "
            + patterns()
                .map(patterns -> "every file matching " + patterns)
                .orElseGet(() -> text("path", 120).orElse("?"))
            + "; history keeps the content");
  }

  private Optional<String> patterns() {
    Optional<JsonArray> array = arguments.members().array("patterns");
    if (array.isEmpty()) {
      return text("patterns", 160);
    }
    var items = new ArrayList<String>();
    for (JsonValue item : array.get()) {
      items.add(item instanceof JsonString(var string) ? string : item.toJson());
    }
    return Optional.of(ReasonText.shown(String.join(", ", items), 160));
  }

  private static Optional<String> size(JsonObject object, String name) {
    return object
        .string(name)
        .map(content -> JobSummary.size(content.getBytes(StandardCharsets.UTF_8).length));
  }

  private static boolean isTrue(JsonValue value) {
    return value instanceof JsonBoolean(var flag)
        ? flag
        : value instanceof JsonString(var text) && text.equalsIgnoreCase("true");
  }

  private Optional<String> text(String name, int maxChars) {
    return arguments.string(name).map(value -> ReasonText.shown(value, maxChars));
  }
}
