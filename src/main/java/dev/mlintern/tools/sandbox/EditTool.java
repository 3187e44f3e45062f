package dev.mlintern.tools.sandbox;

import dev.mlintern.hub.sandbox.SandboxFile;
import dev.mlintern.tools.Arguments;
import dev.mlintern.tools.ForeignText;
import dev.mlintern.tools.ReplyText;
import dev.mlintern.tools.Tool;
import dev.mlintern.tools.ToolCall;
import dev.mlintern.tools.ToolFailure;
import dev.mlintern.tools.ToolResult;
import dev.mlintern.tools.ToolSpec;
import dev.mlintern.tools.sandbox.edit.Change;
import dev.mlintern.tools.sandbox.edit.EditEngine;
import dev.mlintern.tools.sandbox.edit.EditRefused;
import dev.mlintern.tools.sandbox.edit.Edited;
import dev.mlintern.tools.sandbox.edit.Relaxation;
import dev.mlintern.tools.sandbox.edit.TextEdit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `edit`: changes parts of a file in the sandbox, all or none, and shows what was changed.
public final class EditTool implements Tool {
  private static final ToolSpec SPEC = ToolSpec.load("edit");
  private static final Set<String> MODES =
      Set.of("replace", "append_after", "prepend_before", "replace_all");
  private static final int MAX_BYTES = 64 << 20;
  /// The members of one edit, also within `edits`.
  private static final Map<String, Predicate<JsonNode>> KINDS =
      Map.of(
          "old_str", JsonNode::isString,
          "new_str", JsonNode::isString,
          "replace_all", JsonNode::isBoolean,
          "mode", mode -> MODES.contains(mode.asString("")));

  private static final int MAX_LINES_NAMED = 20;

  private final Sandboxes sandboxes;
  private final SeenFiles seen;

  public EditTool(Sandboxes sandboxes, SeenFiles seen) {
    this.sandboxes = Objects.requireNonNull(sandboxes, "sandboxes");
    this.seen = Objects.requireNonNull(seen, "seen");
  }

  @Override
  public ToolSpec spec() {
    return SPEC;
  }

  @Override
  public ToolResult call(ToolCall call) throws InterruptedException {
    Arguments arguments = call.arguments();
    String path = SandboxPath.of(arguments.verbatim("path").orElse(""));
    List<TextEdit> edits = edits(arguments);
    return SandboxCall.run(
        sandboxes,
        call.scope(),
        "The file is either as it was or edited: read it to see.",
        in -> edit(path, edits, arguments, in));
  }

  private ToolResult edit(String path, List<TextEdit> edits, Arguments arguments, SandboxCall in) {
    Current current = current(path, arguments, in);
    byte[] bytes = current.bytes();
    if (TextBytes.isBinary(bytes)) {
      throw new ToolFailure(SandboxPath.shown(path) + " is a binary file; edit changes text.");
    }
    var file = TextBytes.of(bytes, Optional.empty());
    Edited edited;
    try {
      edited =
          EditEngine.apply(
              file.text(),
              edits,
              arguments.has("expected_count")
                  ? OptionalInt.of(arguments.integer("expected_count", 1))
                  : OptionalInt.empty());
    } catch (EditRefused e) {
      throw new ToolFailure(SandboxPath.shown(path) + ": " + e.getMessage(), e);
    }
    byte[] changed = file.with(edited.text());
    boolean dry = arguments.flag("dry_run", false);
    if (dry) {
      return told("Would edit ", path, edited, "");
    }
    new FileCommit(in, seen).write(path, changed, current.sha256(), Optional.empty());
    return told("Edited ", path, edited, PythonCheck.warnings(path, edited.text(), in));
  }

  /// A file as it is now.
  private record Current(byte[] bytes, String sha256) {}

