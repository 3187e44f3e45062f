package dev.mlintern.tools.sandbox;

import dev.mlintern.hub.sandbox.SandboxException;
import dev.mlintern.hub.sandbox.SandboxFile;
import dev.mlintern.tools.Arguments;
import dev.mlintern.tools.ForeignText;
import dev.mlintern.tools.NearestName;
import dev.mlintern.tools.NotebookText;
import dev.mlintern.tools.ReplyText;
import dev.mlintern.tools.Tool;
import dev.mlintern.tools.ToolCall;
import dev.mlintern.tools.ToolFailure;
import dev.mlintern.tools.ToolResult;
import dev.mlintern.tools.ToolSpec;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/// `read`: a window of a file, a directory, a notebook or an image in the sandbox.
public final class ReadTool implements Tool {
  private static final ToolSpec SPEC = ToolSpec.load("read");
  private static final int DEFAULT_LINES = 2_000;
  private static final int SNIFFED_BYTES = 8_192;

  /// Up to here a file is read whole, so that its lines can be counted and changes be noticed.
  private static final int WHOLE_BYTES = 8 << 20;

  /// What the API of Claude takes as one image, before base64.
  private static final int MAX_IMAGE_BYTES = 3_750_000;

  private static final int TAIL_BYTES = 256 << 10;

  private final Sandboxes sandboxes;
  private final SeenFiles seen;

  public ReadTool(Sandboxes sandboxes, SeenFiles seen) {
    this.sandboxes = Objects.requireNonNull(sandboxes, "sandboxes");
    this.seen = Objects.requireNonNull(seen, "seen");
  }

  @Override
  public ToolSpec spec() {
    return SPEC;
  }

  @Override
  public ToolResult call(ToolCall call) throws InterruptedException {
    Arguments arguments = call.arguments();
    if (arguments.has("tail") && (arguments.has("offset") || arguments.has("limit"))) {
      throw new ToolFailure("`tail` stands alone: leave out `offset` and `limit`, or `tail`.");
    }
    arguments.text("encoding").ifPresent(TextBytes::charset);
    return FileCall.run(call, sandboxes, seen, "Nothing was changed.", ReadTool::read);
  }

  private static ToolResult read(FileCall file) {
    String path = file.path();
    SandboxCall in = file.in();
    SandboxFile entry = file.stat().orElseThrow(() -> new ToolFailure(missing(path, in)));
    if (entry.kind() == SandboxFile.Kind.DIR) {
      return listed(path, file.arguments(), in);
    }
    byte[] start;
    try {
      start = in.client().files().bytes(path, 0, SNIFFED_BYTES, in.scope());
    } catch (SandboxException e) {
      boolean leadsToDirectory =
          entry.kind() == SandboxFile.Kind.SYMLINK
              && (e.fault() == SandboxException.Fault.REFUSED
                  || e.fault() == SandboxException.Fault.BROKEN)
              && e.getMessage().contains("directory");
      if (leadsToDirectory) {
        return listed(path, file.arguments(), in);
      }
      throw e;
    }
    return content(entry, start, file);
  }

  private static ToolResult content(SandboxFile entry, byte[] start, FileCall file) {
    String path = file.path();
    SandboxCall in = file.in();
    Optional<String> image = ImageKind.of(start);
    if (image.isPresent()) {
      return image(entry, image.get(), file);
    }
    if (TextBytes.isBinary(start) && !file.arguments().has("encoding")) {
      throw new ToolFailure(
          SandboxPath.shown(path)
              + " is a binary file of "
              + size(entry, start)
              + " bytes; it is not shown as text. Look into it with bash: file, xxd, strings,"
              + " python.");
    }
    if (start.length < SNIFFED_BYTES || entry.size() <= WHOLE_BYTES) {
      byte[] all =
          start.length < SNIFFED_BYTES
              ? start
              : in.client().files().bytes(path, 0, WHOLE_BYTES, in.scope());
      // A link's entry has the link's size: what it leads to may be longer.
      if (all.length < WHOLE_BYTES) {
        return whole(entry, all, file);
      }
    }
    return window(entry, start, file);
  }

  private static ToolResult whole(SandboxFile entry, byte[] bytes, FileCall call) {
    String path = call.path();
    Arguments arguments = call.arguments();
    call.note(SeenFiles.Seen.of(entry, bytes, Optional.of(TextBytes.sha256(bytes))));
    var file = TextBytes.of(bytes, arguments.text("encoding"));
    String text = file.text();
    boolean notebook = path.toLowerCase(Locale.ROOT).endsWith(".ipynb");
    if (notebook) {
      text = String.join("\n", NotebookText.lines(text, true));
    }
    long first = arguments.integer("offset", 1);
    if (arguments.has("tail")) {
      first =
          Math.max(
              1, lines(text, 1, 0, 0).total().orElseThrow() - arguments.integer("tail", 0) + 1);
    }
    NumberedLines lines = lines(text, first, limit(arguments), maxChars(arguments));
    String about = bytes.length + " bytes";
    if (!file.peculiarity().isEmpty()) {
      about += " · " + file.peculiarity();
    }
    if (notebook) {
      about += " · notebook, as cells";
    }
    return told(path, about, first, lines);
  }

