package dev.mlintern.policy;

import java.text.Normalizer;
import java.util.Locale;

/// The one spelling of an operation or a flavor, used by gate and executor alike so that they can
/// never read the same argument differently (harness §1.8 steps 4 and 5).
public final class CanonicalName {
  private CanonicalName() {}

  /// `" Scheduled-RUN\n"` → `scheduled_run`: compatibility forms unified (NFKC), trimmed, lower
  /// case independent of the locale, runs of blanks, `_` and `-` as one `_`.
  public static String operation(String text) {
    String trimmed = unified(text);
    var canonical = new StringBuilder(trimmed.length());
    boolean joining = false;
    for (int i = 0; i < trimmed.length(); i++) {
      char c = trimmed.charAt(i);
      if (c == '_' || c == '-' || Character.isWhitespace(c)) {
        joining = true;
        continue;
      }
      if (joining) {
        canonical.append('_');
        joining = false;
      }
      canonical.append(c);
    }
    return joining ? canonical.append('_').toString() : canonical.toString();
  }

  /// `" A10G-Large "` → `a10g-large`.
  public static String flavor(String text) {
    return unified(text);
  }

  private static String unified(String text) {
    String compatible = isAscii(text) ? text : Normalizer.normalize(text, Normalizer.Form.NFKC);
    return compatible.strip().toLowerCase(Locale.ROOT);
  }

  /// Saves loading the Unicode tables for every ordinary call.
  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 0x7f) {
        return false;
      }
    }
    return true;
  }
}
