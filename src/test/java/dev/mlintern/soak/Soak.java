package dev.mlintern.soak;

import dev.mlintern.localhub.EmbeddedHub;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import tools.jackson.databind.JsonNode;

/// The packaged server as a client's child process, with a harmful network between it and a real
/// Hub, under many calls at once. Afterwards the Hub is asked what really happened.
final class Soak implements AutoCloseable {
  /// Calls between two looks at what happened; the sandbox lives as long.
  private static final int ROUND = 1_000;

  private static final int IN_FLIGHT = 16;
  private static final int CALL_SECONDS = 15;

  /// Longer than any call may take: a commit whose sending stalls has minutes.
  private static final int PATIENCE_SECONDS = 900;

  private static final int SANDBOX_TRIES = 8;

  private final List<Errand> errands;
  private final Path root;
  private final Path marks;
  private final EmbeddedHub hub;
  private final ForeignHost elsewhere;
  private final FaultProxy proxy;
  private final String token;
  private final Truth truth;
  private final McpChild child;
  private final SoakReport report;

  private Soak(long seed, int calls, List<String> server, Path folder) throws Exception {
    root = folder.resolve("hub");
    marks = Files.createDirectories(folder.resolve("marks"));
    errands = Errands.draw(seed, calls, root, marks);
    hub = EmbeddedHub.start(root, 0);
    elsewhere = ForeignHost.start();
    proxy =
        FaultProxy.before(
            hub.endpoint(), FaultPlan.seeded(seed, FaultPlan.rough()), elsewhere.address());
    token = "hf_" + Long.toString(Math.abs(seed), 36) + "soak".repeat(7);
    truth = new Truth(hub.endpoint(), token);
    report = new SoakReport(seed);
    for (int i = 0; i < Errands.REPOS; i++) {
      truth.post(
          "/api/models/" + Errands.repo(i) + "/discussions",
          "{\"title\":\"Standing proposal\",\"description\":\"-\",\"pullRequest\":true}");
    }
    child = McpChild.start(server, environment(folder), folder.resolve("stderr.txt"));
  }

  /// @param server the command that starts it
  /// @param folder empty; everything lies in it
  static SoakReport run(long seed, int calls, List<String> server, Path folder) throws Exception {
    try (var soak = new Soak(seed, calls, server, folder)) {
      soak.rounds();
      return soak.report;
    }
  }

  private Map<String, String> environment(Path folder) throws Exception {
    var environment = new HashMap<String, String>();
    environment.put("HF_ENDPOINT", proxy.endpoint().toString());
    environment.put("HF_TOKEN", token);
    environment.put("HF_HOME", folder.resolve("hf").toString());
    environment.put("HOME", Files.createDirectories(folder.resolve("home")).toString());
    environment.put("ML_INTERN_HOME", folder.resolve("state").toString());
    environment.put("ML_INTERN_TOOL_TIMEOUT", Integer.toString(CALL_SECONDS));
    environment.put("CLAUDE_CODE_SESSION_ID", "soak");
    return environment;
  }

  private void rounds() throws Exception {
    var round = new ArrayList<Errand>();
    int calls = 0;
    for (int i = 0; i < errands.size(); i++) {
      round.add(errands.get(i));
      calls += errands.get(i).steps().size();
      if (calls >= ROUND || i == errands.size() - 1) {
        round(round);
        round.clear();
        calls = 0;
      }
    }
    elsewhere.received().stream()
        .filter(request -> request.toString().contains("soaksoak"))
        .forEach(request -> report.broken("a foreign host was told the token: " + request));
    elsewhere.received().stream()
        .flatMap(request -> request.headers().stream())
        .filter(header -> header.name().matches("(?i)authorization|x-sandbox-token|cookie"))
        .forEach(header -> report.broken("a foreign host was sent " + header.name()));
    child.strange().forEach(report::broken);
    report.faults(proxy.done(), elsewhere.received().size());
    Optional<Integer> code = child.end();
    if (code.filter(exit -> exit == 0).isEmpty()) {
      report.broken("the server's end: " + code.map(exit -> "exit code " + exit).orElse("never"));
    }
  }

