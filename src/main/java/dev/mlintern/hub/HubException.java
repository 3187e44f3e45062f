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
  private final String upstream;

  public HubException(
      int status, Optional<String> code, String message, Optional<String> requestId) {
    this(status, HubFault.OTHER, code, message, requestId, message);
  }

  HubException(
      int status,
      HubFault fault,
      Optional<String> code,
      String message,
      Optional<String> requestId,
      String upstream) {
    super(message);
    this.status = status;
    this.fault = fault;
    this.code = code;
    this.requestId = requestId;
    this.upstream = upstream;
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

  /// The upstream's own words alone, on one line and cut; empty when it had none. For callers that
  /// put them into a sentence of their own.
  public String upstream() {
    return upstream;
  }
}
