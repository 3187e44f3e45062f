package dev.mlintern.policy;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// `git push` to a repository on the Hub.
final class GitPush {
  static final String TO_HUB = "git push to huggingface.co";

  private static final int MAX_PARENTS = 40;

  private GitPush() {}

  /// @param directory where the command runs
  static Optional<String> toHub(ShellCommand command, Optional<Path> directory) {
    List<String> words = command.words();
    int push = words.indexOf("push");
    if (push < 1) {
      return Optional.empty();
    }
    Optional<Path> repository = directory.flatMap(from -> startIn(words.subList(1, push), from));
    List<String> targets = new ArrayList<>();
    for (String word : words.subList(push + 1, words.size())) {
      if (!word.startsWith("-")) {
        targets.add(word);
      }
    }
    boolean named = !targets.isEmpty();
    boolean hub =
        named && isHub(targets.getFirst())
            || repository
                .map(
                    from ->
                        remotes(from, named ? Optional.of(targets.getFirst()) : Optional.empty()))
                .filter(urls -> urls.stream().anyMatch(GitPush::isHub))
                .isPresent();
    return hub ? Optional.of(TO_HUB) : Optional.empty();
  }

  static boolean isHub(String url) {
    String address = url.toLowerCase(Locale.ROOT);
    return address.contains("huggingface.co")
        || address.contains("hf.co")
        || address.startsWith("hf://");
  }

  /// Follows `git -C dir`.
  private static Optional<Path> startIn(List<String> options, Path from) {
    Path at = from;
    for (int i = 0; i + 1 < options.size(); i++) {
      if (options.get(i).equals("-C")) {
        try {
          at = at.resolve(options.get(i + 1));
        } catch (InvalidPathException _) {
          return Optional.empty();
        }
      }
    }
    return Optional.of(at);
  }

  /// The addresses of one remote, or of all when none is named.
  private static List<String> remotes(Path from, Optional<String> name) {
    Path folder = from;
    for (int i = 0; i < MAX_PARENTS && folder != null; i++) {
      Path git = folder.resolve(".git");
      if (Files.exists(git)) {
        return remotesIn(configOf(git), name);
      }
      folder = folder.getParent();
    }
    return List.of();
  }

  /// `.git` is a file in worktrees and submodules: `gitdir: …`, the shared part in `commondir`.
  private static Path configOf(Path git) {
    try {
      if (Files.isRegularFile(git)) {
        String pointer = Files.readString(git).strip();
        Path target = git.resolveSibling(pointer.substring(pointer.indexOf(':') + 1).strip());
        Path common = target.resolve("commondir");
        return Files.isRegularFile(common)
            ? target.resolve(Files.readString(common).strip()).resolve("config")
            : target.resolve("config");
      }
    } catch (IOException | InvalidPathException _) {
      return git.resolve("config"); // not there: no remotes known
    }
    return git.resolve("config");
  }

  private static List<String> remotesIn(Path config, Optional<String> name) {
    var urls = new ArrayList<String>();
    boolean wanted = false;
    for (String raw : lines(config)) {
      String line = raw.strip();
      if (line.startsWith("[")) {
        wanted =
            line.startsWith("[remote ")
                && name.map(remote -> line.equals("[remote \"" + remote + "\"]")).orElse(true);
      } else if (wanted && (line.startsWith("url") || line.startsWith("pushurl"))) {
        urls.add(line.substring(line.indexOf('=') + 1).strip());
      }
    }
    return urls;
  }

  private static List<String> lines(Path config) {
    try {
      return Files.readAllLines(config);
    } catch (MalformedInputException _) {
      return List.of();
    } catch (IOException _) {
      return List.of(); // not a repository: nothing to push
    }
  }
}
