package dev.mlintern.hooks.upload;

import dev.mlintern.http.HttpFailure;
import dev.mlintern.hub.CommitUnclear;
import dev.mlintern.hub.HubException;
import java.io.IOException;

/// Sorts what can go wrong on the way to the Hub.
final class UploadFaults {
  private UploadFaults() {}

  static UploadRefusal of(Exception e) {
    return switch (e) {
      case UploadRefusal refusal -> refusal;
      case HubException refused -> new UploadRefusal(of(refused.status()), refused.getMessage());
      // Sending the same files once more does no harm.
      case CommitUnclear unclear -> new UploadRefusal(UploadFault.SERVER, unclear.getMessage());
      case HttpFailure failure -> new UploadRefusal(of(failure), failure.getMessage());
      case IOException io ->
          new UploadRefusal(UploadFault.UNREADABLE, String.valueOf(io.getMessage()));
      default -> new UploadRefusal(UploadFault.INTERNAL, e.toString());
    };
  }

  private static UploadFault of(int status) {
    return switch (status) {
      case 401 -> UploadFault.INVALID_TOKEN;
      case 402, 403 -> UploadFault.FORBIDDEN;
      case 408 -> UploadFault.TIMED_OUT;
      case 409, 412 -> UploadFault.CONFLICT;
      case 429 -> UploadFault.RATE_LIMITED;
      default -> status >= 500 ? UploadFault.SERVER : UploadFault.REJECTED;
    };
  }

  private static UploadFault of(HttpFailure failure) {
    return switch (failure) {
      case HttpFailure.Network _ -> UploadFault.NETWORK;
      case HttpFailure.TimedOut _ -> UploadFault.TIMED_OUT;
      case HttpFailure.RateLimited _ -> UploadFault.RATE_LIMITED;
      case HttpFailure.TooLarge _ -> UploadFault.REJECTED;
      case HttpFailure.Refused _ -> UploadFault.OFFLINE;
      default -> UploadFault.NETWORK;
    };
  }
}
