package dev.mlintern.e2e;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/// A proxy that lets nothing through and remembers who was called: stands where every proxy
/// variable of a test points, so that a call to the outside is seen instead of made.
public final class RefusingProxy implements AutoCloseable {
  private final ServerSocket socket;
  private final List<String> attempts = new CopyOnWriteArrayList<>();

  private RefusingProxy(ServerSocket socket) {
    this.socket = socket;
    Thread.ofVirtual().start(this::accept);
  }

  public static RefusingProxy start() {
    try {
      return new RefusingProxy(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    } catch (IOException e) {
      throw new UncheckedIOException("cannot listen on loopback", e);
    }
  }

  /// The request lines that came in, such as `CONNECT huggingface.co:443 HTTP/1.1`.
  public List<String> attempts() {
    return List.copyOf(attempts);
  }

  /// Every variable that a program may take a proxy from.
  public Map<String, String> environment() {
    String url = "http://127.0.0.1:" + socket.getLocalPort();
    Map<String, String> variables = new TreeMap<>();
    for (String name : List.of("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")) {
      variables.put(name, url);
      variables.put(name.toLowerCase(Locale.ROOT), url);
    }
    variables.put("NO_PROXY", "127.0.0.1,localhost,::1");
    variables.put("no_proxy", "127.0.0.1,localhost,::1");
    return variables;
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket caller = socket.accept();
        Thread.ofVirtual().start(() -> refuse(caller));
      } catch (IOException e) {
        if (!socket.isClosed()) {
          attempts.add("broken: " + e);
        }
      }
    }
  }

  private void refuse(Socket caller) {
    try (caller) {
      var in = new BufferedReader(new InputStreamReader(caller.getInputStream(), ISO_8859_1));
      attempts.add(String.valueOf(in.readLine()));
      String answer = "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
      caller.getOutputStream().write(answer.getBytes(US_ASCII));
    } catch (IOException e) {
      attempts.add("broken: " + e);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
