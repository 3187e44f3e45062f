package dev.mlintern.tools.sandbox;

import dev.mlintern.http.CallScope;
import dev.mlintern.hub.HubException;
import dev.mlintern.hub.jobs.Job;
import dev.mlintern.policy.HardwareCache;
import dev.mlintern.policy.JobTimeout;
import dev.mlintern.policy.SandboxLease;
import dev.mlintern.tools.Arguments;
import dev.mlintern.tools.JobHardware;
import dev.mlintern.tools.LedgerThread;
import dev.mlintern.tools.SecretValues;
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
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/// `sandbox_create`: a machine for `bash`, `read`, `write` and `edit`, ready when the call answers.
///
/// | there is | asked for | effect |
/// |---|---|---|
/// | none of this name | any | a new one |
/// | one of this name | no or the same hardware | that one goes on; what only a new one can have is
/// said |
/// | one of this name | other hardware | refused, with the calls that do it |
/// | one of this name | `replace` | a new one, then the old one is destroyed |
/// | one of this name, kept by an earlier session | as above | it is taken over |
final class SandboxCreate implements Tool {
  private static final ToolSpec SPEC = ToolSpec.load("sandbox_create");

  /// For the requests around the waiting.
  private static final Duration REQUESTS = Duration.ofSeconds(60);

  private static final Duration PRICE_PATIENCE = Duration.ofSeconds(5);

  private final SandboxWorld world;
  private final SandboxBook book;
  private final SandboxLaunch launch;
  private final SandboxEnd end;
  private final SandboxAdoption adoption;
  private final SandboxKeeper keeper;
  private final SecretValues handedOut;
  private final PackageInstall install;
  private final ReentrantLock oneAtATime = new ReentrantLock();

  SandboxCreate(
      SandboxWorld world,
      SandboxBook book,
      SandboxLaunch launch,
      SandboxEnd end,
      SandboxKeeper keeper,
      SecretValues handedOut) {
    this.world = world;
    this.book = book;
    this.launch = launch;
    this.end = end;
    this.adoption = new SandboxAdoption(world);
    this.keeper = keeper;
    this.handedOut = handedOut;
    this.install = new PackageInstall();
  }

  @Override
  public ToolSpec spec() {
    return SPEC;
  }

  @Override
  public Duration timeLimit(Arguments arguments, Duration usual) {
    Duration packages = arguments.has("packages") ? PackageInstall.LIMIT : Duration.ZERO;
    return world.times().start().plus(packages).plus(REQUESTS);
  }

  @Override
  public ToolResult call(ToolCall call) throws InterruptedException {
    SandboxOrder order = SandboxOrder.of(call.arguments());
    order.secrets().values().forEach(handedOut::learn);
    HardwareCache known = HardwareCache.of(world.settings());
    // A misspelling is answered before anybody is asked.
    SandboxPlan.offer(order.hardwareOrDefault(), known.catalogue(world.now()));
    SandboxPlan plan =
        SandboxPlan.of(
            order,
            new JobHardware(world.hub(), known).known(call.scope(), PRICE_PATIENCE).catalogue());
    oneAtATime.lockInterruptibly();
    try {
      Optional<LiveSandbox> existing = existing(order, call);
      if (existing.isPresent() && !order.replace()) {
        return goOn(existing.get(), order, call);
      }
      return start(plan, existing, call);
    } finally {
      oneAtATime.unlock();
    }
  }

  /// The one of this name, seen running just now.
  private Optional<LiveSandbox> existing(SandboxOrder order, ToolCall call) {
    Optional<LiveSandbox> ours = book.named(order.name());
    if (ours.isPresent()) {
      return ours.filter(sandbox -> isRunning(sandbox.lease(), call.scope()));
    }
    Optional<LiveSandbox> kept = adoption.find(order.name(), call.scope());
    if (order.replace()) {
      // It is about to be destroyed: its own session's money pays for it to the end.
      return kept;
    }
    Optional<LiveSandbox> adopted =
        kept.flatMap(sandbox -> adoption.takeOver(sandbox, order, call.clearance()));
    adopted.ifPresent(
        sandbox -> {
          book.enter(sandbox);
          keeper.start();
        });
    return adopted;
  }

