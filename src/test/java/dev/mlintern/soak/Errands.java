package dev.mlintern.soak;

import static dev.mlintern.soak.Errand.once;
import static dev.mlintern.soak.Errand.tells;

import dev.mlintern.soak.Errand.Check;
import dev.mlintern.soak.Errand.Preparation;
import dev.mlintern.soak.Errand.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The errands of a soak: every kind of call, drawn by a seed, each leaving a trace of its own.
final class Errands {
  static final int REPOS = 40;
  private static final int CANCELLED_OF_100 = 2;

  private final SplittableRandom random;
  private final Path hub;
  private final Path marks;
  private final List<Errand> errands = new ArrayList<>();

  private Errands(long seed, Path hub, Path marks) {
    this.random = new SplittableRandom(seed);
    this.hub = hub;
    this.marks = marks;
  }

  /// Draws errands of so many calls, and puts what they need into the Hub's folder.
  static List<Errand> draw(long seed, int calls, Path hub, Path marks) throws IOException {
    var drawn = new Errands(seed, hub, marks);
    drawn.seedHub();
    int planned = 0;
    while (planned < calls) {
      drawn.add("e" + seed + "x" + drawn.errands.size());
      planned += drawn.errands.getLast().steps().size();
    }
    return List.copyOf(drawn.errands);
  }

  private void seedHub() throws IOException {
    for (int i = 0; i < REPOS; i++) {
      write("models/" + repo(i) + "/README.md", "---\nlicense: mit\n---\n# Soaked " + i + "\n");
      write("models/" + repo(i) + "/config.json", "{\"n_layer\": " + i + "}\n");
    }
    var rows = new StringBuilder();
    for (int i = 0; i < 200; i++) {
      rows.append("{\"text\":\"row ").append(i).append("\",\"label\":").append(i % 2).append("}\n");
    }
    write("datasets/local/rows/train.jsonl", rows.toString());
  }

  static String repo(int number) {
    return "local/soaked-" + number;
  }

