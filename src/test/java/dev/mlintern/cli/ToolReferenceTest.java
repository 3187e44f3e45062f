package dev.mlintern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.settings.Settings;
import dev.mlintern.tools.ToolSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `docs/TOOLS.md` is what the tool documents say.
class ToolReferenceTest {
  private static final Path REFERENCE = Path.of("docs/TOOLS.md");
  private static final String UPDATE =
      "mvn test -Dtest=ToolReferenceTest -Ddocs.update=true writes what is true now";

  @Test
  void theReferenceIsCurrent() throws IOException {
    String current = reference();
    if (Boolean.getBoolean("docs.update")) {
      Files.writeString(REFERENCE, current);
    }
    assertThat(REFERENCE).as(UPDATE).exists();
    assertThat(Files.readString(REFERENCE)).as(UPDATE).isEqualTo(current);
  }

  private static String reference() {
    var text =
        new StringBuilder(
            """
            # Tools

            Generated from `src/main/resources/tools/*.json` (%s).
            What "x of y shown", cursors and errors look like is the same everywhere: an answer is one text of at most 8,000
            characters unless more is asked for, and says how to go on.

            """
                .formatted("`mvn test -Dtest=ToolReferenceTest -Ddocs.update=true`"));
    List<ToolSpec> specs =
        Toolbox.everything(Settings.of(Map.of(), Path.of("/nowhere"))).tools().stream()
            .map(tool -> tool.spec())
            .toList();
    specs.forEach(
        spec ->
            text.append(
                "- [`%s`](#%s): %s\n".formatted(spec.name(), spec.name(), firstSentence(spec))));
    specs.forEach(spec -> text.append('\n').append(section(spec)));
    return text.toString();
  }

  private static String firstSentence(ToolSpec spec) {
    return spec.description().split("(?<=\\.) ", 2)[0];
  }

  private static String section(ToolSpec spec) {
    var text = new StringBuilder("## " + spec.name() + "\n\n");
    text.append("**%s** · toolset `%s` · ".formatted(spec.title(), spec.toolset()));
    text.append(spec.isReadOnly() ? "only reads" : "can change or spend").append("\n\n");
    text.append(spec.description()).append("\n\n");
    if (spec.branches().isEmpty()) {
      return text + table(spec.validatedSchema(), spec.inputSchema());
    }
    for (ObjectNode branch : spec.branches()) {
      text.append("### ").append(spec.name()).append(' ').append(branch.get("title").asString());
      text.append("\n\n").append(table(branch, spec.inputSchema()));
      branch
          .path("examples")
          .forEach(example -> text.append("\n```json\n").append(example).append("\n```\n"));
      text.append('\n');
    }
    return text.toString().stripTrailing() + "\n";
  }

  /// @param described where descriptions stand when the branch itself has none
  private static String table(ObjectNode schema, ObjectNode described) {
    List<String> required = schema.path("required").valueStream().map(JsonNode::asString).toList();
    var rows = new ArrayList<String>();
    for (var property : schema.path("properties").properties()) {
      if (property.getKey().equals("operation")) {
        continue;
      }
      JsonNode own = property.getValue();
      JsonNode shared = described.path("properties").path(property.getKey());
      String name = "`" + property.getKey() + "`";
      rows.add(
          "| %s | %s | %s |\n"
              .formatted(
                  required.contains(property.getKey()) ? "**" + name + "**" : name,
                  type(own).replace("|", "\\|"),
                  own.path("description")
                      .asString(shared.path("description").asString(""))
                      .replace("|", "\\|")
                      .replace("\n", " ")));
    }
    return rows.isEmpty()
        ? "No parameters.\n"
        : "| parameter | type | |\n|---|---|---|\n" + String.join("", rows);
  }

  private static String type(JsonNode schema) {
    var text = new StringBuilder();
    if (schema.has("enum")) {
      text.append(
          schema
              .get("enum")
              .valueStream()
              .map(v -> "`" + v.asString() + "`")
              .collect(Collectors.joining(", ")));
    } else if (schema.has("oneOf") || schema.has("anyOf")) {
      JsonNode choices = schema.has("oneOf") ? schema.get("oneOf") : schema.get("anyOf");
      text.append(
          choices.valueStream().map(ToolReferenceTest::type).collect(Collectors.joining(" or ")));
    } else {
      JsonNode type = schema.path("type");
      text.append(
          type.isArray()
              ? type.valueStream().map(JsonNode::asString).collect(Collectors.joining(" or "))
              : type.asString("any"));
      if (schema.has("items")) {
        text.append(" of ").append(type(schema.get("items")));
      }
    }
    return text + limits(schema);
  }

  private static String limits(JsonNode schema) {
    String from = schema.path("minimum").asString("");
    String to = schema.path("maximum").asString("");
    return from.isEmpty() && to.isEmpty() ? "" : " " + from + "–" + to;
  }
}
