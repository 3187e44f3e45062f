package dev.mlintern.localhub.api;

import dev.mlintern.localhub.web.HubError;
import dev.mlintern.localhub.web.Reply;
import dev.mlintern.localhub.web.Request;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// A part of a list and the address of the next one, given in the `Link` header (spec hub-api §6).
///
/// @param next absolute
public record Page<T>(List<T> items, Optional<String> next) {
  public Page {
    items = List.copyOf(items);
  }

  /// Cuts by `limit` and an opaque `cursor`.
  ///
  /// @throws HubError 400 for a cursor that is not one of ours
  public static <T> Page<T> of(Request request, List<T> all, int usualLimit, int maxLimit) {
    int limit = request.query().integer("limit", usualLimit, 1, maxLimit);
    int from = request.query().first("cursor").map(Page::decode).orElse(0);
    int to = Math.min(all.size(), from + limit);
    List<T> items = from < to ? all.subList(from, to) : List.of();
    Optional<String> next =
        to < all.size() ? Optional.of(with(request, "cursor", encode(to))) : Optional.empty();
    return new Page<>(items, next);
  }

  /// Cuts by number of page and `limit`.
  static <T> Page<T> numbered(Request request, List<T> items, boolean more) {
    int page = request.query().integer("p", 0, 0, Integer.MAX_VALUE - 1);
    return new Page<>(
        items,
        more ? Optional.of(with(request, "p", Integer.toString(page + 1))) : Optional.empty());
  }

  public Reply linked(Reply reply) {
    return next.map(address -> reply.with("Link", "<" + address + ">; rel=\"next\"")).orElse(reply);
  }

  /// This call's address with one parameter replaced.
  private static String with(Request request, String name, String value) {
    String others =
        request
            .query()
            .pairs()
            .filter(pair -> !pair.getKey().equals(name))
            .map(Page::encoded)
            .map(pair -> pair + "&")
            .sorted()
            .collect(Collectors.joining());
    return request.endpoint() + request.rawPath() + "?" + others + encoded(Map.entry(name, value));
  }

  private static String encoded(Map.Entry<String, String> pair) {
    return URLEncoder.encode(pair.getKey(), StandardCharsets.UTF_8)
        + "="
        + URLEncoder.encode(pair.getValue(), StandardCharsets.UTF_8);
  }

  private static String encode(int offset) {
    byte[] text = ("after:" + offset).getBytes(StandardCharsets.US_ASCII);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text);
  }

  private static int decode(String cursor) {
    try {
      String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII);
      if (text.startsWith("after:")) {
        return Math.max(0, Integer.parseInt(text.substring("after:".length())));
      }
    } catch (IllegalArgumentException _) {
      // Falls through to the error: not Base64, or not a number.
    }
    throw HubError.badRequest("✖ Invalid cursor");
  }
}
