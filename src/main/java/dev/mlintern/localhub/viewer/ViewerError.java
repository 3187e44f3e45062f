package dev.mlintern.localhub.viewer;

import dev.mlintern.json.JsonArray;
import dev.mlintern.json.JsonObject;
import dev.mlintern.localhub.viewer.rows.BadData;
import dev.mlintern.localhub.web.HubError;

/// Error answers of the dataset viewer (spec hub-api §10.3).
final class ViewerError {
  private static final String INACCESSIBLE =
      "The dataset does not exist, or is not accessible without authentication (private or gated)."
          + " Please check the spelling of the dataset name or retry with authentication.";
  private static final String INACCESSIBLE_WITH_TOKEN =
      "The dataset does not exist, or is not accessible with the current credentials (private or"
          + " gated). Please check the spelling of the dataset name or retry with other"
          + " authentication credentials.";

  private ViewerError() {}

  static HubError missing(String parameter) {
    return HubError.of(
        422, "MissingRequiredParameter", "Parameter '" + parameter + "' is required");
  }

  static HubError missingAny() {
    return HubError.of(
        422, "MissingRequiredParameter", "Parameters 'dataset', 'config' and 'split' are required");
  }

  static HubError invalid(String message) {
    return HubError.of(422, "InvalidParameter", message);
  }

  static HubError unauthenticated() {
    return HubError.of(401, "ExternalUnauthenticatedError", INACCESSIBLE);
  }

  static HubError inaccessible() {
    return HubError.of(404, "ExternalAuthenticatedError", INACCESSIBLE_WITH_TOKEN);
  }

  static HubError renamed(String newId) {
    return HubError.of(
        404, "RenamedDatasetError", "The dataset has been renamed. Please use the name: " + newId);
  }

  static HubError notFound() {
    return HubError.of(404, "ResponseNotFound", "Not found.");
  }

  static HubError empty(String dataset, String revision) {
    return fault(
        "EmptyDatasetError",
        "The dataset is empty.",
        "The directory at hf://datasets/"
            + dataset
            + "@"
            + revision
            + " doesn't contain any data files");
  }

  static HubError generationFailed(BadData cause) {
    return fault("DatasetGenerationError", "The dataset generation failed", cause.getMessage());
  }

  static HubError searchUnavailable() {
    return HubError.of(
        400, "SearchFeatureNotAvailableError", "The split does not have text columns to search");
  }

  private static HubError fault(String code, String message, String cause) {
    return HubError.of(500, code, message)
        .withBody(
            JsonObject.builder()
                .put("cause_exception", code)
                .put("cause_message", cause)
                .put("cause_traceback", JsonArray.of())
                .build());
  }
}
