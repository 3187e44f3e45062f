package dev.mlintern.tools.datasets;

import dev.mlintern.tools.ForeignText;
import dev.mlintern.tools.datasets.FeatureType.ArrayOf;
import dev.mlintern.tools.datasets.FeatureType.ClassLabel;
import dev.mlintern.tools.datasets.FeatureType.Json;
import dev.mlintern.tools.datasets.FeatureType.ListOf;
import dev.mlintern.tools.datasets.FeatureType.Media;
import dev.mlintern.tools.datasets.FeatureType.Other;
import dev.mlintern.tools.datasets.FeatureType.Struct;
import dev.mlintern.tools.datasets.FeatureType.Translation;
import dev.mlintern.tools.datasets.FeatureType.Value;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// Writes a [FeatureType] the way people speak of it: `list<struct{role: string}>`,
/// `class[2]{neg=0,pos=1}`. Deep or wide types are cut with `…`.
final class FeatureTypeText {
  private static final int MAX_DEPTH = 4;
  private static final int MAX_FIELDS = 12;
  private static final int MAX_CLASSES = 10;
  private static final int MAX_NAME = 40;
  private static final Pattern DTYPE = Pattern.compile("\\w{1,20}(?:\\[[\\w, =/+:-]{0,40}])?");

  private FeatureTypeText() {}

  static String of(FeatureType type) {
    return text(type, MAX_DEPTH);
  }

  private static String text(FeatureType type, int depth) {
    if (depth < 0) {
      return "…";
    }
    return switch (type) {
      case Value value -> dtype(value.dtype());
      case ClassLabel label -> classes(label.names());
      case ListOf list ->
          (list.large() ? "large_list<" : "list<")
              + text(list.element(), depth - 1)
              + ">"
              + (list.length().isPresent() ? "[" + list.length().getAsInt() + "]" : "");
      case Struct struct -> fields(struct.fields(), depth);
      case ArrayOf array ->
          "array[" + String.join("x", array.shape()) + "]<" + dtype(array.dtype()) + ">";
      case Translation translation -> translation(translation.languages());
      case Json _ -> "json";
      case Media media ->
          media.samplingRate().isPresent()
              ? media.kind() + "@" + media.samplingRate().getAsInt() + "Hz"
              : media.kind();
      case Other other -> dtype(other.name());
    };
  }

  private static String classes(List<String> names) {
    StringBuilder text = new StringBuilder("class[" + names.size() + "]{");
    for (int i = 0; i < Math.min(names.size(), MAX_CLASSES); i++) {
      text.append(i == 0 ? "" : ",").append(name(names.get(i))).append('=').append(i);
    }
    return text.append(names.size() > MAX_CLASSES ? ",…}" : "}").toString();
  }

  private static String fields(Map<String, FeatureType> fields, int depth) {
    StringBuilder text = new StringBuilder("struct{");
    int shown = 0;
    for (Map.Entry<String, FeatureType> field : fields.entrySet()) {
      if (shown == MAX_FIELDS) {
        return text.append(", … ").append(fields.size() - shown).append(" more}").toString();
      }
      text.append(shown++ == 0 ? "" : ", ")
          .append(name(field.getKey()))
          .append(": ")
          .append(text(field.getValue(), depth - 1));
    }
    return text.append('}').toString();
  }

  private static String translation(List<String> languages) {
    List<String> shown = languages.stream().limit(MAX_FIELDS).map(FeatureTypeText::name).toList();
    return "translation{" + String.join(",", shown) + (languages.size() > MAX_FIELDS ? ",…}" : "}");
  }

  /// `int64`, `timestamp[us, tz=UTC]`; what looks otherwise is somebody's text.
  private static String dtype(String foreign) {
    return DTYPE.matcher(foreign).matches() ? foreign : ForeignText.leading(foreign, MAX_NAME);
  }

  private static String name(String foreign) {
    return ForeignText.oneLine(foreign, MAX_NAME);
  }
}
