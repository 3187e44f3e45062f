package dev.mlintern.localhub.viewer.feature;

import dev.mlintern.localhub.viewer.feature.Feature.Value;
import java.util.regex.Pattern;

/// The type of a column that comes as text (CSV), found the way pandas does: all whole numbers,
/// else all numbers, else all booleans, else text. Whole numbers with gaps become floating.
public final class TextColumn {
  private static final Pattern WHOLE = Pattern.compile("[+-]?\\d{1,18}");
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?|[+-]?inf");

  private boolean gaps;
  private boolean values;
  private boolean whole = true;
  private boolean number = true;
  private boolean bool = true;

  public void addGap() {
    gaps = true;
  }

  public void add(String text) {
    values = true;
    String plain = text.strip();
    whole = whole && WHOLE.matcher(plain).matches();
    number = number && (whole || NUMBER.matcher(plain).matches());
    bool =
        bool
            && (plain.equals("True")
                || plain.equals("False")
                || plain.equals("true")
                || plain.equals("false")
                || plain.equals("TRUE")
                || plain.equals("FALSE"));
  }

  public Value type() {
    if (!values) {
      return gaps ? Value.FLOAT64 : Value.NULL;
    }
    if (whole) {
      return gaps ? Value.FLOAT64 : Value.INT64;
    }
    if (number) {
      return Value.FLOAT64;
    }
    return bool && !gaps ? Value.BOOL : Value.STRING;
  }
}
