package dev.mlintern.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import okhttp3.Headers;
import okhttp3.HttpUrl;
import okhttp3.Response;
import okio.BufferedSource;

/// A complete answer of whatever status: mapping statuses to errors is the service client's work.
///
/// @param body the bytes; shared with the cache, so never to be changed
/// @param url the address that answered, after redirects
/// @param credentialSent whether the request that was answered carried a credential
public record HttpReply(
    int status,
    Headers headers,
    byte[] body,
    HttpUrl url,
    boolean fromCache,
    boolean credentialSent) {
  private static final long MAX_ERROR_BYTES = 64 << 10;

  public HttpReply(int status, Headers headers, byte[] body, HttpUrl url, boolean fromCache) {
    this(status, headers, body, url, fromCache, false);
  }

  /// Reads an open answer to its end, for callers of [HttpStack#open]. Of an error's body only the
  /// beginning is read: it serves for a message, and is no reason to hide the status.
  ///
  /// @param maxBytes largest body accepted, after decompression
  /// @throws HttpFailure.TooLarge when the body is larger
  public static HttpReply of(Response response, long maxBytes) throws IOException {
    BufferedSource source = response.body().source();
    byte[] body;
    if (response.code() >= 400) {
      source.request(MAX_ERROR_BYTES);
      body = source.readByteArray(Math.min(MAX_ERROR_BYTES, source.getBuffer().size()));
    } else if (announcesMore(response, maxBytes) || source.request(maxBytes + 1)) {
      throw new HttpFailure.TooLarge(
          response.request().url().host()
              + response.request().url().encodedPath()
              + " is larger than "
              + maxBytes
              + " bytes, the most this reads at once.");
    } else {
      body = source.readByteArray();
    }
    return new HttpReply(
        response.code(),
        response.headers(),
        body,
        response.request().url(),
        false,
        CredentialInterceptor.wasSent(response));
  }

  private static boolean announcesMore(Response response, long maxBytes) {
    // The answer to HEAD announces a length and has no body.
    return !response.request().method().equals("HEAD")
        && response.body().contentLength() > maxBytes;
  }

  /// The same answer, as one that was not asked for again.
  HttpReply asCached() {
    return new HttpReply(status, headers, body, url, true, credentialSent);
  }

  public boolean isSuccessful() {
    return status >= 200 && status < 300;
  }

  /// Whether the media type says that this is a page for people.
  public boolean isWebPage() {
    String type = headers.get("Content-Type");
    return type != null && type.toLowerCase(Locale.ROOT).contains("html");
  }

  /// The body as UTF-8 text.
  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }
}