  private void write(String path, String text) throws IOException {
    Path file = hub.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private void add(String name) throws IOException {
    int number = random.nextInt(REPOS);
    String repo = repo(number);
    int draw = random.nextInt(1000);
    Errand errand = errand(name, repo, number, draw);
    boolean cancelled = random.nextInt(100) < CANCELLED_OF_100;
    errands.add(cancelled ? errand.cancelledAfter(random.nextInt(120)) : errand);
  }

  private Errand errand(String name, String repo, int number, int draw) throws IOException {
    int at = draw;
    if ((at -= 130) < 0) {
      return read(
          "search", name, "hub_repo_search", args("query", "soaked-" + number, "limit", 5), repo);
    }
    if ((at -= 80) < 0) {
      return read("details", name, "hub_repo_details", ids(repo), repo);
    }
    if ((at -= 60) < 0) {
      return read("inspect", name, "hf_inspect_dataset", args("dataset", "local/rows"), "label");
    }
    if ((at -= 70) < 0) {
      return read("list", name, "hf_repo_files", op("list", repo), "config.json");
    }
    if ((at -= 90) < 0) {
      String line = "\"n_layer\": " + number;
      var arguments = op("read", repo).put("path", "config.json");
      return read("read", name, "hf_repo_files", arguments, line);
    }
    if ((at -= 30) < 0) {
      return read("history", name, "hf_repo_files", op("history", repo), "commit");
    }
    if ((at -= 30) < 0) {
      return read("list_refs", name, "hf_repo_git", op("list_refs", repo), "main");
    }
    if ((at -= 20) < 0) {
      return read("list_prs", name, "hf_repo_git", op("list_prs", repo), "Standing");
    }
    if ((at -= 40) < 0) {
      return read("ps", name, "hf_jobs", args("operation", "ps", "limit", 10, "all", true), "");
    }
    if ((at -= 10) < 0) {
      return read("sandbox_status", name, "sandbox_status", args(), "cpu-basic");
    }
    if ((at -= 100) < 0) {
      return upload(name, repo);
    }
    if ((at -= 30) < 0) {
      return delete(name, repo);
    }
    if ((at -= 30) < 0) {
      return edit(name, repo);
    }
    if ((at -= 60) < 0) {
      return git(name, repo, at % 4);
    }
    if ((at -= 40) < 0) {
      return at % 2 == 0 ? pull(name, repo) : comment(name, repo);
    }
    if ((at -= 35) < 0) {
      return job(name, at % 3 == 0 ? 3 : 0);
    }
    if ((at -= 35) < 0) {
      return existingJob(name, List.of("cancel", "inspect", "logs").get(random.nextInt(3)));
    }
    if ((at -= 60) < 0) {
      return bash(name, at % 5 == 0 ? 3 : 0, at % 4 == 0);
    }
    return at % 2 == 0 ? write(name) : sandboxEdit(name);
  }

  private static Errand read(
      String kind, String name, String tool, ObjectNode arguments, String truth) {
    return one(kind, name, Preparation.NONE, tool, arguments, (ended, _, _) -> tells(ended, truth));
  }

  private static Errand upload(String name, String repo) {
    var arguments =
        op("upload", repo)
            .put("path", "up/" + name + ".txt")
            .put("content", "of " + name)
            .put("commit_message", "Upload " + name);
    return one(
        "upload",
        name,
        Preparation.NONE,
        "hf_repo_files",
        arguments,
        (ended, _, facts) ->
            once(ended, facts.commits(repo, "Upload " + name))
                .or(
                    () ->
                        !ended.isDone()
                                || facts
                                    .file(repo, "up/" + name + ".txt")
                                    .equals(Optional.of("of " + name))
                            ? Optional.empty()
                            : Optional.of("committed something else")));
  }

  private Errand delete(String name, String repo) throws IOException {
    String path = "old/" + name + ".txt";
    write("models/" + repo + "/" + path, "to be deleted");
    var arguments = op("delete", repo).put("path", path).put("commit_message", "Delete " + name);
    return one(
        "delete",
        name,
        Preparation.NONE,
        "hf_repo_files",
        arguments,
        (ended, _, facts) ->
            once(ended, facts.commits(repo, "Delete " + name))
                .or(() -> once(ended, facts.file(repo, path).isEmpty() ? 1 : 0)));
  }

  private Errand edit(String name, String repo) throws IOException {
    String path = "edit/" + name + ".txt";
    write("models/" + repo + "/" + path, "count: 0\n");
    var arguments =
        op("edit", repo)
            .put("path", path)
            .put("old_str", "count: 0")
            .put("new_str", "count: 0+1")
            .put("commit_message", "Edit " + name);
    return one(
        "edit",
        name,
        Preparation.NONE,
        "hf_repo_files",
        arguments,
        (ended, _, facts) ->
            once(ended, facts.commits(repo, "Edit " + name))
                .or(
                    () ->
                        once(
                            ended, facts.file(repo, path).orElse("").split("\\+", -1).length - 1)));
  }

  private static Errand git(String name, String repo, int which) {
    boolean tag = which % 2 == 0;
    boolean create = which < 2;
    String word = tag ? "tag" : "branch";
    String kind = tag ? "tags" : "branches";
    Preparation before =
        create
            ? Preparation.NONE
            : truth ->
                truth.postNothingBack(
                    "/api/models/" + repo + (tag ? "/tag/main" : "/branch/" + name),
                    tag ? "{\"tag\":\"" + name + "\"}" : "{}");
    String operation = (create ? "create_" : "delete_") + word;
    return one(
        operation,
        name,
        before,
        "hf_repo_git",
        op(operation, repo).put(word, name),
        (ended, _, facts) -> once(ended, facts.hasRef(repo, kind, name) == create ? 1 : 0));
  }

  private static Errand pull(String name, String repo) {
    return one(
        "create_pr",
        name,
        Preparation.NONE,
        "hf_repo_git",
        op("create_pr", repo).put("title", "Proposal " + name),
        (ended, _, facts) -> once(ended, facts.pulls(repo, "Proposal " + name)));
  }

  private static Errand comment(String name, String repo) {
    return one(
        "comment_pr",
        name,
        Preparation.NONE,
        "hf_repo_git",
        op("comment_pr", repo).put("pr_num", 1).put("comment", "Comment " + name),
        (ended, _, facts) -> once(ended, facts.comments(repo, "Comment " + name)));
  }

  /// A job that leaves a mark and ends with this code.
  private Errand job(String name, int code) {
    var arguments = args("operation", "run", "image", "ubuntu", "timeout", "5m", "wait_seconds", 5);
    arguments.putArray("command").add("sh").add("-c").add(marking(name, "jobs", code));
    return one(
        code == 0 ? "job run" : "failing job run",
        name,
        Preparation.NONE,
        "hf_jobs",
        arguments,
        (ended, _, facts) -> submitted(ended, name, code, facts));
  }

  private static Optional<String> submitted(Outcome ended, String name, int code, Facts facts) {
    List<JsonNode> jobs = facts.jobs(name);
    int ran = facts.marks("jobs", name);
    if (ran != jobs.size()) {
      return Optional.of(jobs.size() + " jobs, ran " + ran + "×");
    }
    boolean named =
        jobs.stream().anyMatch(job -> ended.text().contains(job.path("id").asString("?")));
    if (ended.text().contains("COMPLETED") && code != 0) {
      return Optional.of("a failed job is said to be COMPLETED");
    }
    boolean saidStarted = ended.isDone() || named;
    if (saidStarted) {
      return jobs.size() == 1 && named
          ? Optional.empty()
          : Optional.of("said started, submitted " + jobs.size() + "×, named: " + named);
    }
    return once(ended, jobs.size());
  }

  private String marking(String name, String file, int code) {
    return "echo " + name + " >> " + marks.resolve(file) + (code == 0 ? "" : "; exit " + code);
  }

  /// Something about a job that was started by other means.
  private Errand existingJob(String name, String operation) {
    var id = new AtomicReference<>("");
    String program = operation.equals("cancel") ? "exec sleep 20" : "echo soaked";
    Preparation before =
        truth ->
            id.set(
                truth
                    .post(
                        "/api/jobs/local",
                        """
                        {"command":["sh","-c","true %s ; %s"],"dockerImage":"ubuntu",
                         "flavor":"cpu-basic","timeoutSeconds":7200,"arguments":[],
                         "environment":{}}\
                        """
                            .formatted(name, program))
                    .path("id")
                    .asString(""));
    Check check =
        operation.equals("cancel")
            ? (ended, _, facts) ->
                once(ended, Facts.isCancelled(facts.jobs(name).getFirst()) ? 1 : 0)
            : (ended, _, _) -> tells(ended, id.get());
    return new Errand(
        "job " + operation,
        name,
        before,
        List.of(
            new Step("hf_jobs", () -> args("operation", operation, "job_id", id.get()).toString())),
        Optional.empty(),
        check);
  }

  private Errand bash(String name, int code, boolean background) {
    var arguments = args("command", marking(name, "sandbox", code), "timeout", 20);
    if (background) {
      arguments.put("background", true);
    }
    return one(
        background ? "bash in the background" : "bash",
        name,
        Preparation.NONE,
        "bash",
        arguments,
        (ended, _, facts) -> {
          long times = facts.marks("sandbox", name);
          boolean saidRan = ended.text().startsWith("exit code " + code);
          if (ended.isDone() && code != 0 && !background) {
            return Optional.of("a failed command is said to have succeeded");
          }
          return saidRan
              ? once(new Outcome(Outcome.Kind.DONE, ended.text()), times)
              : once(ended, times);
        });
  }

  private static Errand write(String name) {
    return one(
        "write",
        name,
        Preparation.NONE,
        "write",
        args("path", "w-" + name, "content", "of " + name),
        (ended, _, facts) ->
            once(ended, facts.sandboxFile("w-" + name).equals(Optional.of("of " + name)) ? 1 : 0));
  }

  private static Errand sandboxEdit(String name) {
    String path = "d-" + name;
    return new Errand(
        "write, read, edit",
        name,
        Preparation.NONE,
        List.of(
            Step.of("write", args("path", path, "content", "count: 0\n")),
            Step.of("read", args("path", path)),
            Step.of("edit", args("path", path, "old_str", "count: 0", "new_str", "count: 0+1"))),
        Optional.empty(),
        (ended, complete, facts) ->
            complete
                ? once(ended, facts.sandboxFile(path).orElse("").split("\\+", -1).length - 1)
                : Optional.empty());
  }

  private static Errand one(
      String kind,
      String name,
      Preparation preparation,
      String tool,
      ObjectNode arguments,
      Check check) {
    return new Errand(
        kind, name, preparation, List.of(Step.of(tool, arguments)), Optional.empty(), check);
  }

  private static ObjectNode op(String operation, String repo) {
    return args("operation", operation, "repo_id", repo);
  }

  private static ObjectNode ids(String repo) {
    ObjectNode arguments = args();
    arguments.putArray("repo_ids").add(repo);
    return arguments;
  }

  private static ObjectNode args(Object... namesAndValues) {
    ObjectNode arguments = JsonMapper.shared().createObjectNode();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      arguments.putPOJO((String) namesAndValues[i], namesAndValues[i + 1]);
    }
    return arguments;
  }
}
