package dev.mlintern.tools.repos;

import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpFailure;
import dev.mlintern.hub.HubException;
import dev.mlintern.hub.HubFiles;
import dev.mlintern.tools.ForeignText;
import dev.mlintern.tools.ReplyText;
import dev.mlintern.tools.repos.RepoFilesBytes.Source;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CancellationException;
import org.apache.parquet.ParquetReadOptions;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.FileMetaData;
import org.apache.parquet.io.DelegatingSeekableInputStream;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;

/// The footer of a Parquet file: schema, rows, row groups. Two or three ranged reads; the reader
/// library is loaded with the first such file.
final class RepoFilesParquet {
  private static final long MOST_FOOTER = RepoFilesBytes.MOST_FETCHED;

  private RepoFilesParquet() {}

  static String summary(HubFiles files, Source source, CallScope scope, int maxChars) {
    var options = ParquetReadOptions.builder(new PlainParquetConfiguration()).build();
    try {
      long footer = footerLength(new Pieces(files, source, scope));
      if (footer > MOST_FOOTER) { // the library makes room for it before it reads
        return "Not a readable Parquet file: its footer would have "
            + RepoFilesSize.of(footer)
            + ".";
      }
    } catch (IOException e) {
      return unreadable(e);
    }
    try (ParquetFileReader reader =
        ParquetFileReader.open(new Remote(files, source, scope), options)) {
      FileMetaData meta = reader.getFileMetaData();
      List<BlockMetaData> groups = reader.getRowGroups();
      var reply = new ReplyText(maxChars);
      reply.line(
          String.format(
              Locale.ROOT,
              "Footer: %,d rows, %d columns, %d row group%s, %s uncompressed; written by %s",
              reader.getRecordCount(),
              meta.getSchema().getFieldCount(),
              groups.size(),
              groups.size() == 1 ? "" : "s",
              RepoFilesSize.of(groups.stream().mapToLong(BlockMetaData::getTotalByteSize).sum()),
              ForeignText.oneLine(String.valueOf(meta.getCreatedBy()), 80)));
      List<String> columns =
          Arrays.asList(meta.getSchema().toString().split("\n")).stream()
              .map(ForeignText::clean)
              .toList();
      int shown = reply.addFenced("Schema", columns);
      if (shown < columns.size()) {
        reply.line(shown + " of " + columns.size() + " schema lines; max_chars shows more.");
      }
      for (Map.Entry<String, String> entry : meta.getKeyValueMetaData().entrySet()) {
        reply.addIfFits(
            ForeignText.leading(entry.getKey(), 120)
                + ": "
                + ForeignText.oneLine(entry.getValue(), 500));
      }
      return reply.toString();
    } catch (HubException | HttpFailure | CancellationException e) {
      throw e;
    } catch (IOException | RuntimeException e) { // the library says so in many ways
      return unreadable(e);
    } catch (StackOverflowError _) { // it follows groups within groups however many
      return "Not a readable Parquet file: its schema is nested too deep.";
    }
  }

  private static String unreadable(Exception e) {
    return "Not a readable Parquet file: "
        + ForeignText.oneLine(String.valueOf(e.getMessage()), 200)
        + ".";
  }

  /// What the file says of its footer, in the bytes before the last `PAR1`.
  private static long footerLength(Pieces pieces) throws IOException {
    pieces.position = Math.max(0, pieces.source.size() - 8);
    byte[] bytes = pieces.readNBytes(4);
    return bytes.length < 4
        ? 0
        : Integer.toUnsignedLong(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getInt());
  }

  /// The library's view of a file in the Hub.
  private record Remote(HubFiles files, Source source, CallScope scope) implements InputFile {
    @Override
    public long getLength() {
      return source.size();
    }

    @Override
    public SeekableInputStream newStream() {
      return new Stream(new Pieces(files, source, scope));
    }
  }

  private static final class Stream extends DelegatingSeekableInputStream {
    private final Pieces pieces;

    Stream(Pieces pieces) {
      super(pieces);
      this.pieces = pieces;
    }

    @Override
    public long getPos() {
      return pieces.position;
    }

    @Override
    public void seek(long to) {
      pieces.position = to;
    }
  }

  /// Ranged reads with one piece kept, by preference the end of the file, where the footer is.
  private static final class Pieces extends java.io.InputStream {
    private static final int PIECE = 256 << 10;

    private final HubFiles files;
    private final Source source;
    private final CallScope scope;
    private ByteBuffer piece = ByteBuffer.allocate(0);
    private long pieceStart;
    private long position;

    Pieces(HubFiles files, Source source, CallScope scope) {
      this.files = files;
      this.source = source;
      this.scope = scope;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
      if (position >= source.size()) {
        return -1;
      }
      if (position < pieceStart || position >= pieceStart + piece.limit()) {
        fetch(length);
      }
      int at = (int) (position - pieceStart);
      int step = Math.min(length, piece.limit() - at);
      piece.get(at, target, from, step);
      position += step;
      return step;
    }

    private void fetch(int wanted) throws IOException {
      long last = Math.max(0, source.size() - PIECE);
      long from = position >= last ? last : position;
      int length = (int) Math.min(Math.max(PIECE, wanted), source.size() - from);
      piece =
          ByteBuffer.wrap(
              files.bytes(
                  source.type(), source.id(), source.commit(), source.path(), from, length, scope));
      pieceStart = from;
      if (position >= pieceStart + piece.limit()) {
        throw new EOFException("the Hub sent too little");
      }
    }
  }
}
