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
import java.util.function.Supplier;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// `edit`: changes parts of a file in the sandbox, all or none, and shows what was changed.
public final class EditTool implements Tool {
  private static final ToolSpec SPEC = ToolSpec.load("edit");
  private static final Set<String> MODES =
      Set.of("replace", "append_after", "prepend_before", "replace_all");

  /// From here on only what changes is sent.
  private static final int LARGE_BYTES = 1 << 20;

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
    List<TextEdit> edits = edits(call.arguments());
    return FileCall.change(
        call,
        sandboxes,
        seen,
        "The file is either as it was or edited: read it to see.",
        file -> edit(file, edits));
  }

  private static ToolResult edit(FileCall file, List<TextEdit> edits) {
    SandboxFile entry =
        file.stat()
            .map(file::requireFile)
            .orElseThrow(
                () ->
                    new ToolFailure(
                        file.shown() + " does not exist in the sandbox; write makes files."));
    if (file.arguments().text("expected_hash").isEmpty() && file.before().isEmpty()) {
      throw new ToolFailure(
          file.shown()
              + " was not read: nothing was changed. Read it (at least the part to change).");
    }
    OptionalInt expected =
        file.arguments().has("expected_count")
            ? OptionalInt.of(file.arguments().integer("expected_count", 1))
            : OptionalInt.empty();
    var edit = new FileEdit(file, entry, edits, expected);
    boolean large = entry.size() >= LARGE_BYTES;
    if (file.arguments().flag("dry_run", false)) {
      Edited would = large ? edit.inPart(file.path()).edited() : edit.whole(file.path()).edited();
      return told("Would edit ", file.path(), would, "");
    }
    return large ? inPart(edit, file) : whole(edit, file);
  }

  private static ToolResult whole(FileEdit edit, FileCall file) {
    FileEdit.Whole made = edit.whole(file.path());
    new FileCommit(file).write(made.after(), TextBytes.sha256(made.before()), Optional.empty());
    return edited(file, made.edited(), made.text());
  }

  private static ToolResult inPart(FileEdit edit, FileCall file) {
    var commit = new FileCommit(file);
    // What is read is what will be cut from, whatever happens to the file meanwhile.
    String held = commit.hold();
    boolean spliced = false;
    try {
      FileEdit.InPart made = edit.inPart(held);
      commit.splice(made.splice());
      spliced = true;
      return edited(file, made.edited(), made.text());
    } finally {
      if (!spliced) {
        commit.release();
      }
    }
  }

  private static ToolResult edited(FileCall file, Edited edited, Supplier<String> text) {
    String warnings = PythonCheck.warnings(file.path(), text, file.in());
    return told("Edited ", file.path(), edited, warnings);
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
