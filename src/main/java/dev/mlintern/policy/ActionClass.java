package dev.mlintern.policy;

/// What kind of thing a call does: the rows of the decision table (harness §1.8), which
/// [DecisionTable] turns into verdicts.
public enum ActionClass {
  /// Changes nothing and costs nothing.
  READ,
  /// Stops something that runs: a job, a sandbox.
  CANCEL,
  /// A job on `cpu-basic` or `cpu-upgrade`.
  CPU_RUN,
  /// A job on any other hardware.
  PAID_RUN,
  /// A schedule that starts jobs again and again.
  SCHED_CREATE,
  /// Stops or deletes a schedule.
  SCHED_CHANGE,
  /// A machine to work on.
  SANDBOX,
  /// Changes a repository.
  REPO_WRITE,
  /// Takes a whole repository away: deletes it, or gives it another name or owner.
  REPO_REMOVAL,
  /// Makes something visible to everybody.
  PUBLISH,
  /// Branches, tags, pull requests, comments: visible, but nothing is lost.
  SOCIAL,
  /// Commands and file changes inside our sandbox.
  REMOTE_EXEC,
  /// A shell command that does a gated thing beside the gate.
  SHELL_BYPASS,
  /// A gated tool called in a way that cannot be understood.
  UNCLEAR,
  /// None of our business.
  OTHER;

  /// Never approved without a human, whatever YOLO says.
  boolean neverAutomatic() {
    return this == SCHED_CREATE || this == PUBLISH || this == REPO_REMOVAL;
  }

  /// Whether it costs something or changes something outside the sandbox.
  public boolean spendsOrChanges() {
    return this != READ && this != REMOTE_EXEC && this != OTHER;
  }

  /// Counted against the budget cap.
  boolean billable() {
    return this == CPU_RUN || this == PAID_RUN || this == SANDBOX;
  }
}
