package dev.mlintern.http;

/// Characters that are letters and marks to Unicode, and nothing to the eye.
public final class Fillers {
  private Fillers() {}

  /// Whether it is one: joiners and fillers of scripts, the variation selectors but those two that
  /// choose between text and emoji ([#isPresentationSelector]).
  public static boolean contain(int point) {
    return point == 0x034F
        || point == 0x115F
        || point == 0x1160
        || point == 0x3164
        || point == 0xFFA0
        || (point >= 0xFE00 && point <= 0xFE0D)
        || (point >= 0xE0100 && point <= 0xE01EF);
  }

  /// Whether it says how the character before it is drawn, as text or as an emoji.
  public static boolean isPresentationSelector(int point) {
    return point == 0xFE0E || point == 0xFE0F;
  }
}
