package dev.mlintern.http;

import java.net.UnknownHostException;

/// The host is, or resolves to, an address a model may not reach. A kind of failed look-up because
/// that is what OkHttp lets name resolution say; becomes [HttpFailure.Refused] on its way out.
final class ForbiddenAddressException extends UnknownHostException {
  private static final long serialVersionUID = 1L;

  ForbiddenAddressException(String host) {
    super(
        host
            + " is not a public address: this machine, private networks and metadata services are"
            + " off limits for addresses that come from a model. Give a public http(s) address.");
  }
}
