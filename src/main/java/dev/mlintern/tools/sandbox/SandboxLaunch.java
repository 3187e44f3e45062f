package dev.mlintern.tools.sandbox;

import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpFailure;
import dev.mlintern.hub.HubException;
import dev.mlintern.hub.jobs.Job;
import dev.mlintern.hub.jobs.JobRef;
import dev.mlintern.hub.jobs.JobSubmissionUnclear;
import dev.mlintern.hub.jobs.LogEvent;
import dev.mlintern.hub.jobs.LogStream;
import dev.mlintern.policy.Charge;
import dev.mlintern.policy.SandboxLease;
import dev.mlintern.tools.Clearance;
import dev.mlintern.tools.ForeignText;
import dev.mlintern.tools.LedgerThread;
import dev.mlintern.tools.Progress;
import dev.mlintern.tools.ToolFailure;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CancellationException;
import okhttp3.HttpUrl;

/// Starts one sandbox: lease, submission, waiting until it answers with its own token. Whatever
/// goes wrong after the submission, a cancellation included, ends the job.
final class SandboxLaunch {
  private static final Duration LOG_LIMIT = Duration.ofSeconds(5);
  private static final Duration LOG_PATIENCE = Duration.ofSeconds(2);
  private static final int LOG_LINES = 20;

  private final SandboxWorld world;
  private final SandboxEnd end;
  private final SandboxPulse pulse;

  SandboxLaunch(SandboxWorld world, SandboxEnd end) {
    this.world = world;
    this.pulse = new SandboxPulse(world);
    this.end = end;
  }

  /// @return the sandbox, answering
  /// @throws ToolFailure saying what became of the job
  LiveSandbox launch(SandboxPlan plan, Clearance clearance, CallScope scope, Progress progress) {
    String token = world.token();
    SandboxLease lease = plan.lease(world, world.user(scope), clearance);
    write(lease);
    Job job = submit(plan, lease, token, clearance, scope);
    SandboxLease started = lease.startedAs(job.ref().id());
    try {
      write(started);
      LedgerThread.call(
          () -> {
            clearance.started(machine(job.ref()));
            return null;
          });
      report(progress, started, "submitted as job " + job.ref().id() + ", waiting for it to start");
      HttpUrl address = awaitReady(job, started, token, scope, progress);
      SandboxLease ready =
          started.in(SandboxLease.State.READY).expiring(world.now().plus(started.idle()));
      write(ready);
      return new LiveSandbox(ready, address);
    } catch (IOException | RuntimeException e) {
      throw undone(started, e);
    }
  }

  private Charge.Machine machine(JobRef job) {
    return new Charge.Machine(job.id(), job.namespace(), world.jobs().webUrl(job));
  }

  /// The lease is on disk before anybody is asked for a machine; otherwise nothing is asked for.
  private void write(SandboxLease lease) {
    try {
      LedgerThread.call(
          () -> {
            world.leases().write(lease);
            return null;
          });
    } catch (IOException e) {
      throw new ToolFailure(
          "The sandbox's lease cannot be written into the state folder "
              + world.settings().stateDirectory()
              + " ("
              + e
              + "), and without one a sandbox could be lost while it costs money. Make the folder"
              + " writable or set ML_INTERN_HOME.",
          e);
    }
  }

  private Job submit(
      SandboxPlan plan, SandboxLease lease, String token, Clearance clearance, CallScope scope) {
    clearance.submitting();
    try {
      return world
          .jobs()
          .run(
              lease.namespace(),
              SandboxJob.spec(plan.order(), lease, world.owner(), token, world.hub().endpoint()),
              scope);
    } catch (HubException e) {
      if (e.status() >= 400 && e.status() < 500) {
        notStarted(lease, clearance);
        throw e;
      }
      throw undone(lease, e);
    } catch (HttpFailure e) {
      if (neverSent(e)) {
        notStarted(lease, clearance);
        throw e;
      }
      throw undone(lease, e);
    } catch (JobSubmissionUnclear | CancellationException | IllegalArgumentException e) {
      throw undone(lease, e);
    }
  }

  private static boolean neverSent(HttpFailure e) {
    return e instanceof HttpFailure.Refused
        || e.getCause() instanceof ConnectException
        || e.getCause() instanceof UnknownHostException;
  }

  private void notStarted(SandboxLease lease, Clearance clearance) {
    try {
      LedgerThread.call(
          () -> {
            clearance.release();
            world.leases().remove(lease.nonce());
            return null;
          });
    } catch (IOException _) {
      // What stays is found out to be nothing by the next sweep.
    }
  }

