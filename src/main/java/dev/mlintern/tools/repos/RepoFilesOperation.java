package dev.mlintern.tools.repos;

import dev.mlintern.tools.Arguments;
import dev.mlintern.tools.ToolFailure;
import java.util.List;
import java.util.Optional;

/// The operations of `hf_repo_files`, each with exactly its own arguments besides the repository.
sealed interface RepoFilesOperation {
  /// @param limit most entries shown
  /// @param cursor see [RepoFilesListing]
  record ListFiles(
      boolean recursive, Optional<String> pattern, int limit, Optional<String> cursor, int maxChars)
      implements RepoFilesOperation {}

  /// @param offset first line, from 1; negative counts from the end
  /// @param limit most lines shown
  record Read(
      Optional<Integer> offset,
      Optional<Integer> limit,
      Optional<String> find,
      Optional<String> cursor,
      int maxChars)
      implements RepoFilesOperation {}

  record Info() implements RepoFilesOperation {}

  record History(int limit, Optional<String> cursor) implements RepoFilesOperation {}

  record Upload(
      List<Part> parts, boolean ifAbsent, boolean createRepo, boolean allowSecrets, Commit commit)
      implements RepoFilesOperation {}

  record Edit(
      String oldText, String newText, boolean replaceAll, boolean allowSecrets, Commit commit)
      implements RepoFilesOperation {}

  record Copy(String toPath, boolean move, Commit commit) implements RepoFilesOperation {}

  record Delete(List<RepoFilesGlob> patterns, Commit commit) implements RepoFilesOperation {}

  /// How a commit is made.
  ///
  /// @param parent the commit that must still be the head
  record Commit(
      Optional<String> message, Optional<String> parent, boolean createPr, boolean dryRun) {}

  /// One thing to upload.
  sealed interface Part {
    record Content(String path, byte[] bytes) implements Part {}

    /// @param path where it goes; a folder when it ends in `/`, or when the local one is a folder
    record Local(Optional<String> path, String local, Optional<String> pattern, List<String> ignore)
        implements Part {}

    record CopyOf(String path, String from) implements Part {}

    /// @param url on the web
    record Fetched(String path, String url) implements Part {}

    record Deletion(String path) implements Part {}
  }

  /// @param path the path an address in `repo_id` or `path` named
  static RepoFilesOperation of(Arguments arguments, Optional<String> path) {
    int maxChars = arguments.integer("max_chars", 8_000);
    return switch (arguments.requireText("operation")) {
      case "list" ->
          new ListFiles(
              arguments.flag("recursive", false),
              arguments.text("pattern"),
              arguments.integer("limit", 200),
              arguments.text("cursor"),
              maxChars);
      case "read" ->
          new Read(
              arguments.integer("offset"),
              arguments.integer("limit"),
              arguments.verbatim("find").filter(text -> !text.isBlank()),
              arguments.text("cursor"),
              maxChars);
      case "info" -> new Info();
      case "history" -> new History(arguments.integer("limit", 20), arguments.text("cursor"));
      case "upload" ->
          new Upload(
              RepoFilesParts.of(arguments, path),
              arguments.flag("if_absent", false),
              arguments.flag("create_repo", false),
              arguments.flag("allow_secrets", false),
              commit(arguments));
      case "edit" ->
          new Edit(
              arguments.verbatim("old_str").orElse(""),
              arguments.verbatim("new_str").orElse(""),
              arguments.flag("replace_all", false),
              arguments.flag("allow_secrets", false),
              commit(arguments));
      case "copy" ->
          new Copy(
              arguments.requireText("to_path"), arguments.flag("move", false), commit(arguments));
      case "delete" -> new Delete(patterns(arguments, path), commit(arguments));
      case String other -> throw new ToolFailure("hf_repo_files has no operation `" + other + "`.");
    };
  }

  private static Commit commit(Arguments arguments) {
    return new Commit(
        arguments.text("commit_message"),
        arguments.text("parent_commit"),
        arguments.flag("create_pr", false),
        arguments.flag("dry_run", false));
  }

  private static List<RepoFilesGlob> patterns(Arguments arguments, Optional<String> path) {
    List<String> patterns = arguments.texts("patterns");
    if (patterns.isEmpty() == path.isEmpty()) {
      throw new ToolFailure(
          "hf_repo_files delete: name what to delete by `patterns` (such as [\"logs/\","
              + " \"*.tmp\"]) or by one `path`.");
    }
    return patterns.isEmpty()
        ? List.of(RepoFilesGlob.literal(path.orElseThrow()))
        : patterns.stream().map(RepoFilesGlob::of).toList();
  }
}
