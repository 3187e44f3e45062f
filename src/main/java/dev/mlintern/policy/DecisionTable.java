package dev.mlintern.policy;

import dev.mlintern.settings.Setting;
import dev.mlintern.settings.Settings;

/// The table of harness §1.8: class × switches → what happens, before any budget is looked at.
///
/// | class | without YOLO | with YOLO |
/// |---|---|---|
/// | READ | allow | allow |
/// | CANCEL | allow (strict: only what this session started) | allow |
/// | CPU_RUN | ask (confirm off: allow, unless training is lost) | within the cap |
/// | PAID_RUN | ask | within the cap |
/// | SCHED_CREATE | ask | ask, never automatic |
/// | SCHED_CHANGE | ask | allow |
/// | SANDBOX | cpu-basic: allow (confirm on, or the Hub is local: ask); else ask | cpu-basic:
/// allow; else in the cap |
/// | REPO_WRITE | ask | allow |
/// | REPO_REMOVAL | ask | ask, never automatic |
/// | PUBLISH | ask | ask, never automatic (allow public: as REPO_WRITE) |
/// | SOCIAL | allow (strict: ask for foreign namespaces) | allow |
/// | REMOTE_EXEC | allow | allow |
/// | SHELL_BYPASS, UNCLEAR | ask | ask |
/// | OTHER | no decision | no decision |
final class DecisionTable {
  private DecisionTable() {}

  /// What a cell of the table says.
  enum Entry {
    ALLOW,
    /// Allowed by YOLO alone.
    ALLOW_BY_YOLO,
    /// Allowed by YOLO as long as the budget cap holds it.
    ALLOW_WITHIN_CAP,
    ASK,
    /// Asked even under YOLO; denied where nobody would be asked.
    ALWAYS_MANUAL,
    NO_DECISION
  }

  /// Looks up one of our own tools' calls.
  ///
  /// @param losesTraining the script check says that it trains and never saves
  /// @param ownBusiness the job was started by this session, or the repository is the user's own
  static Entry lookUp(
      ActionClass action,
      Settings settings,
      boolean cpuBasic,
      boolean losesTraining,
      boolean ownBusiness) {
    boolean yolo = settings.flag(Setting.ML_INTERN_YOLO);
    boolean strict = settings.flag(Setting.ML_INTERN_STRICT_WRITES);
    return switch (action) {
      case READ, REMOTE_EXEC -> Entry.ALLOW;
      case CANCEL, SOCIAL ->
          !strict || ownBusiness ? Entry.ALLOW : yolo ? Entry.ALLOW_BY_YOLO : Entry.ASK;
      case CPU_RUN -> {
        if (yolo) {
          yield Entry.ALLOW_WITHIN_CAP;
        }
        yield settings.flag(Setting.ML_INTERN_CONFIRM_CPU_JOBS) || losesTraining
            ? Entry.ASK
            : Entry.ALLOW;
      }
      case PAID_RUN -> yolo ? Entry.ALLOW_WITHIN_CAP : Entry.ASK;
      case SANDBOX -> {
        if (cpuBasic) {
          // What a local Hub calls a sandbox are processes of the user's own.
          boolean confirm =
              settings.flag(Setting.ML_INTERN_CONFIRM_SANDBOX) || Endpoints.isLoopback(settings);
          yield !confirm ? Entry.ALLOW : yolo ? Entry.ALLOW_BY_YOLO : Entry.ASK;
        }
        yield yolo ? Entry.ALLOW_WITHIN_CAP : Entry.ASK;
      }
      case SCHED_CREATE, REPO_REMOVAL -> Entry.ALWAYS_MANUAL;
      case SCHED_CHANGE, REPO_WRITE -> yolo ? Entry.ALLOW_BY_YOLO : Entry.ASK;
      case PUBLISH -> {
        if (!settings.flag(Setting.ML_INTERN_ALLOW_PUBLIC)) {
          yield Entry.ALWAYS_MANUAL;
        }
        yield yolo ? Entry.ALLOW_BY_YOLO : Entry.ASK;
      }
      case SHELL_BYPASS, UNCLEAR -> Entry.ASK;
      case OTHER -> Entry.NO_DECISION;
    };
  }

  /// Looks up a call of somebody else's server: never allowed, only asked or left alone.
  static Entry lookUpForeign(ActionClass action) {
    return switch (action) {
      case CPU_RUN, PAID_RUN, SANDBOX, SCHED_CHANGE, REPO_WRITE, SHELL_BYPASS, UNCLEAR -> Entry.ASK;
      case SCHED_CREATE, PUBLISH, REPO_REMOVAL -> Entry.ALWAYS_MANUAL;
      case READ, CANCEL, SOCIAL, REMOTE_EXEC, OTHER -> Entry.NO_DECISION;
    };
  }
}
