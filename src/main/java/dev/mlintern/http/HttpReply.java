package dev.mlintern.http;

import java.nio.charset.StandardCharsets;
import okhttp3.Headers;
import okhttp3.HttpUrl;

/// A complete answer of whatever status: mapping statuses to errors is the service client's work.
///
/// @param url the address that answered, after redirects
public record HttpReply(int status, Headers headers, byte[] body, HttpUrl url, boolean fromCache) {
  public boolean isSuccessful() {
    return status >= 200 && status < 300;
  }

  /// The body as UTF-8 text.
  public String text() {
    return new String(body, StandardCharsets.UTF_8);
  }
}
