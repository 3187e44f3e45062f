package dev.mlintern.soak;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Another host than the Hub, which remembers everything it was told. It has nothing to give.
final class ForeignHost implements AutoCloseable {
  private static final byte[] NOTHING =
      """
      HTTP/1.1 404 Not Found\r
      Content-Type: application/json\r
      Content-Length: 21\r
      Connection: close\r
      \r
      {"error":"Not found"}\
      """
          .getBytes(US_ASCII);

  private final ServerSocket socket;
  private final List<HttpIn> received = new CopyOnWriteArrayList<>();

  private ForeignHost(ServerSocket socket) {
    this.socket = socket;
    Thread.ofVirtual().start(this::accept);
  }

  static ForeignHost start() throws IOException {
    return new ForeignHost(new ServerSocket(0, 200, InetAddress.ofLiteral("127.0.0.1")));
  }

  /// By name, so that it is another host and not only another port.
  URI address() {
    return URI.create("http://localhost:" + socket.getLocalPort());
  }

  List<HttpIn> received() {
    return List.copyOf(received);
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket caller = socket.accept();
        Thread.ofVirtual().start(() -> answer(caller));
      } catch (IOException _) {
        // Closed.
      }
    }
  }

  private void answer(Socket caller) {
    try (caller) {
      HttpIn.read(new BufferedInputStream(caller.getInputStream())).ifPresent(received::add);
      caller.getOutputStream().write(NOTHING);
    } catch (IOException _) {
      // The caller went away.
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
