package dev.mlintern.localhub.viewer.rows;

import dev.mlintern.localhub.viewer.parquet.ParquetRows;
import java.io.IOException;
import java.util.Set;

/// Reads the rows of one kind of file.
public interface RowReader {
  /// Looks through the whole file.
  ///
  /// @throws BadData if it is not what its name says
  Survey survey(DataFile file) throws IOException;

  /// Reads rows from one on.
  ///
  /// @param columns the ones wanted; a reader may give more. Empty for all
  /// @throws BadData if the file is not what its name says
  void scan(DataFile file, Survey survey, long from, Set<String> columns, RowVisitor visitor)
      throws IOException;

  static RowReader of(DataFormat format) {
    return switch (format) {
      case PARQUET -> new ParquetRows();
      case JSON -> new JsonRows();
      case CSV -> new CsvRows();
      case TEXT -> new TextRows();
    };
  }
}
