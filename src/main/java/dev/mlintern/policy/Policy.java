package dev.mlintern.policy;

import dev.mlintern.json.JsonObject;
import dev.mlintern.settings.Setting;
import dev.mlintern.settings.Settings;
import java.io.IOException;
import java.time.Clock;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/// The one gate. [#decide] is what the approval hook answers; [Admission] is what the server checks
/// again with the same rules, because a hook can be switched off.
///
/// No network. Effects: a reservation in the [BudgetLedger] where YOLO approves within a cap, and a
/// receipt where a human is asked.
public final class Policy {
  private final Settings settings;
  private final Clock clock;

  private Policy(Settings settings, Clock clock) {
    this.settings = Objects.requireNonNull(settings, "settings");
    this.clock = Objects.requireNonNull(clock, "clock");
  }

  public static Policy of(Settings settings, Clock clock) {
    return new Policy(settings, clock);
  }

  /// Decides about one call (harness §1.8).
  public Decision decide(ToolRequest request) {
    ToolName name = ToolName.parse(request.toolName());
    if (name.server().isEmpty() && name.shortName().equals("Bash")) {
      return shell(request);
    }
    Optional<Decision> guarded = new GuardedFiles(settings).decide(request);
    if (guarded.isPresent()) {
      return guarded.get();
    }
    Optional<GatedTool> gated = gatedTool(name, request.input());
    if (gated.isEmpty()) {
      return ungated(name);
    }
    CallAction call;
    try {
      call = CallAction.of(gated.get(), request.input(), name.ours() && gated.get().isOurs());
    } catch (UnclearCall unclear) {
      return Decision.unclear(gated.get().shortName() + ": " + unclear.getMessage());
    }
    DecisionTable.Entry entry =
        call.ours() ? lookUp(call, request) : DecisionTable.lookUpForeign(call.action());
    return new ApprovalReview(settings, clock, request, priced(call)).decide(entry);
  }

  /// Whether a call by this name can be judged only with readable arguments: our own tools, and
  /// gated names of other servers.
  public static boolean isOurBusiness(String toolName) {
    ToolName name = ToolName.parse(toolName);
    return name.ours() && name.server().isPresent() || GatedTool.find(name.shortName()).isPresent();
  }

  static Optional<GatedTool> gatedTool(ToolName name, JsonObject input) {
    return GatedTool.find(name.shortName())
        .filter(
            tool ->
                tool != GatedTool.CREATE_REPO
                    || name.ours()
                    || input.string("uri").filter(Policy::isHubAddress).isPresent());
  }

  private static boolean isHubAddress(String uri) {
    return uri.strip().toLowerCase(Locale.ROOT).startsWith("hf://");
  }

  private Decision ungated(ToolName name) {
    boolean bare = name.server().isEmpty();
    if (!name.ours()) {
      return Decision.none();
    }
    if (ReadOnlyTools.NAMES.contains(name.shortName())) {
      return new Decision(Verdict.ALLOW, ActionClass.READ, name.shortName() + " only reads");
    }
    if (bare) {
      return Decision.none(); // Claude Code's own tools
    }
    if (ReadOnlyTools.REMOTE_EXEC.contains(name.shortName())) {
      return actsElsewhere()
          ? new Decision(
              Verdict.ALLOW,
              ActionClass.REMOTE_EXEC,
              name.shortName() + " acts inside the sandbox only")
          : Decision.none();
    }
    return Decision.unclear(
        "ml-intern has no tool '" + ReasonText.shown(name.shortName(), 60) + "' the policy knows");
  }

  /// An embedded Hub's sandbox is this machine: then the client's normal permission flow applies.
  private boolean actsElsewhere() {
    return !settings.flag(Setting.ML_INTERN_LOCAL_MODE) && !Endpoints.isLoopback(settings);
  }

  private Decision shell(ToolRequest request) {
    Optional<String> command = request.input().string("command");
    if (command.isEmpty() || !settings.flag(Setting.ML_INTERN_SHELL_GATE)) {
      return Decision.none();
    }
    var guarded = new GuardedFiles(settings);
    Optional<String> secret = guarded.secretIn(command.get());
    if (secret.isPresent()) {
      return new Decision(
          Verdict.ASK,
          ActionClass.SHELL_BYPASS,
          "this shell command names `"
              + ReasonText.shown(secret.get(), 120)
              + "`, where your Hugging Face token lies; the ml-intern tools use it by themselves");
    }
    return ShellBypass.find(command.get(), request.directory(), guarded.stateInShellLines())
        .map(
            what ->
                new Decision(
                    Verdict.ASK,
                    ActionClass.SHELL_BYPASS,
                    "this shell command runs `"
                        + ReasonText.shown(what, 120)
                        + "`, which goes round the checks of price, budget and visibility; the"
                        + " ml-intern tools (hf_jobs, hf_repo_files, hf_repo_git) do the same with"
                        + " them"))
        .orElseGet(Decision::none);
  }

  private DecisionTable.Entry lookUp(CallAction call, ToolRequest request) {
    boolean strict = settings.flag(Setting.ML_INTERN_STRICT_WRITES);
    return DecisionTable.lookUp(
        call.action(),
        settings,
        call.arguments().hardwareOrDefault().equals(CanonicalArguments.DEFAULT_HARDWARE),
        call.action() == ActionClass.CPU_RUN && ScriptCheck.of(call.arguments()).losesTraining(),
        strict && isOwnBusiness(call, request));
  }

  private boolean isOwnBusiness(CallAction call, ToolRequest request) {
    return switch (call.action()) {
      case CANCEL -> startedHere(call, request);
      case SOCIAL ->
          call.repository()
              .map(repo -> repo.substring(0, Math.max(0, repo.indexOf('/'))))
              .filter(KnownNamespaces.of(settings).names()::contains)
              .isPresent();
      default -> true;
    };
  }

  private boolean startedHere(CallAction call, ToolRequest request) {
    Optional<String> job = call.arguments().string("job_id");
    try {
      for (Charge charge : ledger(request.session()).charges()) {
        if (charge.machine().map(Charge.Machine::id).equals(job) && job.isPresent()) {
          return true;
        }
      }
    } catch (IOException _) {
      return false; // asks
    }
    return false;
  }

  private PricedCall priced(CallAction call) {
    return PricedCall.of(call, HardwareCache.of(settings), clock.instant());
  }

  /// The budget of a session.
  public BudgetLedger ledger(Optional<String> session) {
    return BudgetLedger.of(settings, session, clock);
  }

  /// The server's check of a call about to be carried out, hook or no hook.
  ///
  /// @throws IOException when the state folder cannot be used: then nothing may be spent
  public Admission admit(ToolRequest request) throws IOException {
    return AdmissionReview.admit(settings, clock, request);
  }

  /// What the YOLO cap leaves a session; empty when there is no cap.
  public Optional<Usd> remainingUsd(Optional<String> session) throws IOException {
    Optional<Cap> cap = Cap.ofYolo(settings);
    if (cap.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(cap.get().usd().minus(ledger(session).spent()));
  }
}
