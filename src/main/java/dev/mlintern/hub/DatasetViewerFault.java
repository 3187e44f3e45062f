package dev.mlintern.hub;

import java.util.Set;

/// What an error answer of the dataset viewer means for the caller (spec hub-api §10.3).
public enum DatasetViewerFault {
  /// Missing, private or gated: the service tells these apart only by the caller's token.
  NO_ACCESS,
  /// The dataset lives under another id; only the Hub knows which.
  RENAMED,
  /// Exists, but this config or split does not (or the viewer does not serve it).
  UNKNOWN_PART,
  /// Being computed: ask again in some seconds.
  NOT_READY,
  /// A parameter was refused.
  BAD_PARAMETER,
  /// No full-text index for this split.
  NO_SEARCH,
  /// The dataset's own files are at fault; permanent until it changes.
  DATASET_FAULT,
  /// The viewer does not take this dataset: loading script, too many configs, blocked, …
  UNSUPPORTED,
  /// The service itself is in trouble.
  UPSTREAM;

  private static final Set<String> SERVICE_CODES =
      Set.of(
          "AuthCheckHubRequestError",
          "DownloadIndexError",
          "ExternalServerError",
          "JWTKeysError",
          "TransformRowsProcessingError",
          "UnexpectedApiError");

  /// Classifies by code first: the recorded answers show that statuses overlap.
  public static DatasetViewerFault of(HubException error) {
    String code = error.code().orElse("");
    String message = String.valueOf(error.getMessage());
    if (code.startsWith("ResponseNotReady") || message.contains("response is not ready yet")) {
      return NOT_READY;
    }
    if (code.equals("RenamedDatasetError")) {
      return RENAMED;
    }
    return switch (error.status()) {
      case 401, 403 -> NO_ACCESS;
      case 404 -> isMissingDataset(code, message) ? NO_ACCESS : UNKNOWN_PART;
      case 400 -> code.startsWith("SearchFeature") ? NO_SEARCH : BAD_PARAMETER;
      case 422 -> code.endsWith("MismatchError") ? DATASET_FAULT : BAD_PARAMETER;
      case 501 -> UNSUPPORTED;
      case 500 ->
          code.isEmpty() && !message.contains("dataset") || SERVICE_CODES.contains(code)
              ? UPSTREAM
              : DATASET_FAULT;
      default -> UPSTREAM;
    };
  }

  private static boolean isMissingDataset(String code, String message) {
    return code.equals("ExternalAuthenticatedError")
        || code.equals("DatasetNotFoundError")
        || message.contains("dataset does not exist");
  }
}
