package dev.mlintern.hub;

import java.util.Optional;

/// An error answer of the Hub or the dataset viewer. The message is complete: what failed, the
/// upstream text, and what to do next.
///
/// @see <a href="https://huggingface.co/docs/hub/api">Hub API</a>; spec hub-api §3.3
public final class HubException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final HubFault fault;
  private final transient Optional<String> code;
  private final transient Optional<String> requestId;

  public HubException(
      int status, Optional<String> code, String message, Optional<String> requestId) {
    this(status, HubFault.OTHER, code, message, requestId);
  }

  HubException(
      int status,
      HubFault fault,
      Optional<String> code,
      String message,
      Optional<String> requestId) {
    super(message);
    this.status = status;
    this.fault = fault;
    this.code = code;
    this.requestId = requestId;
  }

  /// HTTP status.
  public int status() {
    return status;
  }

  /// The kind of refusal, for code that must choose what to do.
  public HubFault fault() {
    return fault;
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
