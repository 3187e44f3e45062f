package dev.mlintern.http;

import okhttp3.Request;

/// What the interceptors know about a request besides its wire form; travels as the request's tag.
///
/// @param leftOrigin whether a redirect has led away from the first host, port or scheme
/// @param credentialSent whether a credential was attached
record CallContext(
    HttpRequest request, CallScope scope, boolean leftOrigin, boolean credentialSent) {
  static CallContext start(HttpRequest request, CallScope scope) {
    return new CallContext(request, scope, false, false);
  }

  /// The context of a request that came through the stack.
  static CallContext of(Request wire) {
    return wire.tag(CallContext.class);
  }

  /// The wire request with this context.
  Request on(Request.Builder wire) {
    return wire.tag(CallContext.class, this).build();
  }

  CallContext away() {
    return new CallContext(request, scope, true, false);
  }

  CallContext withCredential() {
    return new CallContext(request, scope, leftOrigin, true);
  }
}
