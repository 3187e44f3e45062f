package dev.mlintern.http;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import okhttp3.HttpUrl;

/// What two requests must have in common to share an answer: method, address, headers, and the
/// credential, of all of which only the hash is kept.
///
/// @param origin hash of scheme, host and port, to forget a whole host's answers
/// @param hash hash of everything
record CacheKey(String origin, String hash) {
  static CacheKey of(HttpRequest request, Optional<String> credential) {
    var everything = new StringBuilder();
    everything.append(request.method()).append(' ').append(request.url()).append('\n');
    everything.append(request.origin()).append(' ').append(request.redirects()).append('\n');
    for (int i = 0; i < request.headers().size(); i++) {
      everything.append(request.headers().name(i)).append(": ");
      everything.append(request.headers().value(i)).append('\n');
    }
    everything.append(credential.orElse(""));
    return new CacheKey(origin(request.url()), sha256(everything.toString()).substring(0, 40));
  }

  static String origin(HttpUrl url) {
    return sha256(WebOrigin.of(url).toString()).substring(0, 16);
  }

  private static String sha256(String text) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
