package dev.mlintern.tools.github;

import dev.mlintern.github.GitHubClient;
import dev.mlintern.http.HttpFailure;
import dev.mlintern.tools.Arguments;
import dev.mlintern.tools.ReplyText;
import dev.mlintern.tools.Subtasks;
import dev.mlintern.tools.Subtasks.Outcome;
import dev.mlintern.tools.Subtasks.Subtask;
import dev.mlintern.tools.Tool;
import dev.mlintern.tools.ToolCall;
import dev.mlintern.tools.ToolFailure;
import dev.mlintern.tools.ToolResult;
import dev.mlintern.tools.ToolSpec;
import java.util.ArrayList;
import java.util.List;

/// `github_read_file`: files (or a folder's listing) at a pinned commit, by lines.
public final class GitHubReadFile implements Tool {
  private static final ToolSpec SPEC = ToolSpec.load("github_read_file");

  private final GitHubClient github;

  public GitHubReadFile(GitHubClient github) {
    this.github = github;
  }

  @Override
  public ToolSpec spec() {
    return SPEC;
  }

  @Override
  public ToolResult call(ToolCall call) throws InterruptedException {
    Arguments arguments = call.arguments();
    List<FileAddress> files = FileAddress.all(arguments);
    FileLookup lookup = new FileLookup(github, call.scope());
    int room = arguments.integer("max_chars", ReplyText.DEFAULT_MAX_CHARS);
    if (files.size() == 1) {
      return ToolResult.ok(lookup.find(files.getFirst(), arguments).show(room));
    }
    try (Subtasks subtasks = new Subtasks()) {
      List<Subtask<FileLookup.Found>> started =
          files.stream().map(f -> subtasks.start(() -> lookup.find(f, arguments))).toList();
      return together(files, started, room);
    }
  }

  /// Every file in its share of the room; what a short one leaves goes to the next.
  private static ToolResult together(
      List<FileAddress> files, List<Subtask<FileLookup.Found>> started, int room)
      throws InterruptedException {
    List<String> parts = new ArrayList<>();
    int used = 0;
    int failed = 0;
    for (int i = 0; i < files.size(); i++) {
      String part;
      try {
        part = shown(started.get(i).outcome(), (room - used) / (files.size() - i));
      } catch (ToolFailure | HttpFailure e) {
        part = files.get(i) + " could not be read: " + e.getMessage();
        failed++;
      }
      used += part.length() + 2;
      parts.add(part);
    }
    String text = String.join("\n\n", parts);
    return failed == files.size() ? ToolResult.error(text) : ToolResult.ok(text);
  }

  private static String shown(Outcome<FileLookup.Found> outcome, int room) {
    return switch (outcome) {
      case Outcome.Done<FileLookup.Found>(FileLookup.Found found) -> found.show(room);
      case Outcome.Failed<FileLookup.Found>(RuntimeException cause) -> throw cause;
    };
  }
}
