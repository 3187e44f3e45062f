package dev.mlintern.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.Response;
import okio.BufferedSource;

/// A complete answer of whatever status: mapping statuses to errors is the service client's work.
///
/// @param url the address that answered, after redirects
/// @param credentialSent whether the request that was answered carried a credential
public record HttpReply(
    int status,
    Headers headers,
    byte[] body,
    HttpUrl url,
    boolean fromCache,
    boolean credentialSent) {
  public HttpReply(int status, Headers headers, byte[] body, HttpUrl url, boolean fromCache) {
    this(status, headers, body, url, fromCache, false);
  }

  /// Reads an open answer to its end, for callers of [HttpStack#open].
  ///
  /// @param maxBytes largest body accepted, after decompression
  /// @throws HttpFailure.TooLarge when the body is larger
  public static HttpReply of(Response response, long maxBytes) throws IOException {
    BufferedSource source = response.body().source();
    boolean announcedTooLarge =
        !response.request().method().equals("HEAD") && response.body().contentLength() > maxBytes;
    if (announcedTooLarge || source.request(maxBytes + 1)) {
      throw new HttpFailure.TooLarge(
          response.request().url().host()
              + response.request().url().encodedPath()
              + " is larger than "
              + maxBytes
              + " bytes, the most this reads at once.");
    }
    return new HttpReply(
        response.code(),
        response.headers(),
        source.readByteArray(),
        response.request().url(),
        false,
        CredentialInterceptor.wasSent(response));
  }

  public boolean isSuccessful() {
    return status >= 200 && status < 300;
  }

  /// The body as UTF-8 text.
  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }
}
