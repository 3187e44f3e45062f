package dev.mlintern.http;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.concurrent.CancellationException;
import javax.net.ssl.SSLException;

/// Turns a failed transfer into the exception a reader can act on.
final class HttpFailures {
  private HttpFailures() {}

  /// @return an [HttpFailure], or a [CancellationException] when the call was cancelled or its
  ///     thread interrupted
  static RuntimeException of(HttpRequest request, CallScope scope, IOException failure) {
    if (scope.isCancelled()) {
      return new CancellationException("the call was cancelled");
    }
    if (Thread.currentThread().isInterrupted()) {
      return CallScope.interrupted();
    }
    if (failure instanceof ForbiddenAddressException) {
      return new HttpFailure.Refused(failure.getMessage());
    }
    String what = request.method() + " " + request.url().host() + path(request);
    if (scope.isExpired()) {
      return new HttpFailure.TimedOut(
          what + ": no complete answer within this call's time." + afterWrite(request), failure);
    }
    if (failure instanceof InterruptedIOException) {
      return new HttpFailure.TimedOut(
          what
              + ": no complete answer within "
              + seconds(request)
              + " s; the service is slow or out of reach."
              + afterWrite(request),
          failure);
    }
    boolean neverSent =
        failure instanceof UnknownHostException || failure instanceof ConnectException;
    String after = neverSent ? "" : afterWrite(request);
    return new HttpFailure.Network(what + ": " + cause(failure) + after, failure);
  }

  private static String cause(IOException failure) {
    return switch (failure) {
      case UnknownHostException _ ->
          "the host's name cannot be resolved. Check the network, the spelling, HF_ENDPOINT and the"
              + " proxy settings.";
      case ConnectException _ -> "cannot connect: " + text(failure) + ".";
      case SSLException _ ->
          "no secure connection: "
              + text(failure)
              + ". If a proxy signs anew, name its authority in SSL_CERT_FILE.";
      default -> "the connection broke: " + text(failure) + ".";
    };
  }

  private static String text(IOException failure) {
    String message = failure.getMessage();
    return message == null ? failure.getClass().getSimpleName() : OneLine.of(message, 200);
  }

  private static String afterWrite(HttpRequest request) {
    return request.idempotent()
        ? ""
        : " It may have been carried out all the same: check before repeating it.";
  }

  private static String path(HttpRequest request) {
    return OneLine.of(request.url().encodedPath(), 200);
  }

  private static long seconds(HttpRequest request) {
    return Math.max(
        1, Math.min(request.readTimeout().toSeconds(), request.timeLimit().toSeconds()));
  }
}