  private void round(List<Errand> round) throws Exception {
    createSandbox();
    var ended = new HashMap<Errand, Ended>();
    var free = new Semaphore(IN_FLIGHT);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Errand errand : round) {
        free.acquire();
        threads.submit(
            () -> {
              try {
                Ended outcome = carryOut(errand);
                synchronized (ended) {
                  ended.put(errand, outcome);
                }
              } catch (Exception e) {
                report.broken("the soak itself failed at " + errand.name() + ": " + e);
              } finally {
                free.release();
              }
            });
      }
    }
    Facts facts = settled();
    ended.forEach((errand, end) -> judge(errand, end, facts));
    destroySandbox();
    report.measured(child);
  }

  private record Ended(Outcome outcome, boolean complete) {}

  private Ended carryOut(Errand errand) throws Exception {
    errand.preparation().make(truth);
    Outcome outcome = Outcome.UNANSWERED;
    for (int step = 0; step < errand.steps().size(); step++) {
      Errand.Step next = errand.steps().get(step);
      boolean last = step == errand.steps().size() - 1;
      McpChild.Call call = child.call(next.tool(), next.arguments().get());
      outcome =
          last && errand.cancelAfterMillis().isPresent()
              ? givenUp(call, errand.cancelAfterMillis().get())
              : answer(call);
      report.called(errand.kind(), outcome);
      if (!outcome.isDone() && !last) {
        return new Ended(outcome, false);
      }
    }
    return new Ended(outcome, true);
  }

  private static Outcome answer(McpChild.Call call)
      throws InterruptedException, ExecutionException {
    try {
      return call.answer().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException _) {
      return Outcome.UNANSWERED;
    }
  }

  private Outcome givenUp(McpChild.Call call, int millis)
      throws InterruptedException, ExecutionException {
    try {
      return call.answer().get(millis, TimeUnit.MILLISECONDS);
    } catch (TimeoutException _) {
      child.cancel(call);
    }
    try {
      // It may have been on its way, or not be cancellable any more.
      return call.answer().get(1, TimeUnit.SECONDS);
    } catch (TimeoutException _) {
      return Outcome.CANCELLED;
    }
  }

  /// What is there when everything that was started has ended.
  private Facts settled() throws Exception {
    for (int look = 0; ; look++) {
      Thread.sleep(1_000);
      Facts facts = Facts.gather(truth, marks, root);
      boolean busy = facts.running().size() > sandboxes(facts).size();
      if (!busy || look == 120) {
        return facts;
      }
    }
  }

  private void judge(Errand errand, Ended end, Facts facts) {
    errand
        .check()
        .wrong(end.outcome(), end.complete(), facts)
        .ifPresent(
            wrong ->
                report.broken(
                    errand.kind()
                        + " "
                        + errand.name()
                        + ": "
                        + wrong
                        + "; the answer was "
                        + end.outcome().kind()
                        + ": "
                        + end.outcome().text()));
  }

  private void createSandbox() throws Exception {
    Outcome outcome = Outcome.UNANSWERED;
    for (int attempt = 0; attempt < SANDBOX_TRIES && !outcome.isDone(); attempt++) {
      outcome = answer(child.call("sandbox_create", "{}"));
      report.called("sandbox_create", outcome);
    }
    List<JsonNode> sandboxes = sandboxes(Facts.gather(truth, marks, root));
    if (!outcome.isDone() || sandboxes.size() != 1) {
      report.broken(
          "after sandbox_create " + sandboxes.size() + " sandboxes run; it said " + outcome);
    }
  }

  private static List<JsonNode> sandboxes(Facts facts) {
    return facts.running().stream()
        .filter(job -> job.path("labels").path("hf-sandbox").asString("").equals("1"))
        .toList();
  }

  private void destroySandbox() throws Exception {
    Outcome outcome = Outcome.UNANSWERED;
    for (int attempt = 0; attempt < SANDBOX_TRIES && !outcome.isDone(); attempt++) {
      outcome = answer(child.call("sandbox_destroy", "{\"all\":true}"));
      report.called("sandbox_destroy", outcome);
    }
    Facts after = Facts.gather(truth, marks, root);
    for (JsonNode job : after.running()) {
      report.broken("nobody knows of the running job " + job);
    }
  }

  @Override
  public void close() throws IOException {
    child.close();
    proxy.close();
    elsewhere.close();
    hub.close();
  }
}
