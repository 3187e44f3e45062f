package dev.mlintern.redact;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Collects what the rules find in one text.
final class Spans {
  private static final String MARKER_START = "[REDACTED:";

  private final List<Span> found = new ArrayList<>(2);

  void add(int start, int end, SecretKind kind) {
    add(start, end, kind, start);
  }

  void add(int start, int end, SecretKind kind, int evidence) {
    add(new Span(start, end, kind.name(), evidence));
  }

  void add(Span span) {
    found.add(span);
  }

  boolean isEmpty() {
    return found.isEmpty();
  }

  List<Span> all() {
    return found;
  }

  /// The spans in order, overlapping ones joined under the kind of the longest.
  List<Span> merged() {
    if (found.size() < 2) {
      return found;
    }
    found.sort(Comparator.comparingInt(Span::start).thenComparing(Span::end));
    List<Span> merged = new ArrayList<>(found.size());
    Span last = found.getFirst();
    for (Span next : found.subList(1, found.size())) {
      if (next.start() < last.end()) {
        last = union(last, next);
      } else {
        merged.add(last);
        last = next;
      }
    }
    merged.add(last);
    return merged;
  }

  private static Span union(Span a, Span b) {
    boolean keepsKind = isKnown(a) || (!isKnown(b) && a.end() - a.start() >= b.end() - b.start());
    return new Span(
        a.start(),
        Math.max(a.end(), b.end()),
        keepsKind ? a.kind() : b.kind(),
        Math.min(a.evidence(), b.evidence()));
  }

  private static boolean isKnown(Span span) {
    return span.kind().startsWith(KnownSecrets.KIND_PREFIX);
  }

  /// The text with every span replaced by its marker.
  String replacedIn(String text, RedactionTally tally) {
    var out = new StringBuilder(text.length() + 32);
    int at = 0;
    for (Span span : merged()) {
      out.append(text, at, span.start()).append(marker(span.kind()));
      tally.count(span.kind());
      at = span.end();
    }
    return out.append(text, at, text.length()).toString();
  }

  /// What stands where a secret was.
  static String marker(String kind) {
    return MARKER_START + kind + "]";
  }
}
