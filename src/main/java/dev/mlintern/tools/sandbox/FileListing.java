package dev.mlintern.tools.sandbox;

import dev.mlintern.hub.sandbox.SandboxFile;
import dev.mlintern.tools.ReplyText;
import java.util.Comparator;
import java.util.List;

/// A directory as lines: directories first, with a slash; files with their size.
final class FileListing {
  private FileListing() {}

  static String of(String path, List<SandboxFile> entries, int offset, int maxChars) {
    List<String> lines =
        entries.stream()
            .sorted(
                Comparator.comparing((SandboxFile entry) -> entry.kind() != SandboxFile.Kind.DIR)
                    .thenComparing(SandboxFile::name))
            .skip(offset)
            .map(FileListing::line)
            .toList();
    var reply = new ReplyText(maxChars);
    reply.line(SandboxPath.shown(path) + " is a directory of " + entries.size() + " entries");
    int shown = offset + reply.addLines(lines);
    if (shown < entries.size()) {
      reply.line(shown + " of " + entries.size() + " shown; go on with offset=" + (shown + 1));
    }
    return reply.toString();
  }

  private static String line(SandboxFile entry) {
    boolean folder = entry.kind() == SandboxFile.Kind.DIR;
    String name = SandboxPath.leading(folder ? entry.name() + "/" : entry.name());
    return switch (entry.kind()) {
      case DIR -> name;
      case SYMLINK -> name + " (link)";
      default -> name + " " + entry.size();
    };
  }
}
