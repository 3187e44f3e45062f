package dev.mlintern.hooks;

import dev.mlintern.policy.BudgetLedger;
import dev.mlintern.policy.Charge;
import dev.mlintern.policy.Policy;
import dev.mlintern.policy.SandboxLease;
import dev.mlintern.policy.SandboxLeases;
import dev.mlintern.policy.Usd;
import dev.mlintern.settings.Setting;
import dev.mlintern.settings.Settings;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What the model is told when a session starts (harness §4.3): plain lines, each only when known,
/// nothing from the network but validated names.
final class SessionBriefing {
  /// Longest text.
  static final int MAX_CHARS = 2000;

  private static final int MAX_ORGANISATIONS = 20;
  private static final int MAX_ORGANISATION_CHARS = 500;
  private static final int MAX_LEFTOVERS = 5;
  private static final DateTimeFormatter MINUTES = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");

  private final Settings settings;
  private final Clock clock;
  private final Optional<String> session;
  private final String directory;

  SessionBriefing(Settings settings, Clock clock, Optional<String> session, String directory) {
    this.settings = settings;
    this.clock = clock;
    this.session = session;
    this.directory = directory;
  }

  /// The whole text; later lines give way when it would become too long.
  String text(WhoIs who) {
    var lines = new ArrayList<String>();
    lines.add("ml-intern (Hugging Face tools):");
    lines.addAll(identity(who));
    lines.add(mode());
    lines.addAll(policy());
    lines.addAll(leftovers());
    lines.addAll(UploadBriefing.of(settings, clock).lines(who));
    lines.add(date());
    if (settings.explicit(Setting.GITHUB_TOKEN).isEmpty()) {
      lines.add("GITHUB_TOKEN is not set: GitHub code search and its rate limit are restricted.");
    }
    var text = new StringBuilder();
    for (String line : lines) {
      if (text.length() + line.length() + 1 <= MAX_CHARS) {
        text.append(text.isEmpty() ? "" : "\n").append(line);
      }
    }
    return text.toString();
  }

  private static List<String> identity(WhoIs who) {
    if (who instanceof WhoIs.Known(var identity)) {
      return describe(identity);
    }
    var unknown = (WhoIs.Unknown) who;
    var lines = new ArrayList<String>();
    lines.add("Hub user unknown (" + unknown.kind() + "): " + unknown.advice());
    unknown
        .before()
        .ifPresent(
            before -> {
              lines.add("As of the last answer:");
              lines.addAll(describe(before));
            });
    return lines;
  }

  private static List<String> describe(Identity identity) {
    var lines = new ArrayList<String>();
    lines.add("Hub user: " + identity.name() + payment(identity) + organisations(identity));
    identity
        .role()
        .map(
            role ->
                role.equals("read")
                    ? "Token role: read — uploads, jobs and repository changes will fail; a token"
                        + " with write permission is needed for them."
                    : "Token role: " + role + ".")
        .ifPresent(lines::add);
    lines.add(
        "Artefacts go to "
            + identity.name()
            + "/… unless another namespace is asked for; jobs are billed to "
            + identity.name()
            + " unless `namespace` names an organisation.");
    return lines;
  }

  private static String payment(Identity identity) {
    String plan = identity.isPro() ? " (PRO" : " (free plan";
    return plan
        + identity.canPay().map(pays -> pays ? ", billing set up)" : ", no billing)").orElse(")");
  }

  private static String organisations(Identity identity) {
    var names = new StringBuilder();
    int shown = 0;
    for (Identity.Organisation org : identity.organisations()) {
      if (shown == MAX_ORGANISATIONS || names.length() > MAX_ORGANISATION_CHARS) {
        break;
      }
      names
          .append(shown == 0 ? "; organisations: " : ", ")
          .append(org.name())
          .append(org.canPay().orElse(false) ? " (can pay)" : "");
      shown++;
    }
    int more = identity.organisations().size() - shown;
    return names + (more > 0 ? " +" + more + " more" : "");
  }