  private static NumberedLines lines(String text, long first, long count, int maxChars) {
    var lines = new NumberedLines(first, count, maxChars);
    try {
      lines.read(new StringReader(text), true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return lines;
  }

  /// Of a large file only as much as is needed is transferred, and none of it kept.
  private static ToolResult window(SandboxFile entry, byte[] start, FileCall file) {
    String path = file.path();
    Arguments arguments = file.arguments();
    SandboxCall in = file.in();
    file.note(SeenFiles.Seen.part(entry));
    Optional<String> encoding = arguments.text("encoding");
    Charset charset =
        encoding
            .map(TextBytes::charset)
            .orElseGet(() -> TextBytes.of(trimmed(start), encoding).charset());
    String about = entry.size() + " bytes, not counted in lines";
    if (arguments.has("tail")) {
      return tail(path, entry, about, charset, arguments, in);
    }
    long first = arguments.integer("offset", 1);
    var lines = new NumberedLines(first, limit(arguments), maxChars(arguments));
    in.client()
        .files()
        .read(
            path,
            0,
            Long.MAX_VALUE,
            in.scope(),
            bytes -> {
              lines.read(new InputStreamReader(bytes, charset), false);
              return lines;
            });
    return told(path, about, first, lines);
  }

  private static ToolResult tail(
      String path,
      SandboxFile entry,
      String about,
      Charset charset,
      Arguments arguments,
      SandboxCall in) {
    long from = Math.max(0, entry.size() - TAIL_BYTES);
    String end = new String(in.client().files().bytes(path, from, TAIL_BYTES, in.scope()), charset);
    List<String> all = end.lines().toList();
    // The first one began before.
    List<String> whole = all.size() > 1 && from > 0 ? all.subList(1, all.size()) : all;
    int count = Math.min(whole.size(), arguments.integer("tail", 1));
    var text = new StringBuilder();
    int shown = 0;
    for (String line : whole.reversed()) {
      if (shown == count || (shown > 0 && text.length() + line.length() > maxChars(arguments))) {
        break;
      }
      text.insert(0, ForeignText.cut(line, 2_000) + "\n");
      shown++;
    }
    return ToolResult.ok(
        ForeignText.fenced(
            SandboxPath.shown(path) + " · " + about + " · its last " + shown + " lines",
            text.toString()));
  }

  private static ToolResult told(String path, String about, long first, NumberedLines lines) {
    String name = SandboxPath.shown(path);
    Optional<Long> total = lines.total();
    if (total.isPresent() && total.get() == 0) {
      return ToolResult.ok(name + " is an empty file");
    }
    if (lines.shown() == 0) {
      return ToolResult.ok(
          name + " · " + about + " · no line " + first + ": it has " + total.orElse(0L) + " lines");
    }
    long last = first + lines.shown() - 1;
    var head = new StringBuilder(name).append(" · ").append(about);
    if (lines.carriageReturns()) {
      head.append(lines.mixedLineEnds() ? " · CRLF and LF mixed" : " · CRLF");
    }
    head.append(" · lines ").append(first).append('-').append(last);
    total.ifPresent(all -> head.append(" of ").append(all));
    boolean more = total.isEmpty() || last < total.get();
    head.append(more ? " · go on with offset=" + (last + 1) : " · end of file");
    return ToolResult.ok(ForeignText.fenced(head.toString(), lines.text()));
  }

  private static ToolResult image(SandboxFile entry, String type, FileCall file) {
    String path = file.path();
    byte[] bytes = file.files().bytes(path, 0, MAX_IMAGE_BYTES + 1, file.scope());
    if (bytes.length > MAX_IMAGE_BYTES) {
      throw new ToolFailure(
          SandboxPath.shown(path)
              + " is an image ("
              + type
              + ") of more than "
              + MAX_IMAGE_BYTES
              + " bytes, the most that can be shown. Make a smaller copy with bash first.");
    }
    file.note(SeenFiles.Seen.of(entry, bytes, Optional.of(TextBytes.sha256(bytes))));
    var image = new ToolResult.Image(type, Base64.getEncoder().encodeToString(bytes));
    String about = SandboxPath.shown(path) + " · " + type + ", " + bytes.length + " bytes";
    return new ToolResult(about, false, List.of(image));
  }

  private static ToolResult listed(String path, Arguments arguments, SandboxCall in) {
    List<SandboxFile> entries = in.client().files().list(path, in.scope());
    int skipped = arguments.integer("offset", 1) - 1;
    return ToolResult.ok(FileListing.of(path, entries, skipped, maxChars(arguments)));
  }

  static String missing(String path, SandboxCall in) {
    String said = SandboxPath.shown(path) + " does not exist in the sandbox.";
    try {
      List<String> names =
          in.client().files().list(SandboxPath.parent(path), in.scope()).stream()
              .map(SandboxFile::name)
              .toList();
      return NearestName.of(SandboxPath.name(path), names)
          .map(near -> said + " Did you mean " + SandboxPath.parent(path) + "/" + near + "?")
          .orElse(said + " Its directory has " + names.size() + " other entries.");
    } catch (SandboxException _) {
      return said + " Neither does its directory.";
    }
  }

  private static long limit(Arguments arguments) {
    int limit = arguments.integer("limit", 0);
    return arguments.has("tail")
        ? arguments.integer("tail", DEFAULT_LINES)
        : limit == 0 ? DEFAULT_LINES : limit;
  }

  /// A window that was asked for by its size may be larger than what is shown unasked.
  private static int maxChars(Arguments arguments) {
    boolean asked = arguments.has("limit") || arguments.has("tail");
    int usual = asked ? ReplyText.LARGEST_MAX_CHARS / 2 : ReplyText.DEFAULT_MAX_CHARS;
    int chars = arguments.integer("max_chars", arguments.integer("max_bytes", usual));
    return Math.min(chars, ReplyText.LARGEST_MAX_CHARS);
  }

  private static byte[] trimmed(byte[] start) {
    int end = start.length;
    while (end > 0 && start.length - end < 4 && (start[end - 1] & 0x80) != 0) {
      end--;
    }
    return java.util.Arrays.copyOf(start, end);
  }

  private static long size(SandboxFile entry, byte[] start) {
    return entry.kind() == SandboxFile.Kind.FILE ? entry.size() : start.length;
  }
}
