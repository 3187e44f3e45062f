package dev.mlintern.policy;

import dev.mlintern.settings.Setting;
import dev.mlintern.settings.Settings;
import java.math.BigDecimal;
import java.util.Optional;

/// A limit in dollars somebody set. One that cannot be read counts as zero, so that a typing error
/// asks instead of spending.
///
/// @param usd the limit
/// @param problem what is wrong with the setting
record Cap(BigDecimal usd, Optional<String> problem) {
  /// The limit of a setting; empty when it is not set.
  static Optional<Cap> of(Settings settings, Setting setting) {
    return settings.explicit(setting).map(text -> read(setting, text));
  }

  /// The cap on what YOLO may approve; empty when YOLO is off or uncapped.
  static Optional<Cap> ofYolo(Settings settings) {
    return settings.flag(Setting.ML_INTERN_YOLO)
        ? of(settings, Setting.ML_INTERN_YOLO_CAP_USD)
        : Optional.empty();
  }

  /// Why an amount does not fit what is left of this cap.
  String exceeded(BigDecimal wantedUsd, BigDecimal remainingUsd) {
    return "its worst case "
        + Usd.format(wantedUsd)
        + " exceeds the remaining "
        + Usd.formatRemaining(remainingUsd)
        + " of the cap "
        + Usd.format(usd)
        + " (ML_INTERN_YOLO_CAP_USD); the server refuses above the cap";
  }

  private static Cap read(Setting setting, String text) {
    String amount = text.startsWith("$") ? text.substring(1) : text;
    if (isAmount(amount)) {
      return new Cap(new BigDecimal(amount), Optional.empty());
    }
    return new Cap(
        BigDecimal.ZERO,
        Optional.of(
            "the cap " + setting + "='" + ReasonText.shown(text, 20) + "' is not an amount"));
  }

  private static boolean isAmount(String text) {
    int digits = 0;
    int dots = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= '0' && c <= '9') {
        digits++;
      } else if (c == '.') {
        dots++;
      } else {
        return false;
      }
    }
    return digits > 0 && digits <= 12 && dots <= 1;
  }
}
