package dev.mlintern.http;

import java.io.IOException;
import okhttp3.MediaType;
import okhttp3.ResponseBody;
import okio.Buffer;
import okio.BufferedSource;
import okio.ForwardingSource;
import okio.Okio;

/// An answer's body that runs something once when it is closed, and breaks the connection off
/// first if it was not read to its end: draining it could take for ever.
final class ClosingBody extends ResponseBody {
  private final ResponseBody body;
  private final BufferedSource source;

  ClosingBody(ResponseBody body, Runnable breakOff, Runnable onClose) {
    this.body = body;
    this.source = Okio.buffer(new Tracked(body, breakOff, onClose));
  }

  @Override
  public MediaType contentType() {
    return body.contentType();
  }

  @Override
  public long contentLength() {
    return body.contentLength();
  }

  @Override
  public BufferedSource source() {
    return source;
  }

  private static final class Tracked extends ForwardingSource {
    private final Runnable breakOff;
    private final Runnable onClose;
    private boolean exhausted;
    private boolean closed;

    Tracked(ResponseBody body, Runnable breakOff, Runnable onClose) {
      super(body.source());
      this.exhausted = body.contentLength() == 0;
      this.breakOff = breakOff;
      this.onClose = onClose;
    }

    @Override
    public long read(Buffer sink, long byteCount) throws IOException {
      long count = super.read(sink, byteCount);
      exhausted |= count == -1;
      return count;
    }

    @Override
    public void close() throws IOException {
      if (closed) {
        return;
      }
      closed = true;
      try {
        if (!exhausted) {
          breakOff.run();
        }
        super.close();
      } finally {
        onClose.run();
      }
    }
  }
}
