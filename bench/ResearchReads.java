import com.sun.net.httpserver.HttpServer;
import dev.mlintern.arxiv.ArxivClient;
import dev.mlintern.arxiv.LatexmlPaper;
import dev.mlintern.arxiv.Paper;
import dev.mlintern.http.HttpStack;
import dev.mlintern.hub.HubClient;
import dev.mlintern.hub.HubPapers;
import dev.mlintern.scholar.ScholarClient;
import dev.mlintern.settings.Settings;
import dev.mlintern.tools.Progress;
import dev.mlintern.tools.ToolCatalogue;
import dev.mlintern.tools.ToolResult;
import dev.mlintern.tools.ToolRunner;
import dev.mlintern.tools.papers.HfPapers;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// What reading papers costs: parsing a 5 MB rendition made of the structures of the tests' sample,
/// reading a section of a paper that is in memory, and the details of ten papers from services that
/// take 100 ms an answer.
///
///     java -cp target/ml-intern.jar bench/ResearchReads.java
public final class ResearchReads {
  private static final int UPSTREAM_MILLIS = 100;
  private static final AtomicInteger REQUESTS = new AtomicInteger();

  public static void main(String[] args) throws Exception {
    String html = rendition(5_000_000);
    System.out.printf(
        "parse %.1f MB of LaTeXML, warm: %.0f ms median of 15, ",
        html.length() / 1e6,
        median(15, 15, () -> LatexmlPaper.read(html, Paper.Source.ARXIV_HTML, "x").orElseThrow()));
    long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    for (int i = 0; i < 5; i++) {
      LatexmlPaper.read(html, Paper.Source.ARXIV_HTML, "x");
    }
    cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - cpu;
    System.out.printf("%.0f ms of it on the processor (mean of 5)%n", cpu / 5e6);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 256);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/",
        exchange -> {
          REQUESTS.incrementAndGet();
          String path = exchange.getRequestURI().getPath();
          byte[] body =
              path.startsWith("/html/")
                  ? html.getBytes(StandardCharsets.UTF_8)
                  : path.endsWith("/batch")
                      ? ("[" + "{\"title\":\"P\",\"citationCount\":9},".repeat(9) + "{\"title\":\"P\"}]")
                          .getBytes()
                      : "{\"id\":\"2305.18290\",\"title\":\"P\",\"upvotes\":1}".getBytes();
          pause();
          boolean missing = path.endsWith(".md");
          exchange.getResponseHeaders().add("Content-Type", "application/json");
          exchange.sendResponseHeaders(missing ? 404 : 200, missing ? -1 : body.length);
          if (!missing) {
            exchange.getResponseBody().write(body);
          }
          exchange.close();
        });
    server.start();
    String base = "http://127.0.0.1:" + server.getAddress().getPort();
    Settings settings =
        Settings.of(
            Map.of(
                "HF_ENDPOINT", base,
                "ML_INTERN_S2_API", base,
                "ML_INTERN_ARXIV", base,
                "ML_INTERN_ARXIV_API", base,
                "ML_INTERN_CACHE", "0"),
            Path.of("no-such-home"));
    try (HttpStack http = HttpStack.create(settings, List.of())) {
      var tool =
          new HfPapers(
              new HubPapers(HubClient.create(settings, http)),
              new ScholarClient(http, settings),
              new ArxivClient(http, settings));
      var runner =
          new ToolRunner(
              ToolCatalogue.of(List.of(tool)), Duration.ofSeconds(45), UnaryOperator.identity());
      String section = "{\"operation\":\"read_paper\",\"arxiv_id\":\"2305.18290\",\"section\":\"4.1\"}";
      System.out.printf(
          "read a section of a paper in memory: %.2f ms median of 99%n",
          median(20, 99, () -> ok(runner, section)));
      var round = new AtomicInteger();
      Callable<?> details =
          () -> {
            int first = 10_000 + 10 * round.getAndIncrement();
            String ids =
                IntStream.range(first, first + 10)
                    .mapToObj(i -> "2305." + i)
                    .collect(Collectors.joining(","));
            return ok(runner, "{\"operation\":\"paper_details\",\"arxiv_id\":\"" + ids + "\"}");
          };
      int before = REQUESTS.get();
      double took = median(3, 9, details);
      System.out.printf(
          "details of ten papers: %.0f ms median of 9 = %.1f round trips of %d ms; %d requests%n",
          took, took / UPSTREAM_MILLIS, UPSTREAM_MILLIS, (REQUESTS.get() - before) / 12);
    }
    server.stop(0);
  }

  private static ToolResult ok(ToolRunner runner, String arguments) throws InterruptedException {
    ToolResult result =
        runner.runJson(
            "hf_papers", Optional.of(arguments.getBytes(StandardCharsets.UTF_8)), Progress.NONE);
    if (result.isError()) {
      throw new IllegalStateException(result.text());
    }
    return result;
  }

  /// The sample's body between title and end, over and over.
  private static String rendition(int length) throws Exception {
    String sample = Files.readString(Path.of("src/test/resources/papers/latexml.html"));
    int from = sample.indexOf("<section id=\"S1\"");
    int to = sample.indexOf("</article>");
    StringBuilder page = new StringBuilder(sample.substring(0, from));
    while (page.length() < length) {
      page.append(sample, from, to);
    }
    return page.append(sample.substring(to)).toString();
  }

  private static double median(int warmUp, int rounds, Callable<?> work) throws Exception {
    double[] millis = new double[rounds];
    for (int i = -warmUp; i < rounds; i++) {
      long start = System.nanoTime();
      work.call();
      if (i >= 0) {
        millis[i] = (System.nanoTime() - start) / 1e6;
      }
    }
    Arrays.sort(millis);
    return millis[rounds / 2];
  }

  private static void pause() {
    try {
      Thread.sleep(UPSTREAM_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
