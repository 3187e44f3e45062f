package dev.mlintern.hub;

import dev.mlintern.http.WebOrigin;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import okhttp3.Headers;
import okhttp3.HttpUrl;

/// The `Link` header of a listing (RFC 8288; spec hub-api §6).
final class PageLinks {
  private static final Pattern LINK = Pattern.compile("<([^>]*)>([^<]*)");
  private static final Pattern NEXT = Pattern.compile(";\\s*rel\\s*=\\s*\"?next\"?(\\s|;|,|$)");

  private PageLinks() {}

  /// The next page. A link to another host, or back to the same address, is ignored: it would be a
  /// fault upstream, and nothing good follows from going there.
  static Optional<HttpUrl> next(Headers headers, HttpUrl current) {
    for (String header : headers.values("Link")) {
      Matcher link = LINK.matcher(header);
      while (link.find()) {
        if (NEXT.matcher(link.group(2)).find()) {
          return Optional.ofNullable(current.resolve(link.group(1)))
              .filter(url -> WebOrigin.isSame(url, current) && !url.equals(current));
        }
      }
    }
    return Optional.empty();
  }
}
