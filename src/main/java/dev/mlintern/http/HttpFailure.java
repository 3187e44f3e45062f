package dev.mlintern.http;

import java.time.Duration;

/// A request that got no usable answer. The message is one line for the reader who must act.
public sealed class HttpFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  HttpFailure(String message, Throwable cause) {
    super(message, cause);
  }

  /// Name resolution, connection or transfer failed.
  public static final class Network extends HttpFailure {
    private static final long serialVersionUID = 1L;

    public Network(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /// The time limit of the request or of the whole tool call ran out.
  public static final class TimedOut extends HttpFailure {
    private static final long serialVersionUID = 1L;

    public TimedOut(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /// The upstream wants a wait that does not fit into the call.
  public static final class RateLimited extends HttpFailure {
    private static final long serialVersionUID = 1L;
    private final transient Duration wait;
    private final int status;

    /// Nothing was sent: the limit is known.
    public RateLimited(String message, Duration wait) {
      this(message, wait, 0);
    }

    /// @param status of the upstream's answer
    public RateLimited(String message, Duration wait, int status) {
      super(message, null);
      this.wait = wait;
      this.status = status;
    }

    /// HTTP status of the refusal; 0 when nothing was sent because the limit was known.
    public int status() {
      return status;
    }

    /// How long to wait before the next try.
    public Duration waitTime() {
      return wait;
    }
  }

  /// The body is larger than the request's cap.
  public static final class TooLarge extends HttpFailure {
    private static final long serialVersionUID = 1L;

    public TooLarge(String message) {
      super(message, null);
    }
  }

  /// Refused before it left: offline mode, a private address from a model, an unsafe redirect.
  public static final class Refused extends HttpFailure {
    private static final long serialVersionUID = 1L;

    public Refused(String message) {
      super(message, null);
    }
  }
}
