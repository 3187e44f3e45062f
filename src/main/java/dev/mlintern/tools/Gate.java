package dev.mlintern.tools;

import dev.mlintern.json.JsonReader;
import dev.mlintern.policy.ActionClass;
import dev.mlintern.policy.Admission;
import dev.mlintern.policy.AuditLog;
import dev.mlintern.policy.Decision;
import dev.mlintern.policy.Policy;
import dev.mlintern.policy.ToolRequest;
import dev.mlintern.policy.Verdict;
import dev.mlintern.settings.Setting;
import dev.mlintern.settings.Settings;
import java.io.IOException;
import java.time.Clock;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.LoggerFactory;

/// The server's side of the approval gate, asked by [ToolRunner] before every call of a tool that
/// is not read-only: what no approval excuses is refused here, whether or not a hook ran (DESIGN,
/// "Policy is one thing").
///
/// It judges the very arguments the tool is about to read, after validation, so gate and executor
/// cannot read them differently.
@FunctionalInterface
public interface Gate {
  /// A gate nobody is there to open: every tool the policy knows is refused. For programs and tests
  /// that serve none.
  Gate SHUT = new Shut();

  /// The gate of a running product.
  static Gate of(Settings settings, Clock clock) {
    return new Guarded(settings, clock);
  }

  /// Lets a call pass, or not.
  ///
  /// @param toolUseId the client's id of the call, the one its approval hook saw
  /// @return what it may spend; close it when the call has ended
  /// @throws ToolFailure with the reason when the call must not be carried out
  Clearance admit(ToolSpec tool, Arguments arguments, Optional<String> toolUseId);

  /// See [#SHUT].
  record Shut() implements Gate {
    @Override
    public Clearance admit(ToolSpec tool, Arguments arguments, Optional<String> toolUseId) {
      if (!tool.isReadOnly() && Policy.isOurBusiness(tool.name())) {
        throw new ToolFailure(
            tool.name() + ": refused, because no approval policy is at work here.");
      }
      return Clearance.NOTHING_TO_SPEND;
    }
  }

  /// See [#of].
  record Guarded(Settings settings, Clock clock) implements Gate {
    public Guarded {
      Objects.requireNonNull(settings, "settings");
      Objects.requireNonNull(clock, "clock");
    }

    @Override
    public Clearance admit(ToolSpec tool, Arguments arguments, Optional<String> toolUseId) {
      if (tool.isReadOnly()) {
        return Clearance.NOTHING_TO_SPEND;
      }
      var request =
          ToolRequest.ofServer(
              tool.name(),
              JsonReader.readObject(arguments.node().toString()),
              settings.text(Setting.CLAUDE_CODE_SESSION_ID),
              toolUseId);
      try {
        return LedgerThread.call(() -> cleared(request));
      } catch (IOException e) {
        throw new ToolFailure(
            tool.name()
                + ": nothing was done, because what was decided and spent cannot be written down: "
                + e.getMessage()
                + ". Check the state folder "
                + settings.stateDirectory()
                + " (ML_INTERN_HOME).",
            e);
      }
    }

    private Clearance cleared(ToolRequest request) throws IOException {
      Policy policy = Policy.of(settings, clock);
      return switch (policy.admit(request)) {
        case Admission.Refused(var action, var why) -> {
          log(request, new Decision(Verdict.DENY, action, why));
          throw new ToolFailure("Refused: " + why + ".");
        }
        case Admission.Admitted admitted -> {
          var clearance =
              Clearance.of(
                  policy.ledger(request.session()), request.session(), admitted.chargeId());
          try {
            log(request, new Decision(Verdict.ALLOW, admitted.action(), admitted.what()));
          } catch (IOException e) {
            if (needsRecord(admitted.action())) {
              clearance.close();
              throw e;
            }
            LoggerFactory.getLogger(Gate.class).warn("a decision could not be written down", e);
          }
          yield clearance;
        }
      };
    }

    /// What ends spending must work on a full disk most of all, and what only concerns the sandbox
    /// is how its files are saved then.
    private static boolean needsRecord(ActionClass action) {
      return switch (action) {
        case CANCEL, SCHED_CHANGE -> false;
        default -> action.spendsOrChanges();
      };
    }

    private void log(ToolRequest request, Decision decision) throws IOException {
      AuditLog.of(settings).append(clock.instant(), "server", request, decision);
    }
  }
}
