package dev.mlintern.hub;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;

/// Part of a content as a request body, streamed; can be sent again.
final class ContentSliceBody extends RequestBody {
  private static final MediaType BYTES = MediaType.get("application/octet-stream");
  private static final int BUFFER = 1 << 16;

  private final CommitContent content;
  private final long from;
  private final long length;
  private final TransferProgress progress;
  private long reported;

  ContentSliceBody(CommitContent content, long from, long length, TransferProgress progress) {
    this.content = content;
    this.from = from;
    this.length = length;
    this.progress = progress;
  }

  @Override
  public MediaType contentType() {
    return BYTES;
  }

  @Override
  public long contentLength() {
    return length;
  }

  @Override
  public void writeTo(BufferedSink sink) throws IOException {
    try (InputStream in = content.open()) {
      in.skipNBytes(from);
      byte[] buffer = new byte[BUFFER];
      for (long sent = 0; sent < length; ) {
        int read = in.read(buffer, 0, (int) Math.min(BUFFER, length - sent));
        if (read < 0) {
          throw new EOFException(content + " became shorter while it was sent");
        }
        sink.write(buffer, 0, read);
        sent += read;
        report(sent);
      }
    }
  }

  /// A second try does not count what the first had sent.
  private void report(long sent) {
    if (sent > reported) {
      progress.sent(sent - reported);
      reported = sent;
    }
  }
}
