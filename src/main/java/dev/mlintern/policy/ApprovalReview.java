package dev.mlintern.policy;

import dev.mlintern.settings.Setting;
import dev.mlintern.settings.Settings;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/// Turns a cell of the [DecisionTable] into the answer for one call: looks at the budget and words
/// the reason.
final class ApprovalReview {
  private static final String APPROVED_WITHIN_A_CAP =
      "claude -p cannot ask: there ML_INTERN_YOLO=1 with ML_INTERN_YOLO_CAP_USD approves within a"
          + " cap";

  /// Details that come before the warnings; the others only if there is room.
  private static final int FIRST_DETAILS = 4;

  private final Settings settings;
  private final Clock clock;
  private final ToolRequest request;
  private final PricedCall priced;
  private final CallAction call;

  ApprovalReview(Settings settings, Clock clock, ToolRequest request, PricedCall priced) {
    this.settings = settings;
    this.clock = clock;
    this.request = request;
    this.priced = priced;
    this.call = priced.call();
  }

  Decision decide(DecisionTable.Entry entry) {
    Optional<String> ceiling = priced.overCeiling(settings);
    if (call.ours() && ceiling.isPresent()) {
      return decision(Verdict.DENY, ceiling.get());
    }
    return switch (entry) {
      case ALLOW -> allowed();
      case ALLOW_BY_YOLO -> decision(Verdict.ALLOW, "approved by ML_INTERN_YOLO");
      case ALLOW_WITHIN_CAP -> withinCap();
      case ASK -> ask(whyAsked());
      case ALWAYS_MANUAL -> alwaysManual();
      case NO_DECISION -> Decision.none();
    };
  }

  /// A machine whose worst case cannot be told is never free of asking.
  private Decision allowed() {
    return priced.estimate().orElse(null) instanceof Estimate.Unknown(var why)
        ? ask("its worst case cannot be told: " + why)
        : decision(Verdict.ALLOW, "");
  }

  private Decision withinCap() {
    Optional<Cap> cap = Cap.ofYolo(settings);
    if (cap.isEmpty()) {
      return decision(Verdict.ALLOW, "approved by ML_INTERN_YOLO, no cap set");
    }
    if (cap.get().problem().isPresent()) {
      return ask(cap.get().problem().get() + " and counts as $0.00");
    }
    if (!(priced.estimate().orElseThrow() instanceof Estimate.Known known)) {
      return ask("ML_INTERN_YOLO approves within its cap only what has a known cost");
    }
    try {
      return reserve(known, cap.get());
    } catch (IOException e) {
      return ask("the budget ledger cannot be used: " + ReasonText.shown(e.toString(), 120));
    }
  }

  private Decision reserve(Estimate.Known known, Cap cap) throws IOException {
    var ledger = BudgetLedger.of(settings, request.session(), clock);
    Reservation reservation =
        ledger.reserve(
            request.toolUseId(), priced.ledgerText(), known.usd(), Optional.of(cap.usd()));
    if (reservation instanceof Reservation.OverCap(var remaining)) {
      return ask(cap.exceeded(known.usd(), remaining));
    }
    Usd left = ((Reservation.Held) reservation).remainingUsd().orElseThrow();
    return decision(
        Verdict.ALLOW,
        "approved by ML_INTERN_YOLO, " + left.asRemaining() + " of the cap " + cap.usd() + " left");
  }

  private Decision alwaysManual() {
    String why =
        switch (call.action()) {
          case SCHED_CREATE ->
              "scheduled jobs spend again and again and are never approved automatically";
          case REPO_REMOVAL -> "deleting or moving a repository is never approved automatically";
          default ->
              "publishing is never approved automatically (ML_INTERN_ALLOW_PUBLIC=1 changes that)";
        };
    return request.asksNobody()
        ? decision(
            Verdict.DENY,
            why + "; permission mode " + request.permissionMode().orElseThrow() + " asks nobody")
        : ask(why);
  }

  private String whyAsked() {
    return switch (call.action()) {
      case CPU_RUN ->
          !call.ours() || settings.flag(Setting.ML_INTERN_CONFIRM_CPU_JOBS)
              ? "ML_INTERN_CONFIRM_CPU_JOBS=0 stops asking for CPU jobs"
              : "asked although CPU jobs need no confirmation, because its result would be lost";
      case PAID_RUN -> APPROVED_WITHIN_A_CAP;
      case SANDBOX ->
          Endpoints.isLoopback(settings)
              ? "the Hub is on this machine: commands in this sandbox run here, as you, and can"
                  + " read what you can read"
              : APPROVED_WITHIN_A_CAP;
      default -> "";
    };
  }

  /// Asks, and leaves the server a receipt that it was asked about.
  private Decision ask(String why) {
    try {
      if (call.ours()) {
        AskReceipts.of(settings).leave(request.toolUseId(), call.title());
      }
      return decision(Verdict.ASK, why);
    } catch (IOException e) {
      return decision(
          Verdict.ASK,
          why + "; the state folder cannot be written: " + ReasonText.shown(e.toString(), 80));
    }
  }

  private Decision decision(Verdict verdict, String why) {
    boolean explainFirst = verdict != Verdict.ASK || call.action().neverAutomatic();
    List<String> details = details();
    var reason = new ReasonText().add(headline()).add(explainFirst ? why : "");
    if (!call.unknown().isEmpty()) {
      reason.add(
          "warning: it also carries "
              + ReasonText.shown(String.join(", ", call.unknown()), 120)
              + ", which may change hardware, cost or target");
    }
    details.stream().limit(FIRST_DETAILS).forEach(reason::add);
    if (priced.estimate().isPresent()) {
      ScriptCheck.of(call.arguments()).warnings().forEach(reason::add);
    }
    reason.add(explainFirst ? "" : why);
    details.stream().skip(FIRST_DETAILS).forEach(reason::add);
    return new Decision(verdict, call.action(), reason.toString());
  }

  private String headline() {
    return call.title()
        + (call.ours() ? "" : " on another server")
        + priced.estimate().map(estimate -> ": " + JobSummary.cost(call, estimate)).orElse("");
  }

  private List<String> details() {
    return switch (call.tool()) {
      case HF_JOBS, SANDBOX_CREATE, SANDBOX_DESTROY, HF_SANDBOX -> new JobSummary(call).details();
      case HF_REPO_FILES, HF_REPO_GIT, HF_PRIVATE_REPOS, HF_FS_WRITE, CREATE_REPO ->
          new RepoSummary(call).details();
    };
  }
}
