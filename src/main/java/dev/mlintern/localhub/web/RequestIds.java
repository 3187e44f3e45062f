package dev.mlintern.localhub.web;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/// Ids like the Hub's: `Root=1-<8 hex of the time>-<24 hex>;<the caller's own trace id>` (spec
/// hub-api §3.1).
final class RequestIds {
  private static final int MAX_ECHOED_CHARS = 200;

  private RequestIds() {}

  static String next(Optional<String> callersTrace) {
    var random = ThreadLocalRandom.current();
    String root =
        String.format(
            "Root=1-%08x-%016x%08x",
            Instant.now().getEpochSecond(), random.nextLong(), random.nextInt());
    return callersTrace.map(RequestIds::echoed).map(trace -> root + ";" + trace).orElse(root);
  }

  private static String echoed(String trace) {
    String printable = trace.replaceAll("[^ -~]", "?");
    return printable.substring(0, Math.min(MAX_ECHOED_CHARS, printable.length()));
  }
}
