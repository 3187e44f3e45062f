package dev.mlintern.localhub.viewer.layout;

import dev.mlintern.localhub.viewer.rows.DataFile;
import java.util.List;

/// A part of a config, with the files that hold its rows, in order.
public record Split(String name, List<DataFile> files) {
  public Split {
    files = List.copyOf(files);
  }

  public long fileBytes() {
    return files.stream().mapToLong(DataFile::size).sum();
  }
}
