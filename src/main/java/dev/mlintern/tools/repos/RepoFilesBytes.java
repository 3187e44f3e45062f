package dev.mlintern.tools.repos;

import dev.mlintern.http.CallScope;
import dev.mlintern.hub.FilePath;
import dev.mlintern.hub.HubFiles;
import dev.mlintern.hub.RepoId;
import dev.mlintern.hub.RepoType;
import dev.mlintern.tools.ToolFailure;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/// The bytes of a file in the Hub from a place on, fetched in pieces as they are needed: small ones
/// first, larger ones for who reads on. Holds one piece.
final class RepoFilesBytes {
  private static final int FIRST_PIECE = 64 << 10;
  private static final int LARGEST_PIECE = 4 << 20;

  /// What one call may fetch altogether.
  static final long MOST_FETCHED = 64L << 20;

  /// Which file, pinned to a commit.
  record Source(RepoType type, RepoId id, String commit, FilePath path, long size) {}

  private final HubFiles files;
  private final Source source;
  private final CallScope scope;
  private byte[] piece = new byte[0];
  private long pieceStart;
  private int at;
  private int nextPiece = FIRST_PIECE;
  private long fetched;

  RepoFilesBytes(HubFiles files, Source source, long from, CallScope scope) {
    this.files = files;
    this.source = source;
    this.scope = scope;
    this.pieceStart = from;
  }

  /// Position of the byte [#read] gives next.
  long position() {
    return pieceStart + at;
  }

  boolean isAtEnd() {
    return position() >= source.size();
  }

  /// Whether the next byte would cost more than one call may fetch.
  boolean isExhausted() {
    return at == piece.length && fetched >= MOST_FETCHED;
  }

  /// The next byte, 0 to 255; -1 at the end.
  int read() {
    if (at == piece.length && !fetch()) {
      return -1;
    }
    return piece[at++] & 0xff;
  }

  /// The next bytes.
  ///
  /// @throws ToolFailure when the file ends before
  byte[] read(int count) {
    byte[] bytes = new byte[count];
    for (int have = 0; have < count; ) {
      if (at == piece.length && !fetch()) {
        throw new ToolFailure("hf_repo_files: `" + source.path() + "` ends too early.");
      }
      int step = Math.min(count - have, piece.length - at);
      System.arraycopy(piece, at, bytes, have, step);
      at += step;
      have += step;
    }
    return bytes;
  }

  /// Goes on without fetching what lies between.
  void skip(long count) {
    if (count < 0 || count > source.size() - position()) {
      throw new ToolFailure("hf_repo_files: `" + source.path() + "` ends too early.");
    }
    if (count <= piece.length - at) {
      at += (int) count;
      return;
    }
    pieceStart = position() + count;
    piece = new byte[0];
    at = 0;
  }

  int int32() {
    return little(4).getInt();
  }

  long int64() {
    return little(8).getLong();
  }

  ByteBuffer little(int count) {
    return ByteBuffer.wrap(read(count)).order(ByteOrder.LITTLE_ENDIAN);
  }

  private boolean fetch() {
    long from = position();
    if (from >= source.size()) {
      return false;
    }
    if (fetched >= MOST_FETCHED) {
      throw new ToolFailure(
          "hf_repo_files: stopped after reading "
              + RepoFilesSize.of(fetched)
              + " of `"
              + source.path()
              + "`.");
    }
    int length = (int) Math.min(nextPiece, source.size() - from);
    byte[] bytes =
        files.bytes(
            source.type(), source.id(), source.commit(), source.path(), from, length, scope);
    if (bytes.length == 0) {
      throw new ToolFailure(
          "hf_repo_files: the Hub sent nothing for byte " + from + " of `" + source.path() + "`.");
    }
    piece = bytes;
    pieceStart = from;
    at = 0;
    fetched += bytes.length;
    nextPiece = Math.min(LARGEST_PIECE, nextPiece * 4);
    return true;
  }
}
