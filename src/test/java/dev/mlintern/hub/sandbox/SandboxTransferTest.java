package dev.mlintern.hub.sandbox;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.mlintern.http.CallScope;
import dev.mlintern.http.HttpStack;
import dev.mlintern.localhub.sandbox.LocalSandbox;
import dev.mlintern.settings.Settings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import okhttp3.HttpUrl;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A file of 100 MB passes in pieces: who sends is never further ahead of who receives than what
/// the network itself holds, so nobody in between keeps the file in memory.
class SandboxTransferTest {
  private static final long SIZE = 100_000_000;

  /// Buffers of the sockets, with room; far less than the file.
  private static final long AHEAD = 32L << 20;

  @TempDir private Path folder;

  private final HttpStack http =
      HttpStack.create(Settings.of(Map.of(), Path.of("/nowhere")), List.of());
  private final CallScope scope = CallScope.lasting(Duration.ofMinutes(2));

  @AfterEach
  void stop() {
    http.close();
  }

  @Test
  void a_large_file_goes_up_as_it_is_read() throws IOException {
    try (LocalSandbox sandbox = LocalSandbox.start(folder, "token", Duration.ZERO)) {
      var client = new SandboxClient(http, HttpUrl.get(sandbox.url()), () -> "token");
      var counted = new Counted(folder.resolve("app"));

      client.files().write("/app/big", counted, scope);

      assertThat(folder.resolve("app/big")).hasSize(SIZE);
      assertThat(counted.furthestAhead).isLessThan(AHEAD);
    }
  }

  @Test
  void a_large_file_comes_down_as_it_is_wanted() throws IOException {
    var sent = new AtomicLong();
    try (var server = new ServerSocket(0, 5, InetAddress.ofLiteral("127.0.0.1"))) {
      Thread.startVirtualThread(() -> serve(server, sent));
      var client =
          new SandboxClient(
              http, HttpUrl.get("http://127.0.0.1:" + server.getLocalPort()), () -> "token");

      long furthest =
          client
              .files()
              .read(
                  "/app/big",
                  0,
                  Long.MAX_VALUE,
                  scope,
                  in -> {
                    long read = 0;
                    long ahead = 0;
                    byte[] part = new byte[1 << 16];
                    for (int n = in.read(part); n >= 0; n = in.read(part)) {
                      read += n;
                      ahead = Math.max(ahead, sent.get() - read);
                    }
                    assertThat(read).isEqualTo(SIZE);
                    return ahead;
                  });

      assertThat(furthest).isLessThan(AHEAD);
    }
  }

  private static void serve(ServerSocket server, AtomicLong sent) {
    try (Socket socket = server.accept();
        var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
        OutputStream out = socket.getOutputStream()) {
      for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
        // The request.
      }
      String head =
          "HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Length: "
              + SIZE
              + "\r\n\r\n";
      out.write(head.getBytes(ISO_8859_1));
      byte[] part = new byte[100_000];
      while (sent.get() < SIZE) {
        out.write(part);
        sent.addAndGet(part.length);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Looks how much of what it gave has arrived on the other side's disk.
  private static final class Counted extends RequestBody {
    private final Path arriving;
    private long furthestAhead;

    Counted(Path arriving) {
      this.arriving = arriving;
    }

    @Override
    public MediaType contentType() {
      return null;
    }

    @Override
    public long contentLength() {
      return SIZE;
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
      byte[] part = new byte[1_000_000];
      for (long given = 0; given < SIZE; ) {
        sink.write(part);
        given += part.length;
        furthestAhead = Math.max(furthestAhead, given - arrived());
      }
    }

    private long arrived() throws IOException {
      try (Stream<Path> files = Files.list(arriving)) {
        return files.mapToLong(file -> file.toFile().length()).sum();
      }
    }
  }
}
