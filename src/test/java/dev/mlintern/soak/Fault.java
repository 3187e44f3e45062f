package dev.mlintern.soak;

/// What a network does to one exchange with the Hub.
public enum Fault {
  NONE,
  /// The answer comes, a little late.
  DELAY,
  /// Closed before the Hub saw the request.
  CUT_BEFORE,
  /// The Hub acted; the connection is closed without an answer.
  CUT_AFTER,
  /// The Hub acted; half of its answer arrives.
  CUT_MIDWAY,
  /// Too many requests, try again in a second. The Hub saw nothing.
  LIMITED,
  /// 503 of something in front of the Hub, which saw nothing.
  UNAVAILABLE,
  /// 500 without the Hub having acted.
  BROKEN,
  /// 500 after the Hub has acted.
  BROKEN_AFTER,
  /// The Hub acted; what comes back is no HTTP.
  GARBAGE,
  /// The Hub acted; a web page comes back with status 200.
  PAGE,
  /// The same without the Hub having seen anything: a network that wants people to sign in first.
  PORTAL,
  /// The whole answer, in drops.
  TRICKLE,
  /// The Hub acted; headers come one letter at a time and never end.
  LORIS,
  /// Nothing comes and nothing is closed. The Hub saw nothing.
  STALL,
  /// A redirect to another host. The Hub saw nothing.
  ELSEWHERE;

  /// Whether the Hub is asked at all.
  boolean reachesHub() {
    return switch (this) {
      case CUT_BEFORE, LIMITED, UNAVAILABLE, BROKEN, PORTAL, STALL, ELSEWHERE -> false;
      case NONE, DELAY, CUT_AFTER, CUT_MIDWAY, BROKEN_AFTER, GARBAGE, PAGE, TRICKLE, LORIS -> true;
    };
  }
}
