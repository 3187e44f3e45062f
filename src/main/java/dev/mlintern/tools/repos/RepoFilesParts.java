package dev.mlintern.tools.repos;

import dev.mlintern.tools.Arguments;
import dev.mlintern.tools.ToolFailure;
import dev.mlintern.tools.repos.RepoFilesOperation.Part;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/// Reads what an upload consists of: one content, one local file or folder, or `files`.
final class RepoFilesParts {
  private static final List<String> SOURCES =
      List.of("content", "content_base64", "local_path", "from_url", "copy_from", "delete");

  private RepoFilesParts() {}

  static List<Part> of(Arguments arguments, Optional<String> path) {
    Optional<JsonNode> files = arguments.get("files");
    long given = List.of("content", "local_path", "files").stream().filter(arguments::has).count();
    if (given != 1) {
      throw new ToolFailure(
          "hf_repo_files upload: give exactly one of `content` (with `path`), `local_path` and"
              + " `files`; several files of one commit belong into `files`.");
    }
    if (files.isPresent()) {
      if (path.isPresent()) {
        throw new ToolFailure(
            "hf_repo_files upload: with `files`, each has a `path` of its own; leave the outer one"
                + " out.");
      }
      List<Part> parts = new ArrayList<>();
      files.get().forEach(file -> parts.add(part(file)));
      return List.copyOf(parts);
    }
    if (arguments.has("local_path")) {
      return List.of(
          new Part.Local(
              path, arguments.requireText("local_path"), arguments.text("pattern"), List.of()));
    }
    String target =
        path.orElseThrow(
            () -> new ToolFailure("hf_repo_files upload: `content` needs a `path` to go to."));
    return List.of(content(target, arguments.verbatim("content").orElse("")));
  }

  private static Part part(JsonNode file) {
    String path = file.path("path").asString("");
    List<String> sources = SOURCES.stream().filter(file::has).toList();
    boolean isDelete = file.path("delete").asBoolean(false);
    if (sources.size() != 1 || (file.has("delete") && !isDelete)) {
      throw new ToolFailure(
          "hf_repo_files upload: file `"
              + path
              + "` needs exactly one of content, content_base64, local_path, from_url,"
              + " copy_from and delete: true.");
    }
    return switch (sources.getFirst()) {
      case "content" -> content(path, file.path("content").asString(""));
      case "content_base64" -> new Part.Content(path, decoded(path, file));
      case "local_path" -> {
        List<String> ignore = new ArrayList<>();
        file.path("ignore").forEach(glob -> ignore.add(glob.asString("")));
        yield new Part.Local(
            Optional.of(path),
            file.path("local_path").asString(""),
            file.path("pattern").stringValueOpt(),
            List.copyOf(ignore));
      }
      case "from_url" -> new Part.Fetched(path, file.path("from_url").asString(""));
      case "copy_from" -> new Part.CopyOf(path, file.path("copy_from").asString(""));
      default -> new Part.Deletion(path);
    };
  }

  private static Part content(String path, String text) {
    return new Part.Content(path, text.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] decoded(String path, JsonNode file) {
    try {
      return Base64.getDecoder()
          .decode(file.path("content_base64").asString("").replaceAll("\\s", ""));
    } catch (IllegalArgumentException e) {
      throw new ToolFailure(
          "hf_repo_files upload: content_base64 of `" + path + "` is not base64: " + e.getMessage(),
          e);
    }
  }
}
