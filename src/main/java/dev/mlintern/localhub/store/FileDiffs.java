package dev.mlintern.localhub.store;

import dev.mlintern.localhub.diff.Lines;
import dev.mlintern.localhub.diff.UnifiedDiff;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;

/// Differences between two states as text, in the form of `git diff`.
public final class FileDiffs {
  /// Texts above this size are only said to differ.
  private static final long MAX_TEXT_BYTES = 1 << 20;

  private static final String ZEROS = "0".repeat(40);

  private FileDiffs() {}

  public static String between(ObjectStore objects, Commit before, Commit after)
      throws IOException {
    var out = new StringBuilder();
    for (FileChange change : FileChange.between(objects, before, after).values()) {
      write(out, objects, change);
    }
    return out.toString();
  }

  private static void write(StringBuilder out, ObjectStore objects, FileChange change)
      throws IOException {
    String old = "a/" + change.path();
    String now = "b/" + change.path();
    out.append("diff --git ").append(old).append(' ').append(now).append('\n');
    if (change.before().isEmpty()) {
      out.append("new file mode 100644\n");
      old = "/dev/null";
    } else if (change.after().isEmpty()) {
      out.append("deleted file mode 100644\n");
      now = "/dev/null";
    }
    out.append("index ").append(oid(change.before())).append("..").append(oid(change.after()));
    out.append(change.before().isPresent() && change.after().isPresent() ? " 100644\n" : "\n");
    Optional<List<String>> before = text(objects, change.before());
    Optional<List<String>> after = text(objects, change.after());
    if (before.isEmpty() || after.isEmpty()) {
      out.append("Binary files ").append(old).append(" and ").append(now).append(" differ\n");
      return;
    }
    String hunks = UnifiedDiff.hunks(before.get(), after.get());
    if (!hunks.isEmpty()) {
      out.append("--- ").append(old).append("\n+++ ").append(now).append('\n').append(hunks);
    }
  }

  private static String oid(Optional<FileEntry> file) {
    return file.map(FileEntry::oid).orElse(ZEROS);
  }

  /// What git holds: the pointer of a large file.
  private static Optional<List<String>> text(ObjectStore objects, Optional<FileEntry> file)
      throws IOException {
    if (file.isEmpty()) {
      return Optional.of(List.of());
    }
    if (file.get().lfs()) {
      return Lines.of(new LfsPointer(file.get().sha256(), file.get().size()).content());
    }
    return file.get().size() > MAX_TEXT_BYTES
        ? Optional.empty()
        : Lines.of(Files.readAllBytes(objects.blobFile(file.get().sha256())));
  }
}
