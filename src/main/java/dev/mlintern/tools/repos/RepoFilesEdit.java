package dev.mlintern.tools.repos;

import dev.mlintern.http.CallScope;
import dev.mlintern.hub.FileFacts;
import dev.mlintern.hub.FilePath;
import dev.mlintern.hub.HubFiles;
import dev.mlintern.tools.ToolFailure;
import dev.mlintern.tools.repos.RepoFilesOperation.Edit;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/// `edit`: replaces an exact piece of text in a file as it is at one commit.
final class RepoFilesEdit {
  private static final Pattern LONE_LF = Pattern.compile("(?<!\r)\n");
  private static final long MOST_BYTES = 8L << 20;

  private final HubFiles files;

  RepoFilesEdit(HubFiles files) {
    this.files = files;
  }

  /// @param before what was read
  /// @param commit the commit the file was read at: the edit is right only on top of it
  record Edited(String before, byte[] bytes, String commit, String summary) {}

  Edited apply(RepoFilesTarget target, Edit edit, CallScope scope) {
    FilePath path = target.file();
    FileFacts facts = files.facts(target.type(), target.id(), target.revision(), path, scope);
    long size = facts.size().orElse(0);
    String commit =
        facts
            .commit()
            .orElseThrow(
                () ->
                    new ToolFailure(
                        "hf_repo_files edit: the Hub does not say which commit it is at."));
    if (size > MOST_BYTES) {
      throw new ToolFailure(
          "hf_repo_files edit: `"
              + path
              + "` has "
              + RepoFilesSize.of(size)
              + ", more than can be edited in place; upload it whole.");
    }
    String text = text(target, path, commit, (int) size, scope);
    boolean crLf = isCrLf(text, edit.oldText());
    String wanted = crLf ? edit.oldText().replaceAll("\r?\n", "\r\n") : edit.oldText();
    String replacement = crLf ? edit.newText().replaceAll("\r?\n", "\r\n") : edit.newText();
    int count = count(text, wanted);
    if (wanted.equals(replacement)) {
      throw new ToolFailure("hf_repo_files edit: old_str and new_str are the same.");
    }
    if (count == 0) {
      throw new ToolFailure(
          "hf_repo_files edit: nothing was changed: old_str is not in `"
              + path
              + "` at commit "
              + commit
              + nearest(text, edit.oldText())
              + ". It must match exactly, blanks and line ends included: read the file first.");
    }
    if (count > 1 && !edit.replaceAll()) {
      throw new ToolFailure(
          "hf_repo_files edit: nothing was changed: old_str is "
              + count
              + " times in `"
              + path
              + "`. Give more of its surroundings, or replace_all: true.");
    }
    String changed = text.replace(wanted, replacement);
    return new Edited(
        text,
        changed.getBytes(StandardCharsets.UTF_8),
        commit,
        count + (count == 1 ? " place" : " places") + " changed.");
  }

  private String text(
      RepoFilesTarget target, FilePath path, String commit, int size, CallScope scope) {
    byte[] bytes =
        size == 0
            ? new byte[0]
            : files.bytes(target.type(), target.id(), commit, path, 0, size, scope);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new ToolFailure("hf_repo_files edit: `" + path + "` is not UTF-8 text.", e);
    }
  }

  /// Whether old and new text are to have the line ends of DOS: where the old one is not there
  /// otherwise, and where it says nothing of line ends and most lines of the file have them.
  private static boolean isCrLf(String text, String oldText) {
    return text.contains("\r\n")
        && (!text.contains(oldText)
            || (!LONE_LF.matcher(oldText).find() && 2 * count(text, "\r\n") > count(text, "\n")));
  }

  private static int count(String text, String wanted) {
    int count = 0;
    for (int at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length())) {
      count++;
    }
    return count;
  }

  /// Where the first line of the old text stands, if it does.
  private static String nearest(String text, String oldText) {
    String first = oldText.strip().lines().findFirst().orElse("").strip();
    int at = first.isEmpty() ? -1 : text.indexOf(first);
    return at < 0
        ? ""
        : " (its first line is, in line "
            + (1 + text.substring(0, at).chars().filter(c -> c == '\n').count())
            + ")";
  }
}
