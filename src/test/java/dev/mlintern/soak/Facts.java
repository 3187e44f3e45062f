package dev.mlintern.soak;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// What the Hub and the disk hold at a moment when nothing is under way.
final class Facts {
  private static final String NAMESPACE = "local";

  private final Truth truth;
  private final Path marks;
  private final List<Path> sandboxFiles;
  private final List<JsonNode> jobs;
  private final Map<String, Map<String, Integer>> commits = new HashMap<>();
  private final Map<String, JsonNode> refs = new HashMap<>();
  private final Map<String, Map<String, Integer>> pulls = new HashMap<>();
  private final Map<String, Map<String, Integer>> comments = new HashMap<>();
  private final Map<String, Map<String, Integer>> lines = new HashMap<>();

  private Facts(Truth truth, Path marks, List<Path> sandboxFiles, List<JsonNode> jobs) {
    this.truth = truth;
    this.marks = marks;
    this.sandboxFiles = sandboxFiles;
    this.jobs = jobs;
  }

  /// @param marks where jobs and commands of sandboxes leave their marks
  /// @param hub the Hub's folder
  static Facts gather(Truth truth, Path marks, Path hub) throws IOException {
    var sandboxFiles = new ArrayList<Path>();
    for (Path job : inside(hub.resolve(".hub").resolve("jobs"))) {
      sandboxFiles.addAll(inside(job.resolve("work").resolve("app")));
    }
    return new Facts(truth, marks, sandboxFiles, truth.all("/api/jobs/" + NAMESPACE));
  }

  private static List<Path> inside(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.toList();
    } catch (NoSuchFileException _) {
      return List.of(); // Deleted meanwhile.
    }
  }

  int commits(String repo, String title) {
    return count(commits, repo, title, Facts::readCommits);
  }

  private static void readCommits(Facts facts, String repo, Map<String, Integer> counts)
      throws IOException {
    for (JsonNode one : facts.truth.all("/api/models/" + repo + "/commits/main?limit=1000")) {
      counts.merge(one.path("title").asString(""), 1, Integer::sum);
    }
  }

  Optional<String> file(String repo, String path) {
    try {
      return truth.file(repo, path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// @param kind `branches` or `tags`
  boolean hasRef(String repo, String kind, String name) {
    JsonNode all =
        refs.computeIfAbsent(
            repo,
            _ -> {
              try {
                return truth.get("/api/models/" + repo + "/refs");
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            });
    return all.path(kind).valueStream().anyMatch(ref -> ref.path("name").asString("").equals(name));
  }

  int pulls(String repo, String title) {
    return count(pulls, repo, title, Facts::readPulls);
  }

  private static void readPulls(Facts facts, String repo, Map<String, Integer> counts)
      throws IOException {
    for (int page = 0; ; page++) {
      JsonNode answer = facts.truth.get("/api/models/" + repo + "/discussions?p=" + page);
      answer
          .path("discussions")
          .forEach(pull -> counts.merge(pull.path("title").asString(""), 1, Integer::sum));
      if (answer.path("discussions").isEmpty()) {
        return;
      }
    }
  }

  /// Comments on a repository's first pull request.
  int comments(String repo, String text) {
    return count(comments, repo, text, Facts::readComments);
  }

  private static void readComments(Facts facts, String repo, Map<String, Integer> counts)
      throws IOException {
    facts
        .truth
        .get("/api/models/" + repo + "/discussions/1")
        .path("events")
        .forEach(
            event ->
                counts.merge(
                    event.path("data").path("latest").path("raw").asString(""), 1, Integer::sum));
  }

  /// Jobs whose command names this.
  List<JsonNode> jobs(String name) {
    return jobs.stream()
        .filter(job -> job.path("command").toString().contains(" " + name + " "))
        .toList();
  }

  List<JsonNode> running() {
    return jobs.stream().filter(Facts::isRunning).toList();
  }

  static boolean isRunning(JsonNode job) {
    return List.of("RUNNING", "SCHEDULING").contains(job.path("status").path("stage").asString(""));
  }

  static boolean isCancelled(JsonNode job) {
    return job.path("status").path("stage").asString("").equals("CANCELED");
  }

  /// How often something left its mark.
  int marks(String file, String name) {
    return count(lines, file, name, Facts::readLines);
  }

  private static void readLines(Facts facts, String file, Map<String, Integer> counts)
      throws IOException {
    Path path = facts.marks.resolve(file);
    if (Files.exists(path)) {
      Files.readAllLines(path).forEach(line -> counts.merge(line.strip(), 1, Integer::sum));
    }
  }

  /// A file in the working folder of any sandbox.
  Optional<String> sandboxFile(String name) {
    var found = new ArrayList<Path>(sandboxFiles);
    found.removeIf(file -> !file.endsWith(name));
    if (found.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Files.readString(found.getLast()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @FunctionalInterface
  private interface Reader {
    void read(Facts facts, String key, Map<String, Integer> counts) throws IOException;
  }

  private int count(
      Map<String, Map<String, Integer>> cache, String key, String what, Reader reader) {
    return cache
        .computeIfAbsent(
            key,
            _ -> {
              var counts = new HashMap<String, Integer>();
              try {
                reader.read(this, key, counts);
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
              return counts;
            })
        .getOrDefault(what, 0);
  }
}
