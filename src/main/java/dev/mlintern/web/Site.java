package dev.mlintern.web;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;

/// A domain with its subdomains, or a path below it.
///
/// @param host lower case, no leading dot
/// @param path empty, or starting with `/`
public record Site(String host, String path) {
  private static final Pattern HOST =
      Pattern.compile("[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*");

  /// Reads `example.org`, `.example.org`, `*.example.org`, `example.org/docs` or an address.
  ///
  /// @throws IllegalArgumentException when there is no domain in it
  public static Site parse(String text) {
    String rest = text.strip().toLowerCase(Locale.ROOT).replaceFirst("^https?://", "");
    rest = rest.replaceFirst("^(?:\\*\\.|\\.)+", "").replaceFirst("[?#].*$", "");
    int slash = rest.indexOf('/');
    String host = (slash < 0 ? rest : rest.substring(0, slash)).replaceFirst(":\\d+$", "");
    String path = slash < 0 ? "" : rest.substring(slash).replaceFirst("/+$", "");
    if (!HOST.matcher(host).matches()) {
      throw new IllegalArgumentException("`" + text + "` is not a domain");
    }
    return new Site(host, path);
  }

  boolean covers(String url) {
    try {
      URI uri = new URI(url);
      String other = uri.getHost() == null ? "" : uri.getHost().toLowerCase(Locale.ROOT);
      String otherPath = uri.getPath() == null ? "" : uri.getPath().toLowerCase(Locale.ROOT);
      boolean hostFits = other.equals(host) || other.endsWith("." + host);
      return hostFits
          && (path.isEmpty() || otherPath.equals(path) || otherPath.startsWith(path + "/"));
    } catch (URISyntaxException _) {
      return false;
    }
  }

  String operand() {
    return host + path;
  }
}
