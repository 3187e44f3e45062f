package dev.mlintern.cli;

import dev.mlintern.settings.Setting;
import dev.mlintern.settings.Settings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `ml-intern rehearse`: does once, without network and without output, what a session does: the
/// handshake, a list of the tools, some calls against the bundled Hub, the first step of a TLS
/// connection. The launcher records the AOT cache from it; nobody else needs it.
///
/// The Hub runs in a process of its own: what the server does not need would only make the cache,
/// and with it the server's memory, larger.
@Command(name = "rehearse", hidden = true)
final class RehearseCommand implements Callable<Integer> {
  private static final Duration LONGEST = Duration.ofSeconds(60);

  private static final String SESSION =
      """
      {"jsonrpc":"2.0","id":"d","method":"server/discover","params":{"_meta":{\
      "io.modelcontextprotocol/protocolVersion":"2026-07-28",\
      "io.modelcontextprotocol/clientCapabilities":{}}}}
      {"jsonrpc":"2.0","id":0,"method":"initialize","params":{"protocolVersion":"2025-11-25",\
      "capabilities":{"roots":{},"elicitation":{}},"clientInfo":{"name":"rehearsal","version":"1"}}}
      {"jsonrpc":"2.0","method":"notifications/initialized"}
      {"jsonrpc":"2.0","id":1,"method":"tools/list","params":{}}
      {"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"hub_repo_search",\
      "arguments":{"query":"chat"}}}
      {"jsonrpc":"2.0","id":3,"method":"tools/call","params":{"name":"hub_repo_details",\
      "arguments":{"repo_ids":["demo-lab/tiny-chat"]}}}
      {"jsonrpc":"2.0","id":4,"method":"tools/call","params":{"name":"hf_inspect_dataset",\
      "arguments":{"dataset":"demo-lab/support-chats"}}}
      """;

  @Option(names = "--serve-hub", hidden = true)
  private boolean servesHub;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (servesHub) {
      serveHub();
      return 0;
    }
    Process hub =
        new ProcessBuilder(OwnProgram.commandLine("rehearse", "--serve-hub"))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader addresses = hub.inputReader(StandardCharsets.UTF_8)) {
      rehearse(settings(addresses.readLine(), addresses.readLine()));
    } finally {
      hub.getOutputStream().close();
      hub.waitFor(LONGEST.toSeconds(), TimeUnit.SECONDS);
      hub.destroyForcibly();
    }
    greetOverTls();
    ProcessEnd.prepare();
    return 0;
  }

  /// Prints the Hub's and its viewer's address, then serves until the input ends.
  private static void serveHub() throws IOException {
    try (BundledHub hub = BundledHub.start()) {
      System.out.println(hub.settings().get(Setting.HF_ENDPOINT));
      System.out.println(hub.settings().get(Setting.ML_INTERN_DATASETS_SERVER));
      System.in.transferTo(OutputStream.nullOutputStream());
    }
  }

  /// Settings that know the two addresses and nothing of this machine: no token, no proxy.
  private static Settings settings(String hub, String viewer) throws IOException {
    if (hub == null || viewer == null) {
      throw new IOException("the Hub for the rehearsal did not start");
    }
    Path nowhere = Path.of(System.getProperty("java.io.tmpdir"), "ml-intern-rehearsal");
    return Settings.of(Map.of("HF_ENDPOINT", hub, "ML_INTERN_DATASETS_SERVER", viewer), nowhere);
  }

  private static void rehearse(Settings settings) throws IOException, InterruptedException {
    long requests = SESSION.lines().filter(line -> line.contains("\"id\"")).count();
    var answers = new CountDownLatch(Math.toIntExact(requests));
    var in = new PipedInputStream(1 << 16);
    Thread server = Thread.ofPlatform().start(() -> serve(settings, in, counting(answers)));
    try (var client = new PipedOutputStream(in)) {
      client.write(SESSION.getBytes(StandardCharsets.UTF_8));
      client.flush();
      if (!answers.await(LONGEST.toSeconds(), TimeUnit.SECONDS)) {
        throw new IOException(answers.getCount() + " of " + requests + " calls were not answered");
      }
    }
    server.join();
  }

  /// Exactly as the server starts: what is not rehearsed is not in the cache.
  private static void serve(Settings settings, InputStream in, OutputStream out) {
    try {
      McpCommand.serve(settings, SelectionOptions.plain(List.of()).orElseThrow(), in, out);
    } catch (InterruptedException _) {
      // Nobody interrupts it.
    }
  }

  /// Output that counts lines: every answer is one.
  private static OutputStream counting(CountDownLatch lines) {
    return new OutputStream() {
      @Override
      public void write(int b) {
        if (b == '\n') {
          lines.countDown();
        }
      }
    };
  }

  /// Makes a ClientHello: what a first https call has to load before it can send anything.
  private static void greetOverTls() throws SSLException {
    try {
      SSLEngine engine = SSLContext.getDefault().createSSLEngine("huggingface.co", 443);
      engine.setUseClientMode(true);
      var out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
      engine.wrap(ByteBuffer.allocate(0), out);
    } catch (NoSuchAlgorithmException e) {
      throw new SSLException(e);
    }
  }
}
