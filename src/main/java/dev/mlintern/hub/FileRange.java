package dev.mlintern.hub;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.Response;

/// What the answer to a ranged read says about the whole file.
///
/// @param totalBytes size of the file
/// @param commit `X-Repo-Commit`, which only the Hub's own answer has, not the CDN's after it
/// @param etag `X-Linked-ETag`, else `ETag`, without `W/` and quotes
record FileRange(OptionalLong totalBytes, Optional<String> commit, Optional<String> etag) {
  private static final Pattern CONTENT_RANGE =
      Pattern.compile("bytes\\s+(?:\\d+-\\d+|\\*)/(\\d{1,18})");

  static FileRange of(Response response) {
    OptionalLong total = totalOf(response);
    return new FileRange(total, header(response, "X-Repo-Commit"), etag(response));
  }

  static Optional<String> etag(Response response) {
    return header(response, "X-Linked-ETag")
        .or(() -> header(response, "ETag"))
        .map(value -> value.replaceFirst("^W/", "").replace("\"", ""));
  }

  boolean startsBeyondEnd(long offset) {
    return totalBytes.isPresent() && offset >= totalBytes.getAsLong();
  }

  /// Decodes the piece, leaving out characters the range cut in two.
  FileText text(byte[] bytes, long offset) {
    int start = offset == 0 ? 0 : leadingContinuations(bytes);
    boolean atEnd = totalBytes.isPresent() && offset + bytes.length >= totalBytes.getAsLong();
    int end = atEnd ? bytes.length : bytes.length - trailingCut(bytes);
    boolean isBinary = contains(bytes, (byte) 0);
    String text =
        isBinary || end <= start
            ? ""
            : new String(bytes, start, end - start, StandardCharsets.UTF_8);
    int byteCount = isBinary ? bytes.length : Math.max(start, end);
    return new FileText(text, isBinary, offset, byteCount, totalBytes, commit, etag);
  }

  private static OptionalLong totalOf(Response response) {
    String range = response.header("Content-Range");
    if (range != null) {
      Matcher matcher = CONTENT_RANGE.matcher(range);
      return matcher.matches()
          ? OptionalLong.of(Long.parseLong(matcher.group(1)))
          : OptionalLong.empty();
    }
    long length = response.body().contentLength();
    return response.code() == 200 && length >= 0 ? OptionalLong.of(length) : OptionalLong.empty();
  }

  /// The header on the answer or on the redirects before it, the earliest first.
  static Optional<String> header(Response response, String name) {
    Response prior = response.priorResponse();
    Optional<String> earlier = prior == null ? Optional.empty() : header(prior, name);
    return earlier.or(() -> Optional.ofNullable(response.header(name)));
  }

  private static int leadingContinuations(byte[] bytes) {
    int count = 0;
    while (count < Math.min(3, bytes.length) && isContinuation(bytes[count])) {
      count++;
    }
    return count;
  }

  /// Number of bytes at the end that start a character without finishing it.
  private static int trailingCut(byte[] bytes) {
    for (int back = 1; back <= Math.min(3, bytes.length); back++) {
      int lead = bytes[bytes.length - back] & 0xff;
      if (lead < 0x80) {
        return 0;
      }
      if (lead >= 0xc0) {
        int length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
        return back < length ? back : 0;
      }
    }
    return 0;
  }

  private static boolean isContinuation(byte value) {
    return (value & 0xc0) == 0x80;
  }

  private static boolean contains(byte[] bytes, byte wanted) {
    for (byte value : bytes) {
      if (value == wanted) {
        return true;
      }
    }
    return false;
  }
}
