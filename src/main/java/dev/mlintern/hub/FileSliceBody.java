package dev.mlintern.hub;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;

/// Part of a file as a request body, streamed; can be sent again.
final class FileSliceBody extends RequestBody {
  private static final MediaType BYTES = MediaType.get("application/octet-stream");
  private static final int BUFFER = 1 << 16;

  private final Path file;
  private final long from;
  private final long length;

  FileSliceBody(Path file, long from, long length) {
    this.file = file;
    this.from = from;
    this.length = length;
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
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
      long at = from;
      while (at < from + length) {
        buffer.clear().limit((int) Math.min(BUFFER, from + length - at));
        int read = channel.read(buffer, at);
        if (read < 0) {
          throw new EOFException(file + " became shorter while it was sent");
        }
        sink.write(buffer.flip());
        at += read;
      }
    }
  }
}