  /// Ends what was submitted and says so.
  private RuntimeException undone(SandboxLease lease, Exception cause) {
    Ending ending = end.end(lease);
    if (cause instanceof CancellationException cancelled) {
      return cancelled;
    }
    String text = String.valueOf(cause.getMessage());
    return new ToolFailure(
        "The sandbox did not come up: "
            + text
            + (text.endsWith(".") || text.endsWith("`") ? " " : ". ")
            + (ending instanceof Ending.StillThere ? "It is NOT ended: " : "It was cancelled: ")
            + ending.words()
            + ".",
        cause);
  }

  private HttpUrl awaitReady(
      Job submitted, SandboxLease lease, String token, CallScope scope, Progress progress) {
    Instant giveUp = Instant.now().plus(world.times().start());
    Instant lastLook = Instant.now();
    Job job = submitted;
    Optional<HttpUrl> address = SandboxJob.address(job, world.hub().endpoint());
    String seen = "";
    while (true) {
      if (job.stage().isFinal()) {
        throw new ToolFailure(endedEarly(job, scope));
      }
      if (address.isPresent()) {
        Optional<String> trouble = pulse.trouble(address.get(), lease, token, scope);
        if (trouble.isEmpty()) {
          return address.get();
        }
        seen = trouble.get();
      }
      if (Instant.now().isAfter(giveUp) || scope.isExpired()) {
        throw new ToolFailure(neverReady(job, address, seen));
      }
      scope.pause(world.times().healthPause());
      if (Duration.between(lastLook, Instant.now()).compareTo(world.times().stagePause()) >= 0) {
        lastLook = Instant.now();
        job = look(job, scope);
        address = SandboxJob.address(job, world.hub().endpoint());
        report(progress, lease, "job is " + job.status().word());
      }
    }
  }

  /// One failed look is no reason to give up a machine that may be about to answer.
  private Job look(Job job, CallScope scope) {
    try {
      return world.jobs().inspect(job.ref(), scope);
    } catch (HttpFailure _) {
      return job;
    } catch (HubException e) {
      if (e.status() >= 500 || e.status() == 429) {
        return job;
      }
      throw e;
    }
  }

  private String neverReady(Job job, Optional<HttpUrl> address, String seen) {
    return "after "
        + world.times().start().toSeconds()
        + " s (ML_INTERN_SANDBOX_START_SECONDS) its job "
        + job.ref().namespace()
        + "/"
        + job.ref().id()
        + " is "
        + job.status().word()
        + (address.isEmpty()
            ? " and the Hub names no address for it (no `exposeUrls`); sandboxes may not be"
                + " available to this account"
            : " and does not answer yet" + (seen.isEmpty() ? "" : " (last: " + seen + ")"))
        + ". Scarce hardware can take longer; the price starts when it does";
  }

  private String endedEarly(Job job, CallScope scope) {
    String log = lastLines(job.ref(), scope);
    return "its job "
        + job.ref().namespace()
        + "/"
        + job.ref().id()
        + " ended as "
        + job.status().word()
        + job.status().message().map(why -> " (" + ForeignText.oneLine(why) + ")").orElse("")
        + job.status().cancelReason().map(why -> ", reason " + ForeignText.oneLine(why)).orElse("")
        + " before it answered. The image must have /bin/sh"
        + (log.isEmpty() ? "." : ".\n" + ForeignText.fenced("last lines of its log", log) + "\n");
  }

  private String lastLines(JobRef job, CallScope scope) {
    Deque<String> lines = new ArrayDeque<>();
    try (LogStream log = world.jobs().logs(job, 0, scope.atMost(LOG_LIMIT))) {
      while (log.next(LOG_PATIENCE) instanceof LogEvent.Line line) {
        lines.addLast(ForeignText.oneLine(line.text(), 300));
        if (lines.size() > LOG_LINES) {
          lines.removeFirst();
        }
      }
    } catch (HubException | HttpFailure _) {
      // Its log is not what the caller asked for.
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    return String.join("\n", lines);
  }

  private void report(Progress progress, SandboxLease lease, String what) {
    progress.report(
        Math.max(0, Duration.between(lease.createdAt(), world.now()).toSeconds()),
        OptionalDouble.of(world.times().start().toSeconds()),
        "sandbox on " + lease.hardware() + ": " + what);
  }
}
