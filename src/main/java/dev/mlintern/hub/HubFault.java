package dev.mlintern.hub;

/// What kind of refusal an error answer is (spec hub-api §3.3 and §10.3).
public enum HubFault {
  /// The repository does not exist, or is hidden from the caller.
  REPO_MISSING,
  REVISION_MISSING,
  ENTRY_MISSING,
  /// Access has to be asked for on the repository's page.
  GATED,
  /// Hugging Face has disabled the repository.
  DISABLED,
  /// No token, or one the Hub does not take.
  UNAUTHENTICATED,
  /// The token lacks the right.
  FORBIDDEN,
  PAYMENT_NEEDED,
  /// Something else the address names does not exist.
  NOT_FOUND,
  /// Exists already, or two writes at once.
  CONFLICT,
  /// Somebody committed in between.
  HEAD_MOVED,
  RANGE_OUTSIDE_FILE,
  BAD_REQUEST,
  /// The request is too large to be taken at once.
  TOO_LARGE,
  RATE_LIMITED,
  /// The dataset viewer is still computing the answer.
  NOT_READY,
  /// The dataset viewer does not support this dataset, or found a fault in it.
  DATASET_FAULT,
  /// The answer is not what the address promises, e.g. an HTML page.
  UNREADABLE,
  SERVER_TROUBLE,
  OTHER
}
