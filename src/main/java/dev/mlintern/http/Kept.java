package dev.mlintern.http;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.Predicate;

/// Which successful answers may be served again: a status of 200 is no proof that the service asked
/// has answered. Login walls, block pages and maintenance pages come as 200 too, and one of them
/// kept for a day would stand for a file or a paper long after it has gone.
public final class Kept {
  /// How far into a body its kind shows.
  private static final int HEAD = 512;

  private Kept() {}

  /// Anything but a page for people, going by the media type: the rule where nothing else is said.
  public static final Predicate<HttpReply> NO_WEB_PAGE = reply -> !reply.isWebPage();

  /// Text that is no page for people, whatever its media type says.
  public static final Predicate<HttpReply> PLAIN_TEXT =
      NO_WEB_PAGE.and(reply -> !beginsAsWebPage(reply));

  /// A JSON array, whole.
  public static final Predicate<HttpReply> JSON_LIST =
      NO_WEB_PAGE.and(reply -> spans(reply.body(), '[', ']'));

  /// A JSON array or object, whole; not one that only tells an error.
  public static final Predicate<HttpReply> JSON =
      JSON_LIST.or(
          NO_WEB_PAGE.and(reply -> spans(reply.body(), '{', '}') && !beginsAsError(reply)));

  private static boolean beginsAsWebPage(HttpReply reply) {
    String head = head(reply).toLowerCase(Locale.ROOT);
    return head.startsWith("<!doctype html") || head.startsWith("<html");
  }

  /// A rate limit has been seen to answer 200 with an error object (spec hub-api §3.1).
  private static boolean beginsAsError(HttpReply reply) {
    return head(reply).replaceAll("\\s", "").startsWith("{\"error\":\"");
  }

  private static String head(HttpReply reply) {
    byte[] body = reply.body();
    return new String(body, 0, Math.min(HEAD, body.length), StandardCharsets.UTF_8)
        .replace("\uFEFF", "")
        .stripLeading();
  }

  private static boolean spans(byte[] body, char first, char last) {
    int from = 0;
    int to = body.length - 1;
    while (from < to && body[from] <= ' ' && body[from] >= 0) {
      from++;
    }
    while (to > from && body[to] <= ' ' && body[to] >= 0) {
      to--;
    }
    return from < to && body[from] == first && body[to] == last;
  }
}