  /// The file as it is now, if that is what was seen.
  private Current current(String path, Arguments arguments, SandboxCall in) {
    String shown = SandboxPath.shown(path);
    SandboxFile entry =
        in.client()
            .files()
            .stat(path, in.scope())
            .orElseThrow(
                () ->
                    new ToolFailure(shown + " does not exist in the sandbox; write makes files."));
    if (entry.kind() == SandboxFile.Kind.DIR) {
      throw new ToolFailure(shown + " is a directory.");
    }
    Optional<String> hash = arguments.text("expected_hash");
    Optional<SeenFiles.Seen> before = seen.of(in.client(), path);
    if (hash.isEmpty() && before.isEmpty()) {
      throw new ToolFailure(
          shown + " was not read: nothing was changed. Read it (at least the part to change).");
    }
    byte[] bytes = in.client().files().bytes(path, 0, MAX_BYTES + 1, in.scope());
    if (bytes.length > MAX_BYTES) {
      throw new ToolFailure(
          shown + " is larger than " + MAX_BYTES + " bytes; use sed or python in bash.");
    }
    String now = TextBytes.sha256(bytes);
    boolean same =
        hash.map(now::equals)
            .orElseGet(
                () -> before.get().sha256().map(now::equals).orElse(before.get().looksLike(entry)));
    if (!same) {
      throw new ToolFailure(
          shown + " has changed since it was read; nothing was changed. Read it again first.");
    }
    return new Current(bytes, now);
  }

  private static ToolResult told(String done, String path, Edited edited, String warnings) {
    var reply = new ReplyText();
    for (Change change : edited.changes()) {
      reply.line(
          done
              + SandboxPath.shown(path)
              + " · "
              + (change.count() == 1 ? "1 place" : change.count() + " places")
              + ", line "
              + named(change.lines())
              + relaxed(change));
    }
    if (!warnings.isEmpty()) {
      reply.line(warnings.strip());
    }
    String diff =
        edited.changes().stream()
            .flatMap(change -> change.hunks().stream())
            .collect(Collectors.joining("\n"));
    String shown =
        diff.length() > reply.room() / 2 ? ForeignText.cut(diff, reply.room() / 2) : diff;
    reply.line(ForeignText.fenced("Diff", shown));
    return ToolResult.ok(reply.toString());
  }

  private static String relaxed(Change change) {
    String how =
        change.relaxation() == Relaxation.NONE
            ? ""
            : " · not there to the letter, matched " + change.relaxation().words();
    return change.reindented() ? how + "; new_str was indented to fit" : how;
  }

  private static String named(List<Integer> lines) {
    String first =
        lines.stream()
            .limit(MAX_LINES_NAMED)
            .map(String::valueOf)
            .collect(Collectors.joining(", "));
    return lines.size() > MAX_LINES_NAMED ? first + ", …" : first;
  }

  private static List<TextEdit> edits(Arguments arguments) {
    Optional<JsonNode> several = arguments.get("edits");
    if (several.isPresent() && (arguments.has("old_str") || arguments.has("new_str"))) {
      throw new ToolFailure("edit needs either `old_str` and `new_str`, or `edits`, not both.");
    }
    if (several.isPresent()) {
      var edits = new ArrayList<TextEdit>();
      several.get().forEach(EditTool::requireKnown);
      several.get().forEach(edit -> edits.add(edit(new Arguments((ObjectNode) edit))));
      return List.copyOf(edits);
    }
    return List.of(edit(arguments));
  }

  private static void requireKnown(JsonNode edit) {
    List<String> strange =
        edit.propertyNames().stream().filter(name -> !KINDS.containsKey(name)).toList();
    if (!strange.isEmpty()) {
      throw new ToolFailure(
          "edit: `edits` takes objects of old_str, new_str, replace_all, mode; not "
              + ForeignText.oneLine(String.join(", ", strange), 200)
              + ".");
    }
  }

  private static TextEdit edit(Arguments one) {
    List<String> wrong =
        KINDS.entrySet().stream()
            .filter(kind -> one.get(kind.getKey()).filter(kind.getValue().negate()).isPresent())
            .map(kind -> "`" + kind.getKey() + "`")
            .toList();
    if (!wrong.isEmpty()) {
      throw new ToolFailure("edit: " + String.join(", ", wrong) + " is not of the right kind.");
    }
    if (!one.has("old_str") || !one.has("new_str")) {
      throw new ToolFailure("edit needs `old_str` and `new_str`, or `edits`.");
    }
    String mode = one.text("mode").orElse("replace");
    return new TextEdit(
        one.verbatim("old_str").orElseThrow(),
        one.verbatim("new_str").orElseThrow(),
        // The original took this as a fourth mode.
        one.flag("replace_all", false) || mode.equals("replace_all"),
        mode.equals("replace_all")
            ? TextEdit.Mode.REPLACE
            : TextEdit.Mode.valueOf(mode.toUpperCase(Locale.ROOT)));
  }
}
