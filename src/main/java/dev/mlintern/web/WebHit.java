package dev.mlintern.web;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// One search result.
///
/// @param url absolute http(s) address
/// @param snippet may be empty
/// @param published date as the provider gives it
public record WebHit(String title, String url, String snippet, Optional<String> published) {
  /// The address without what does not change the page: scheme, `www.`, fragment, trailing slash,
  /// tracking parameters; an arXiv PDF counts as its abstract.
  public String key() {
    URI uri;
    try {
      uri = new URI(url);
    } catch (URISyntaxException _) {
      return url;
    }
    String host = Optional.ofNullable(uri.getHost()).orElse("").toLowerCase(Locale.ROOT);
    String path = Optional.ofNullable(uri.getRawPath()).orElse("").replaceFirst("/+$", "");
    if (host.endsWith("arxiv.org")) {
      path =
          path.replaceFirst("^/(?:pdf|html)/", "/abs/").replaceFirst("(?:v\\d+)?(?:\\.pdf)?$", "");
    }
    String query =
        Arrays.stream(Optional.ofNullable(uri.getRawQuery()).orElse("").split("&"))
            .filter(p -> !p.isEmpty() && !p.startsWith("utm_") && !p.startsWith("ref="))
            .collect(Collectors.joining("&"));
    return host.replaceFirst("^www\\.", "") + path + (query.isEmpty() ? "" : "?" + query);
  }
}
