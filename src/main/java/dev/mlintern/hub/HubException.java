package dev.mlintern.hub;

import java.util.Optional;

/// An error answer of the Hub or the dataset viewer.
///
/// @see <a href="https://huggingface.co/docs/hub/api">Hub API</a>; spec hub-api §3.3
public final class HubException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final transient Optional<String> code;
  private final transient Optional<String> requestId;

  public HubException(
      int status, Optional<String> code, String message, Optional<String> requestId) {
    super(message);
    this.status = status;
    this.code = code;
    this.requestId = requestId;
  }

  /// HTTP status.
  public int status() {
    return status;
  }

  /// `X-Error-Code`, e.g. `RepoNotFound`.
  public Optional<String> code() {
    return code;
  }

  /// Id to quote to Hugging Face's support.
  public Optional<String> requestId() {
    return requestId;
  }
}