  private String mode() {
    return settings.flag(Setting.ML_INTERN_LOCAL_MODE)
        ? "Local mode: Claude Code's own Bash, Read, Write and Edit work on this machine in "
            + directory
            + "; there is no sandbox and no /app folder."
        : "Cloud mode: GPU work runs in hf_jobs or in a sandbox"
            + " (sandbox_create first; its files live under /app and vanish with it).";
  }

  private List<String> policy() {
    var lines = new ArrayList<String>();
    if (settings.flag(Setting.ML_INTERN_YOLO)) {
      lines.add("Approval: YOLO is on" + cap() + "; scheduled jobs and publishing still ask.");
    } else {
      lines.add(
          "Approval: paid jobs, sandboxes and repository changes ask the human; under `claude -p`"
              + " they are refused.");
    }
    if (!settings.flag(Setting.ML_INTERN_CONFIRM_CPU_JOBS)) {
      lines.add("CPU jobs run without asking.");
    }
    return lines;
  }

  private String cap() {
    try {
      return Policy.of(settings, clock)
          .remainingUsd(session)
          .map(left -> ", " + left.asRemaining() + " of the session's cap left")
          .orElse(" without a cap");
    } catch (IOException e) {
      return ", but the budget ledger cannot be read, so everything asks";
    }
  }

  private List<String> leftovers() {
    var lines = new ArrayList<String>();
    try {
      List<SandboxLease> leases = SandboxLeases.of(settings).all();
      lines.addAll(sandboxes(leases));
      List<Charge> running = new ArrayList<>();
      for (Charge charge : BudgetLedger.mayRun(settings, clock)) {
        if (!isAbout(charge, leases)) {
          running.add(charge);
        }
      }
      for (Charge charge : running.subList(0, Math.min(MAX_LEFTOVERS, running.size()))) {
        lines.add("May still be running and cost money: " + describe(charge));
      }
      if (running.size() > MAX_LEFTOVERS) {
        lines.add("… and " + (running.size() - MAX_LEFTOVERS) + " more; see hf_jobs ps.");
      }
    } catch (IOException e) {
      lines.add("The record of running jobs cannot be read; check hf_jobs ps.");
    }
    return lines;
  }

  /// Sandboxes nobody works in; those of sessions at work are theirs to tell.
  private List<String> sandboxes(List<SandboxLease> leases) {
    var lines = new ArrayList<String>();
    for (SandboxLease lease : leases) {
      if (!lease.isHeld() && lines.size() < MAX_LEFTOVERS) {
        lines.add(
            (lease.isLeftOver(clock.instant())
                    ? "Left behind, being ended now: sandbox `"
                    : "Kept from an earlier session: sandbox `")
                + lease.name()
                + "` on "
                + lease.hardware()
                + lease.jobId().map(id -> ", job " + lease.namespace() + "/" + id).orElse("")
                + ", until "
                + MINUTES.format(utc(lease.expires()))
                + " UTC at the latest"
                + lease.usdPerHour().map(price -> ", " + price + "/h").orElse("")
                + ". `ml-intern sandbox list` tells how it stands.");
      }
    }
    return lines;
  }

  /// What a lease tells more of, or a session at work answers for.
  private static boolean isAbout(Charge charge, List<SandboxLease> leases) {
    Optional<String> job = charge.machine().map(Charge.Machine::id);
    for (SandboxLease lease : leases) {
      if (job.isPresent() && job.equals(lease.jobId())) {
        return true;
      }
    }
    return false;
  }

  private static String describe(Charge charge) {
    return charge.what()
        + charge
            .machine()
            .map(machine -> ", job " + machine.namespace() + "/" + machine.id())
            .orElse(", no job id known")
        + charge.ends().map(end -> ", until " + MINUTES.format(utc(end)) + " UTC").orElse("")
        + (charge.usd().equals(Usd.ZERO) ? "" : ", at most " + charge.usd());
  }

  private String date() {
    Instant now = clock.instant();
    ZoneId zone = ZoneId.systemDefault();
    return "Now: "
        + MINUTES.format(now.atZone(zone))
        + " "
        + zone
        + " ("
        + MINUTES.format(utc(now))
        + " UTC).";
  }

  private static java.time.ZonedDateTime utc(Instant at) {
    return at.atZone(ZoneOffset.UTC);
  }
}
