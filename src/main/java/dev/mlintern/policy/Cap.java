package dev.mlintern.policy;

import dev.mlintern.settings.Setting;
import dev.mlintern.settings.Settings;
import java.util.Optional;

/// A limit in dollars somebody set. One that cannot be read counts as zero, so that a typing error
/// asks instead of spending.
///
/// @param usd the limit
/// @param problem what is wrong with the setting
record Cap(Usd usd, Optional<String> problem) {
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
  String exceeded(Usd wantedUsd, Usd remainingUsd) {
    return "its worst case "
        + wantedUsd
        + " exceeds the remaining "
        + remainingUsd.asRemaining()
        + " of the cap "
        + usd
        + " (ML_INTERN_YOLO_CAP_USD); the server refuses above the cap";
  }

  private static Cap read(Setting setting, String text) {
    return Usd.parse(text)
        .map(usd -> new Cap(usd, Optional.empty()))
        .orElseGet(
            () ->
                new Cap(
                    Usd.ZERO,
                    Optional.of(
                        "the cap "
                            + setting
                            + "='"
                            + ReasonText.shown(text, 20)
                            + "' is not an amount")));
  }
}
