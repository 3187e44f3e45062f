package dev.mlintern.hub;

import dev.mlintern.http.OneLine;
import java.util.Arrays;

/// A path inside a repository: relative, `/` between segments.
///
/// A leading `/` or `./` is dropped; what could leave the repository or cannot be in one is
/// refused (spec hub-api §7).
public record FilePath(String value) {
  /// @throws IllegalArgumentException with a sentence for the reader
  public FilePath {
    String original = value;
    value = value.replaceFirst("^(\\./|/)+", "");
    boolean fits =
        !value.isEmpty()
            && value.chars().noneMatch(c -> c < ' ' || c == 0x7f || c == '\\')
            && Arrays.stream(value.split("/", -1))
                .noneMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."));
    if (!fits) {
      throw new IllegalArgumentException(
          "`"
              + OneLine.of(original, 120)
              + "` is not a path inside a repository: write it like `data/train.jsonl`, without"
              + " `..`, empty parts or backslashes.");
    }
  }

  /// The last segment.
  public String fileName() {
    return value.substring(value.lastIndexOf('/') + 1);
  }

  String[] segments() {
    return value.split("/");
  }

  @Override
  public String toString() {
    return value;
  }
}