  private boolean isRunning(SandboxLease lease, CallScope scope) {
    try {
      Job job = world.jobs().inspect(world.job(lease).orElseThrow(), scope);
      if (!job.stage().isFinal()) {
        return true;
      }
      book.endedByItself(lease, job);
      return false;
    } catch (HubException e) {
      if (e.status() != 404) {
        throw e;
      }
      book.drop(lease, "Sandbox `" + lease.name() + "` is gone: the Hub knows no such job.");
      end.end(lease);
      return false;
    }
  }

  private ToolResult goOn(LiveSandbox sandbox, SandboxOrder order, ToolCall call) {
    SandboxLease lease = sandbox.lease();
    boolean sameHardware = order.hardware().filter(h -> !h.equals(lease.hardware())).isEmpty();
    if (!sameHardware) {
      return ToolResult.error(otherHardware(lease, order));
    }
    book.select(sandbox);
    order.keep().filter(keep -> keep != lease.keep()).ifPresent(keep -> promise(lease, keep));
    List<String> notes = new ArrayList<>();
    List<String> ignored = order.onlyWhenNew();
    if (!ignored.isEmpty()) {
      notes.add(
          "NOT applied, because only a new sandbox can have them: "
              + ignored.stream().map(name -> "`" + name + "`").collect(Collectors.joining(", "))
              + ". With `replace: true` a new one is started and this one destroyed with its"
              + " files.");
    }
    PackageInstall.Result packages = installed(sandbox, order, call);
    SandboxLease now = book.lease(lease.nonce()).orElse(lease);
    return packages.result(
        "Sandbox `"
            + lease.name()
            + "` is already running; nothing new was started and its files are as they were.\n"
            + "- "
            + SandboxFacts.job(lease)
            + " on "
            + lease.hardware()
            + ", image "
            + lease.image()
            + ", "
            + url(lease)
            + "\n- "
            + SandboxFacts.costSoFar(lease, Optional.empty(), world)
            + "; "
            + SandboxFacts.timeLeft(now)
            + lines(notes)
            + "\nbash, read, write and edit work there.");
  }

  private void promise(SandboxLease lease, boolean keep) {
    try {
      LedgerThread.call(
          () -> {
            book.promise(lease.takenOver(lease.session(), lease.chargeId(), keep));
            return null;
          });
    } catch (IOException e) {
      throw new ToolFailure(
          "Sandbox `"
              + lease.name()
              + "` runs, but `keep` stays as it was ("
              + lease.keep()
              + "): its lease cannot be written into the state folder "
              + world.settings().stateDirectory()
              + " ("
              + e
              + "). Nothing else was done.",
          e);
    }
  }

  private static String otherHardware(SandboxLease lease, SandboxOrder order) {
    String wanted = "{\"hardware\": \"" + order.hardware().orElseThrow() + "\"";
    return "Sandbox `"
        + lease.name()
        + "` runs on "
        + lease.hardware()
        + " ("
        + SandboxFacts.job(lease)
        + "), and hardware cannot be changed while it runs. Nothing was started or changed."
        + " Either sandbox_create "
        + wanted
        + ", \"replace\": true}: the new one starts, then this one is destroyed with its files. Or"
        + " sandbox_create "
        + wanted
        + ", \"name\": \"second\"}: both run, and both cost.";
  }

