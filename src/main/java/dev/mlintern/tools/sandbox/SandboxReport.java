package dev.mlintern.tools.sandbox;

import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpFailure;
import dev.mlintern.hub.HubException;
import dev.mlintern.hub.jobs.Job;
import dev.mlintern.hub.jobs.JobStage;
import dev.mlintern.policy.SandboxLease;
import dev.mlintern.tools.ReplyText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/// All sandboxes there are, as leases and the Hub know them, whoever answers for them.
final class SandboxReport {
  private static final int MOST_JOBS = 200;

  private final SandboxWorld world;
  private final SandboxBook book;

  SandboxReport(SandboxWorld world, SandboxBook book) {
    this.world = world;
    this.book = book;
  }

  private record Entry(SandboxLease lease, Optional<Job> job) {}

  String text(CallScope scope) {
    List<SandboxLease> leases = leases();
    Map<String, Job> running = new LinkedHashMap<>();
    Optional<String> trouble = listed(leases, running, scope);
    var text = new ReplyText();
    List<Entry> entries =
        leases.stream()
            .map(lease -> new Entry(lease, Optional.ofNullable(running.remove(lease.nonce()))))
            .toList();
    section(text, "This session's sandboxes:", entries, lease -> isOurs(lease));
    section(
        text,
        "In use by other sessions on this machine:",
        entries,
        lease -> !isOurs(lease) && lease.isHeld());
    section(
        text,
        "Kept from earlier sessions (sandbox_create with the name goes on there):",
        entries,
        lease -> !isOurs(lease) && !lease.isHeld() && !lease.isLeftOver(world.now()));
    section(
        text,
        "Left behind (sandbox_destroy with `orphans: true` ends them now):",
        entries,
        lease -> lease.isLeftOver(world.now()));
    elsewhere(text, running);
    trouble.ifPresent(why -> text.line("Whether more run could not be found out: " + why));
    return text.toString().isEmpty()
        ? "No sandbox is running, and none was left behind."
        : text.toString();
  }

  private boolean isOurs(SandboxLease lease) {
    return lease.isOurs();
  }

  private List<SandboxLease> leases() {
    var leases = new LinkedHashMap<String, SandboxLease>();
    try {
      world.leases().all().stream()
          .filter(world::isHere)
          .forEach(lease -> leases.put(lease.nonce(), lease));
    } catch (IOException e) {
      throw new dev.mlintern.tools.ToolFailure(
          "The leases of sandboxes cannot be read: " + e.getMessage() + ".", e);
    }
    // In memory they are renewed more often than on disk.
    book.all().forEach(live -> leases.put(live.lease().nonce(), live.lease()));
    return List.copyOf(leases.values());
  }

  private Optional<String> listed(
      List<SandboxLease> leases, Map<String, Job> running, CallScope scope) {
    Set<String> namespaces = new LinkedHashSet<>();
    leases.forEach(lease -> namespaces.add(lease.namespace()));
    try {
      namespaces.add(world.user(scope));
      for (String namespace : namespaces) {
        world
            .jobs()
            .list(
                namespace,
                List.of(JobStage.SCHEDULING, JobStage.RUNNING),
                Map.of(SandboxJob.SANDBOX, "1"),
                MOST_JOBS,
                scope)
            .jobs()
            .forEach(
                job ->
                    running.put(job.labels().getOrDefault(SandboxJob.NONCE, job.ref().id()), job));
      }
      return Optional.empty();
    } catch (HubException | HttpFailure e) {
      return Optional.of(e.getMessage());
    }
  }

  private void section(
      ReplyText text, String title, List<Entry> entries, Predicate<SandboxLease> which) {
    List<String> lines = new ArrayList<>();
    for (Entry entry : entries) {
      if (which.test(entry.lease())) {
        lines.add(line(entry));
      }
    }
    if (!lines.isEmpty()) {
      text.line(title);
      int shown = text.addLines(lines);
      if (shown < lines.size()) {
        text.line("(" + shown + " of " + lines.size() + " shown)");
      }
    }
  }

  private String line(Entry entry) {
    SandboxLease lease = entry.lease();
    boolean current =
        book.current().filter(live -> live.lease().nonce().equals(lease.nonce())).isPresent();
    return "- `"
        + lease.name()
        + "`"
        + (current ? " (current)" : "")
        + ": "
        + SandboxFacts.job(lease)
        + " "
        + entry.job().map(job -> job.status().word()).orElse("not among the running jobs")
        + " on "
        + lease.hardware()
        + ", "
        + SandboxFacts.costSoFar(lease, entry.job(), world)
        + "; "
        + (lease.state() == SandboxLease.State.ENDING
            ? "being ended"
            : SandboxFacts.timeLeft(lease))
        + (lease.keep() ? ", kept at session end" : "");
  }

  /// Jobs with the label of sandboxes that no lease here is about.
  private void elsewhere(ReplyText text, Map<String, Job> running) {
    if (running.isEmpty()) {
      return;
    }
    text.line("Made elsewhere (other machines or clients; they are left alone until they expire):");
    List<String> lines =
        running.values().stream()
            .map(
                job ->
                    "- job "
                        + job.ref().namespace()
                        + "/"
                        + job.ref().id()
                        + " "
                        + job.status().word()
                        + " on "
                        + job.flavor()
                        + SandboxJob.expires(job)
                            .map(at -> ", ml-intern's, expires " + SandboxFacts.at(at))
                            .orElse(", not ml-intern's"))
            .toList();
    int shown = text.addLines(lines);
    if (shown < lines.size()) {
      text.line("(" + shown + " of " + lines.size() + " shown)");
    }
  }
}
