package dev.mlintern.localhub.viewer.rows;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// The kinds of data files that can be read, by their endings; each ending may be followed by
/// `.gz`, except Parquet's.
public enum DataFormat {
  PARQUET("parquet", List.of("parquet")),
  JSON("json", List.of("jsonl", "ndjson", "json")),
  CSV("csv", List.of("csv", "tsv")),
  TEXT("text", List.of("txt"));

  private final String builder;
  private final List<String> endings;

  DataFormat(String builder, List<String> endings) {
    this.builder = builder;
    this.endings = endings;
  }

  /// The name of the `datasets` builder for it.
  public String builder() {
    return builder;
  }

  public static Optional<DataFormat> of(String path) {
    String plain = path.toLowerCase(Locale.ROOT);
    String name = plain.endsWith(".gz") ? plain.substring(0, plain.length() - 3) : plain;
    boolean zipped = !name.equals(plain);
    return Arrays.stream(values())
        .filter(format -> !zipped || format != PARQUET)
        .filter(format -> format.endings.stream().anyMatch(end -> name.endsWith("." + end)))
        .findFirst();
  }
}
