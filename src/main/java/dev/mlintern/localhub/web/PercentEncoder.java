package dev.mlintern.localhub.web;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

/// Encodes what stands in the path of an address.
public final class PercentEncoder {
  private PercentEncoder() {}

  /// One segment: a slash is encoded too.
  public static String segment(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /// A path of several segments: slashes stay.
  public static String path(String path) {
    return Arrays.stream(path.split("/", -1))
        .map(PercentEncoder::segment)
        .collect(Collectors.joining("/"));
  }
}