  private ToolResult start(SandboxPlan plan, Optional<LiveSandbox> replaced, ToolCall call) {
    keeper.start(); // also repeats the ending of one that does not come up
    book.starts();
    LiveSandbox sandbox;
    try {
      sandbox = launch.launch(plan, call.clearance(), call.scope(), call.progress());
    } catch (ToolFailure e) {
      throw replaced.isEmpty()
          ? e
          : new ToolFailure(
              e.getMessage()
                  + " The sandbox it was to replace still runs, with its files: "
                  + SandboxFacts.job(replaced.get().lease())
                  + ".",
              e);
    } finally {
      book.startEnded();
    }
    book.enter(sandbox);
    try {
      ToolResult result = told(plan, sandbox, replaced, call);
      call.scope().throwIfCancelled();
      return result;
    } catch (CancellationException e) {
      // Nobody hears of it, so nobody would end it.
      book.drop(
          sandbox.lease(),
          "Sandbox `" + plan.order().name() + "` was ended because its creation was cancelled.");
      end.end(sandbox.lease());
      throw e;
    }
  }

  private ToolResult told(
      SandboxPlan plan, LiveSandbox sandbox, Optional<LiveSandbox> replaced, ToolCall call) {
    List<String> notes = new ArrayList<>();
    replaced.ifPresent(old -> notes.add(replacedWords(old)));
    if (world.isEmbedded()) {
      notes.add(
          "it is a folder of this machine: commands start in what read, write and edit call /app;"
              + " name files there by relative paths");
    }
    if (world.isEmbedded() && !plan.order().volumes().isEmpty()) {
      notes.add(
          "`volumes` are NOT mounted: an embedded Hub's sandbox is a folder of this machine; fetch"
              + " what you need from the Hub");
    }
    PackageInstall.Result packages = installed(sandbox, plan.order(), call);
    return packages.result(readyText(plan, sandbox.lease(), notes));
  }

  private String replacedWords(LiveSandbox old) {
    book.drop(old.lease(), "");
    Ending ending = end.end(old.lease());
    return (ending instanceof Ending.StillThere
            ? "the one it replaces is NOT destroyed: "
            : "the one it replaces was destroyed with its files: ")
        + ending.words();
  }

  private PackageInstall.Result installed(LiveSandbox sandbox, SandboxOrder order, ToolCall call) {
    return order.packages().isEmpty()
        ? PackageInstall.NOTHING
        : install.install(world.client(sandbox), order.packages(), call.scope(), call.progress());
  }

  private String readyText(SandboxPlan plan, SandboxLease lease, List<String> notes) {
    return "Sandbox `"
        + lease.name()
        + "` is ready ("
        + Duration.between(lease.createdAt(), world.now()).toSeconds()
        + " s), private to "
        + lease.namespace()
        + ".\n- "
        + SandboxFacts.job(lease)
        + " on "
        + lease.hardware()
        + ", image "
        + lease.image()
        + ", "
        + url(lease)
        + "\n- "
        + SandboxFacts.price(plan, lease, world)
        + "\n- ends by itself when unused for "
        + JobTimeout.format(lease.idle())
        + (lease.keep()
            ? "; kept when this session ends, as asked: destroy it when you are done"
            : "; destroyed when this session ends")
        + "\n- "
        + tokenWords(plan.order())
        + dashboard(plan.order())
        + lines(notes)
        + "\nbash, read, write and edit work there. Its files vanish with it.";
  }

  private String tokenWords(SandboxOrder order) {
    List<String> names = order.namesOf(world.token());
    return names.isEmpty()
        ? "your Hub token is not inside"
        : "your Hub token is inside as "
            + String.join(", ", names)
            + ", and any code that runs there can use it";
  }

  private String dashboard(SandboxOrder order) {
    return Optional.ofNullable(order.environment().get("TRACKIO_SPACE_ID"))
        .map(space -> "\n- Trackio dashboard: " + world.hub().endpoint() + "spaces/" + space)
        .orElse("");
  }

  private String url(SandboxLease lease) {
    return world.job(lease).map(world.jobs()::webUrl).orElse("");
  }

  private static String lines(List<String> notes) {
    return notes.stream().map(note -> "\n- " + note).collect(Collectors.joining());
  }
}
