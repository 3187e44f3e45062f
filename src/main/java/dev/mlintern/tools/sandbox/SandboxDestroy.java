package dev.mlintern.tools.sandbox;

import dev.mlintern.http.CallScope;
import dev.mlintern.hub.HubException;
import dev.mlintern.hub.jobs.Job;
import dev.mlintern.hub.jobs.JobRef;
import dev.mlintern.policy.SandboxLease;
import dev.mlintern.tools.Arguments;
import dev.mlintern.tools.ForeignText;
import dev.mlintern.tools.Tool;
import dev.mlintern.tools.ToolCall;
import dev.mlintern.tools.ToolFailure;
import dev.mlintern.tools.ToolResult;
import dev.mlintern.tools.ToolSpec;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// `sandbox_destroy`: ends one sandbox, all of this session, or what others left behind, and says
/// which stage the Hub reports afterwards.
final class SandboxDestroy implements Tool {
  private static final ToolSpec SPEC = ToolSpec.load("sandbox_destroy");
  private static final Duration LIMIT = Duration.ofMinutes(3);

  private final SandboxWorld world;
  private final SandboxBook book;
  private final SandboxEnd end;
  private final SandboxSweep sweep;
  private final SandboxKeeper keeper;

  SandboxDestroy(
      SandboxWorld world,
      SandboxBook book,
      SandboxEnd end,
      SandboxSweep sweep,
      SandboxKeeper keeper) {
    this.world = world;
    this.book = book;
    this.end = end;
    this.sweep = sweep;
    this.keeper = keeper;
  }

  @Override
  public ToolSpec spec() {
    return SPEC;
  }

  @Override
  public Duration timeLimit(Arguments arguments, Duration usual) {
    return LIMIT;
  }

  @Override
  public ToolResult call(ToolCall call) {
    Arguments arguments = call.arguments();
    Optional<String> id = arguments.text("sandbox_id").or(() -> arguments.text("name"));
    boolean all = arguments.flag("all", false);
    boolean orphans = arguments.flag("orphans", false);
    if (id.isPresent() && (all || orphans)) {
      throw new ToolFailure("Give either `sandbox_id`, or `all` and `orphans`, not both.");
    }
    List<String> trouble = new ArrayList<>();
    List<SandboxLease> chosen = new ArrayList<>();
    if (all) {
      chosen.addAll(ours());
    }
    if (orphans) {
      SandboxSweep.Found found = sweep.find(call.scope());
      chosen.addAll(found.leftOvers());
      found.trouble().ifPresent(trouble::add);
    }
    if (!all && !orphans) {
      chosen.add(id.isPresent() ? named(id.get(), call.scope()) : current());
    }
    return arguments.flag("dry_run", false)
        ? ToolResult.ok(wouldEnd(chosen, trouble))
        : ended(chosen, trouble);
  }

  private List<SandboxLease> ours() {
    try {
      return world.leases().all().stream()
          .filter(world::isHere)
          .filter(SandboxLease::isOurs)
          .toList();
    } catch (IOException e) {
      throw new ToolFailure("The leases cannot be read: " + e.getMessage() + ".", e);
    }
  }

  private SandboxLease current() {
    return book.current()
        .map(LiveSandbox::lease)
        .orElseThrow(
            () ->
                new ToolFailure(
                    "This session has no sandbox. Others: sandbox_status lists them;"
                        + " `sandbox_id` takes the name or job id of one."));
  }

  private SandboxLease named(String id, CallScope scope) {
    String job = id.substring(id.indexOf('/') + 1);
    Optional<SandboxLease> known = book.named(id).map(LiveSandbox::lease).or(() -> onDisk(id, job));
    return known.orElseGet(() -> onHub(id, job, scope));
  }

  private Optional<SandboxLease> onDisk(String name, String job) {
    try {
      List<SandboxLease> fitting =
          world.leases().all().stream()
              .filter(world::isHere)
              .filter(
                  lease ->
                      lease.jobId().filter(job::equals).isPresent()
                          || lease.name().equals(name) && (lease.isOurs() || !lease.isHeld()))
              .toList();
      if (fitting.size() > 1) {
        throw new ToolFailure(
            "Several sandboxes are named `"
                + name
                + "`; give the job id of one: "
                + String.join(", ", fitting.stream().map(SandboxFacts::job).toList())
                + ".");
      }
      return fitting.stream().findFirst();
    } catch (IOException e) {
      throw new ToolFailure("The leases cannot be read: " + e.getMessage() + ".", e);
    }
  }

  /// A sandbox another machine or client made.
  private SandboxLease onHub(String id, String jobId, CallScope scope) {
    String namespace = id.contains("/") ? id.substring(0, id.indexOf('/')) : world.user(scope);
    try {
      Job job = world.jobs().inspect(new JobRef(namespace, jobId), scope);
      return sweep
          .leaseOf(job)
          .orElseThrow(
              () ->
                  new ToolFailure(
                      "Job " + id + " is no sandbox; hf_jobs `cancel` ends jobs. Nothing done."));
    } catch (IllegalArgumentException _) {
      throw unknown(id);
    } catch (HubException e) {
      throw e.status() == 404 || e.status() == 400 ? unknown(id) : e;
    }
  }

  private static ToolFailure unknown(String id) {
    return new ToolFailure(
        "There is no sandbox `"
            + ForeignText.oneLine(id, 80)
            + "`. sandbox_status lists names and job ids.");
  }

  private String wouldEnd(List<SandboxLease> chosen, List<String> trouble) {
    var text = new StringBuilder(chosen.isEmpty() ? "Nothing to destroy." : "Would destroy:");
    for (SandboxLease lease : chosen) {
      text.append("\n- `")
          .append(lease.name())
          .append("`: ")
          .append(SandboxFacts.job(lease))
          .append(" on ")
          .append(lease.hardware())
          .append(", ")
          .append(SandboxFacts.costSoFar(lease, Optional.empty(), world));
    }
    trouble.forEach(why -> text.append("\nThere may be more: ").append(why).append('.'));
    return text.append(chosen.isEmpty() ? "" : "\nDry run: nothing was done.").toString();
  }

  private ToolResult ended(List<SandboxLease> chosen, List<String> trouble) {
    if (chosen.isEmpty()) {
      return trouble.isEmpty()
          ? ToolResult.ok("Nothing to destroy.")
          : ToolResult.error("Nothing was destroyed, but there may be something: " + trouble);
    }
    keeper.start(); // repeats what fails
    var text = new StringBuilder();
    boolean failed = !trouble.isEmpty();
    for (SandboxLease lease : chosen) {
      book.drop(lease, "Sandbox `" + lease.name() + "` was destroyed by sandbox_destroy.");
      Ending ending = end.end(lease);
      failed |= ending instanceof Ending.StillThere;
      text.append(ending instanceof Ending.StillThere ? "NOT destroyed: `" : "Destroyed `")
          .append(lease.name())
          .append("` with its files: ")
          .append(ending.words())
          .append(".\n");
    }
    trouble.forEach(why -> text.append("There may be more: ").append(why).append(".\n"));
    String answer = text.toString().strip();
    return failed ? ToolResult.error(answer) : ToolResult.ok(answer);
  }
}
