package dev.mlintern.localhub.viewer.rows;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/// A file with rows.
///
/// @param path in the repo
/// @param sha256 names the content, for caches
public record DataFile(String path, DataFormat format, Path content, String sha256, long size) {
  private static final int BUFFER_BYTES = 1 << 16;

  public boolean isZipped() {
    return path.toLowerCase(Locale.ROOT).endsWith(".gz");
  }

  /// Field separator of a CSV file.
  char separator() {
    return path.toLowerCase(Locale.ROOT).contains(".tsv") ? '\t' : ',';
  }

  /// The unzipped bytes from an offset on.
  ///
  /// @param offset 0 for a zipped file
  InputStream open(long offset) throws IOException {
    FileChannel channel = FileChannel.open(content);
    try {
      InputStream raw = Channels.newInputStream(channel.position(offset));
      return isZipped()
          ? new BufferedInputStream(new GZIPInputStream(raw, BUFFER_BYTES), BUFFER_BYTES)
          : new BufferedInputStream(raw, BUFFER_BYTES);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
  }
}
