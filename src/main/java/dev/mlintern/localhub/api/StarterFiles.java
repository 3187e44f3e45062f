package dev.mlintern.localhub.api;

import dev.mlintern.json.JsonArray;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonValue;
import dev.mlintern.json.JsonWriter;
import dev.mlintern.localhub.store.LargeFileRules;
import dev.mlintern.localhub.store.RepoId;
import dev.mlintern.localhub.store.RepoKind;
import dev.mlintern.localhub.web.HubError;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// The files of a new repo's first commit: the rules for large files, a card if the request says
/// something for it, and the request's own files.
final class StarterFiles {
  private StarterFiles() {}

  static Map<String, byte[]> of(RepoId id, JsonObject body) {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put(LargeFileRules.PATH, LargeFileRules.usualAttributes());
    String card = card(id, body);
    if (!card.isEmpty()) {
      files.put("README.md", ("---\n" + card + "---\n").getBytes(StandardCharsets.UTF_8));
    }
    for (JsonValue value : body.array("files").orElse(JsonArray.of())) {
      if (!(value instanceof JsonObject file)) {
        throw HubError.badRequest("✖ \"files\" must hold objects");
      }
      files.put(
          file.string("path")
              .orElseThrow(() -> HubError.badRequest("✖ \"files[].path\" is required")),
          FileContent.decode(file));
    }
    return files;
  }

  private static String card(RepoId id, JsonObject body) {
    var lines = new StringBuilder();
    if (id.kind() == RepoKind.SPACE) {
      line(lines, "title", id.name());
      body.string("sdk").ifPresent(sdk -> line(lines, "sdk", sdk));
      body.string("sdkVersion").ifPresent(version -> line(lines, "sdk_version", version));
      body.string("short_description").ifPresent(text -> line(lines, "short_description", text));
    }
    body.string("license").ifPresent(license -> line(lines, "license", license));
    body.string("license_name").ifPresent(name -> line(lines, "license_name", name));
    body.string("license_link").ifPresent(link -> line(lines, "license_link", link));
    return lines.toString();
  }

  private static void line(StringBuilder lines, String name, String value) {
    // A JSON string is a YAML string.
    boolean plain = value.matches("[A-Za-z][A-Za-z0-9._-]*");
    lines.append(name).append(": ");
    lines.append(plain ? value : JsonWriter.quote(value)).append('\n');
  }
}
