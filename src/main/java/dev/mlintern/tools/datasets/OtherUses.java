package dev.mlintern.tools.datasets;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Uses outside TRL that the columns of a dataset suggest.
final class OtherUses {
  private OtherUses() {}

  /// One phrase; empty if nothing suggests itself.
  static Optional<String> of(ColumnSet columns) {
    List<String> labels =
        Stream.of(ColumnShape.CLASS, ColumnShape.BOOL)
            .flatMap(shape -> columns.contents(shape).stream())
            .toList();
    List<String> texts = columns.contents(ColumnShape.TEXT);
    List<String> images = columns.contents(ColumnShape.IMAGE);
    List<String> sounds = columns.contents(ColumnShape.AUDIO);
    if (!images.isEmpty() && !labels.isEmpty()) {
      return Optional.of(use("image classification", images, labels));
    }
    if (!sounds.isEmpty() && !texts.isEmpty()) {
      return Optional.of(use("speech recognition", sounds, texts));
    }
    if (!images.isEmpty() && !texts.isEmpty()) {
      return Optional.of(use("image captioning or text-to-image", images, texts));
    }
    if (!texts.isEmpty() && !labels.isEmpty()) {
      return Optional.of(use("text classification", texts, labels));
    }
    return Optional.empty();
  }

  private static String use(String task, List<String> inputs, List<String> outputs) {
    return task + " (" + names(inputs) + " → " + names(outputs) + ")";
  }

  private static String names(List<String> columns) {
    return columns.stream().limit(3).map(Names::code).collect(Collectors.joining(", "));
  }
}
