package dev.mlintern.localhub.viewer.rows;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

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
          ? new BufferedInputStream(new Unzipped(raw, path), BUFFER_BYTES)
          : new BufferedInputStream(raw, BUFFER_BYTES);
    } catch (IOException | BadData e) {
      channel.close();
      throw e;
    }
  }

  /// Says of a file that is cut or no gzip that the data are bad, and not that reading them failed.
  private static final class Unzipped extends FilterInputStream {
    private final String path;

    Unzipped(InputStream raw, String path) throws IOException {
      super(raw);
      this.path = path;
      try {
        in = new GZIPInputStream(raw, BUFFER_BYTES);
      } catch (EOFException | ZipException e) {
        throw bad(e);
      }
    }

    @Override
    public int read(byte[] buffer, int from, int length) throws IOException {
      try {
        return in.read(buffer, from, length);
      } catch (EOFException | ZipException e) {
        throw bad(e);
      }
    }

    private BadData bad(IOException e) {
      String why = e instanceof EOFException ? "it ends too early" : e.getMessage();
      return new BadData(path + " is not a whole gzip file: " + why);
    }
  }
}
