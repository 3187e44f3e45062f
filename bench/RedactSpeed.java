import dev.mlintern.json.JsonObject;
import dev.mlintern.redact.KnownSecrets;
import dev.mlintern.redact.Redactor;
import dev.mlintern.redact.StreamRedaction;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/// How fast and in how much memory the redactor works: on a transcript made of this project's own
/// files, and on texts made to be slow.
///
///     mvn -q compile
///     java -Xmx256m -cp target/classes bench/RedactSpeed.java [megabytes | sizes MB...]
///
/// Figures are of the thread's own processor time, so that a busy machine does not spoil them. The
/// transcript is read from a generator, not from memory: with 256 MB of heap any size must pass.
final class RedactSpeed {
  private static final Random RANDOM = new Random(1);

  private RedactSpeed() {}

  public static void main(String[] arguments) throws IOException {
    if (arguments.length > 0 && arguments[0].equals("sizes")) {
      growth(List.of(arguments).subList(1, arguments.length));
      return;
    }
    int megabytes = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 200;
    List<byte[]> lines = transcriptLines();
    for (int part = 1; part <= 4; part++) {
      measure("transcript", new Repeated(lines, (long) megabytes * 250_000), redactor());
    }
    slowTexts();
  }

  /// Transcripts of each of these sizes, in MB, after one to warm up.
  private static void growth(List<String> sizes) throws IOException {
    List<byte[]> lines = transcriptLines();
    measure("warm-up", new Repeated(lines, 10_000_000), redactor());
    for (String size : sizes) {
      measure("transcript", new Repeated(lines, Long.parseLong(size) * 1_000_000), redactor());
    }
  }

  private static Redactor redactor() {
    var known = KnownSecrets.builder();
    for (int i = 0; i < 20; i++) {
      known.add("SECRET_" + i, random(40));
    }
    return Redactor.knowing(known.build());
  }

  private static void slowTexts() throws IOException {
    String alphabet = "a_";
    measure("50 MB in one line", text("some words, ".repeat(4_200_000)), redactor());
    measure(
        "50 MB of JSON in one line", text("[" + "1,\"two\",".repeat(6_000_000) + "3]"), redactor());
    byte[] noise = new byte[7_500_000];
    RANDOM.nextBytes(noise);
    measure("10 MB of base64", text(Base64.getEncoder().encodeToString(noise)), redactor());
    measure(
        "1 MB of JSON 190 deep",
        text(("[".repeat(190) + "]".repeat(190) + "\n").repeat(2_700)),
        redactor());
    for (String piece :
        List.of("A", alphabet, "eyJ", "-".repeat(5) + "BEGIN ", "\\\"", "password=")) {
      measure("1 MB of " + piece, text(piece.repeat(1_000_000 / piece.length())), redactor());
    }
  }

  private static InputStream text(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  private static void measure(String what, InputStream in, Redactor redactor) throws IOException {
    var threads = ManagementFactory.getThreadMXBean();
    var counting = new Counting();
    System.gc();
    long started = threads.getCurrentThreadCpuTime();
    var outcome = StreamRedaction.copy(redactor, in, counting);
    double seconds = (threads.getCurrentThreadCpuTime() - started) / 1e9;
    double megabytes = counting.bytes / 1e6;
    System.out.printf(
        "%-28s %8.1f MB %7.2f s %7.1f MB/s %7d replaced%n",
        what, megabytes, seconds, megabytes / seconds, outcome.replaced().total());
  }

  /// Lines as a session writes them: files read, commands' output, one in forty with a secret.
  private static List<byte[]> transcriptLines() throws IOException {
    List<byte[]> lines = new ArrayList<>();
    List<Path> files;
    try (Stream<Path> walk = Files.walk(Path.of("src"))) {
      files = walk.filter(file -> file.toString().matches(".*\\.(java|json|md)")).toList();
    }
    for (Path file : files) {
      String content = Files.readString(file);
      String shown = content.substring(0, Math.min(content.length(), 16_000));
      String secret = RANDOM.nextInt(40) == 0 ? "\nexport HF_TOKEN=hf_" + random(34) : "";
      lines.add(line(shown + secret));
    }
    return lines;
  }

  private static byte[] line(String text) {
    var block =
        JsonObject.builder()
            .put("type", "tool_result")
            .put("tool_use_id", "toolu_" + random(24))
            .put("content", text)
            .build();
    return (JsonObject.builder()
                .put("type", "user")
                .put("uuid", "0f8fad5b-d9cb-469f-a165-70867728950e")
                .put("sessionId", "7c9e6679-7425-40de-944b-e07fc1f90ae7")
                .put("timestamp", "2026-06-12T10:00:00.123Z")
                .put(
                    "message",
                    JsonObject.builder().put("role", "user").put("content", block).build())
                .build()
                .toJson()
            + "\n")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String random(int letters) {
    var text = new StringBuilder();
    for (int i = 0; i < letters; i++) {
      text.append((char) ((RANDOM.nextBoolean() ? 'a' : 'A') + RANDOM.nextInt(26)));
    }
    return text.toString();
  }

  /// The lines over and over, up to a size.
  private static final class Repeated extends InputStream {
    private final List<byte[]> lines;
    private long left;
    private int line;
    private int at;

    private Repeated(List<byte[]> lines, long bytes) {
      this.lines = lines;
      this.left = bytes;
    }

    @Override
    public int read() {
      throw new UnsupportedOperationException();
    }

    @Override
    public int read(byte[] into, int offset, int most) {
      if (left <= 0) {
        return -1;
      }
      byte[] current = lines.get(line);
      int count = Math.min(most, current.length - at);
      System.arraycopy(current, at, into, offset, count);
      at += count;
      left -= count;
      if (at == current.length) {
        at = 0;
        line = (line + 1) % lines.size();
      }
      return count;
    }
  }

  private static final class Counting extends OutputStream {
    private long bytes;

    @Override
    public void write(int b) {
      bytes++;
    }

    @Override
    public void write(byte[] b, int offset, int length) {
      bytes += length;
    }
  }
}
