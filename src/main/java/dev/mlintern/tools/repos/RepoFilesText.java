package dev.mlintern.tools.repos;

import dev.mlintern.http.CallScope;
import dev.mlintern.hub.HubFiles;
import dev.mlintern.tools.ForeignText;
import dev.mlintern.tools.ToolFailure;
import dev.mlintern.tools.repos.RepoFilesBytes.Source;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Lines of a text file. Where to go on is `<line>:<byte>`, so that going on fetches nothing twice.
final class RepoFilesText {
  private static final Pattern CURSOR = Pattern.compile("(\\d{1,12}):(\\d{1,18})");
  private static final int MOST_LINES = 2_000;
  private static final int MOST_FOUND = 50;
  private static final int MOST_FOUND_CHARS = 300;
  private static final int MOST_PIECE = 1 << 20;
  private static final int MOST_TAIL_BYTES = 4 << 20;

  private final HubFiles files;
  private final Source source;
  private final CallScope scope;

  RepoFilesText(HubFiles files, Source source, CallScope scope) {
    this.files = files;
    this.source = source;
    this.scope = scope;
  }

  /// @param length how many of the bytes count
  static boolean isBinary(byte[] bytes, int length) {
    int odd = 0;
    for (int i = 0; i < length; i++) {
      byte b = bytes[i];
      if (b == 0) {
        return true;
      }
      if (b < 32 && b >= 0 && b != '\n' && b != '\r' && b != '\t' && b != '\f' && b != 27) {
        odd++;
      }
    }
    return odd * 20 > length;
  }

  /// What follows the head line of the answer.
  String show(RepoFilesOperation.Read question) {
    int offset = question.offset().orElse(1);
    if (offset < 0 && question.cursor().isEmpty() && question.find().isEmpty()) {
      return tail(-Math.max(offset, -Integer.MAX_VALUE), question);
    }
    var bytes = new RepoFilesBytes(files, source, start(question), scope);
    long line = startLine(question);
    for (; line < offset && !bytes.isAtEnd(); line++) {
      if (!skipLine(bytes)) {
        throw new ToolFailure(
            "hf_repo_files read: line "
                + offset
                + " lies behind the first "
                + RepoFilesSize.of(bytes.position())
                + ", the most one call reads: go on with cursor \""
                + line
                + ":"
                + bytes.position()
                + "\", or read from the end with a negative offset.");
      }
    }
    if (line < offset) {
      return "\nIt has " + (line - 1) + " lines; nothing from line " + offset + " on.";
    }
    return question.find().isPresent()
        ? found(bytes, line, question)
        : lines(bytes, line, question);
  }

  private long start(RepoFilesOperation.Read question) {
    return cursor(question, 2, 0);
  }

  private long startLine(RepoFilesOperation.Read question) {
    return cursor(question, 1, 1);
  }

  private long cursor(RepoFilesOperation.Read question, int group, long otherwise) {
    if (question.cursor().isEmpty()) {
      return otherwise;
    }
    Matcher cursor = CURSOR.matcher(question.cursor().get());
    if (!cursor.matches() || Long.parseLong(cursor.group(2)) > source.size()) {
      throw new ToolFailure(
          "hf_repo_files read: `cursor` is not one this tool gave out for this file.");
    }
    return Long.parseLong(cursor.group(group));
  }

  /// @return false when one call may not fetch any more
  private static boolean skipLine(RepoFilesBytes bytes) {
    while (!bytes.isExhausted()) {
      int next = bytes.read();
      if (next < 0 || next == '\n') {
        return true;
      }
    }
    return false;
  }

  private String lines(RepoFilesBytes bytes, long first, RepoFilesOperation.Read question) {
    int limit = question.limit().orElse(MOST_LINES);
    int room = question.maxChars() - 400;
    var text = new StringBuilder();
    long line = first;
    long next = bytes.position();
    boolean isInLine = false;
    while (line < first + limit && !bytes.isAtEnd()) {
      Line read = line(bytes, Math.max(0, room - text.length()) * 4 + 4);
      boolean fits = text.length() + read.text().length() <= room && read.isWhole();
      if (!fits && !text.isEmpty()) {
        break;
      }
      if (!fits) { // one line longer than an answer: give what fits, go on in its middle
        CharBuffer part = CharBuffer.allocate(Math.max(2, room));
        next += decoded(read.raw(), part);
        text.append(part.flip());
        isInLine = true;
        break;
      }
      text.append(read.text()).append('\n');
      next = bytes.position();
      line++;
    }
    boolean isEnd = next >= source.size();
    long last = isInLine ? line : line - 1;
    String head =
        ", lines " + first + "–" + last + (isEnd ? " of " + last : "") + (isInLine ? " (cut)" : "");
    String on =
        isEnd
            ? ""
            : "\n"
                + RepoFilesSize.of(next)
                + " of "
                + RepoFilesSize.of(source.size())
                + " shown; go on with cursor \""
                + line
                + ":"
                + next
                + "\".";
    return head + "\n" + ForeignText.fenced("Content", text.toString()) + on;
  }

  private record Line(byte[] raw, boolean isWhole) {
    String text() {
      String text = new String(raw, StandardCharsets.UTF_8);
      return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }
  }

  /// Decodes what fits: what is no UTF-8 counts as the bytes it has, not as those of its stand-in.
  ///
  /// @return how many bytes that was
  private static int decoded(byte[] raw, CharBuffer text) {
    ByteBuffer bytes = ByteBuffer.wrap(raw);
    StandardCharsets.UTF_8
        .newDecoder()
        .onMalformedInput(CodingErrorAction.REPLACE)
        .decode(bytes, text, false);
    return bytes.position();
  }

  /// The next line without its end; of a longer one than `mostBytes` only the start.
  private static Line line(RepoFilesBytes bytes, int mostBytes) {
    var line = new ByteArrayOutputStream();
    while (true) {
      if (line.size() >= mostBytes || bytes.isExhausted()) {
        return new Line(line.toByteArray(), bytes.isAtEnd());
      }
      int next = bytes.read();
      if (next < 0 || next == '\n') {
        return new Line(line.toByteArray(), true);
      }
      line.write(next);
    }
  }

  private String found(RepoFilesBytes bytes, long first, RepoFilesOperation.Read question) {
    String wanted = question.find().orElseThrow().toLowerCase(Locale.ROOT);
    int limit = question.limit().orElse(MOST_FOUND);
    List<String> found = new ArrayList<>();
    int room = question.maxChars() - 400;
    long line = first;
    byte[] before = new byte[0]; // the end of the piece before, of a line read in pieces
    boolean isFound = false;
    while (!bytes.isAtEnd() && !bytes.isExhausted() && found.size() < limit && room > 0) {
      Line read = line(bytes, MOST_PIECE);
      if (!isFound) {
        byte[] raw = joined(before, read.raw());
        Optional<String> hit = hit(new Line(raw, read.isWhole()).text(), wanted);
        if (hit.isPresent()) {
          isFound = true;
          found.add(line + ": " + hit.get());
          room -= found.getLast().length() + 1;
        }
        int kept = 4 * (wanted.length() + MOST_FOUND_CHARS);
        before = Arrays.copyOfRange(raw, Math.max(0, raw.length - kept), raw.length);
      }
      if (read.isWhole()) {
        line++;
        before = new byte[0];
        isFound = false;
      }
    }
    boolean isEnd = bytes.isAtEnd();
    String scanned = isEnd ? "to the end" : "up to line " + (line - 1);
    String on = isEnd ? "" : "\nGo on with cursor \"" + line + ":" + bytes.position() + "\".";
    String searched = "`" + ForeignText.oneLine(question.find().orElseThrow()) + "`";
    return found.isEmpty()
        ? "\n" + searched + " is not in it, read " + scanned + "." + on
        : ", "
            + found.size()
            + " lines with "
            + searched
            + ", read "
            + scanned
            + "\n"
            + ForeignText.fenced("Lines", String.join("\n", found))
            + on;
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  /// What stands around it.
  private static Optional<String> hit(String text, String wanted) {
    int at = text.toLowerCase(Locale.ROOT).indexOf(wanted);
    if (at < 0) {
      return Optional.empty();
    }
    int from = Math.max(0, Math.min(at, text.length()) - MOST_FOUND_CHARS / 3);
    String shown = (from > 0 ? "…" : "") + text.substring(from);
    return Optional.of(ForeignText.cut(shown, MOST_FOUND_CHARS));
  }

  /// The last lines, found from the end.
  private String tail(int wanted, RepoFilesOperation.Read question) {
    int most = Math.min(question.limit().orElse(wanted), wanted);
    byte[] end = new byte[0];
    for (int length = 64 << 10; ; length *= 4) {
      int piece = (int) Math.min(length, source.size());
      end =
          files.bytes(
              source.type(),
              source.id(),
              source.commit(),
              source.path(),
              source.size() - piece,
              piece,
              scope);
      if (newLines(end) > wanted || piece == source.size() || length >= MOST_TAIL_BYTES) {
        break;
      }
    }
    boolean isAll = end.length == source.size();
    List<String> lines = lines(end);
    if (!isAll && lines.size() > 1) {
      lines = lines.subList(1, lines.size()); // begins in the middle
    } else if (!isAll) {
      String text = lines.getFirst();
      int from = Math.max(0, text.length() - (question.maxChars() - 400));
      return ", the end of the last line, which is longer than "
          + RepoFilesSize.of(MOST_TAIL_BYTES)
          + "\n"
          + ForeignText.fenced("Content", text.substring(from));
    }
    return tail(lines, isAll, wanted, most, question.maxChars() - 400);
  }

  /// @param lines the last ones of the file
  /// @param most how many of the last `wanted` are shown, from the first of them on
  private static String tail(List<String> lines, boolean isAll, int wanted, int most, int room) {
    int start = Math.max(0, lines.size() - wanted);
    int end = (int) Math.min(lines.size(), (long) start + most);
    boolean isToTheEnd = end == lines.size();
    int length = 0;
    int count = 0;
    while (count < end - start && (count == 0 || length <= room)) {
      length += 1 + lines.get(isToTheEnd ? end - 1 - count : start + count).length();
      count++;
    }
    count -= count > 1 && length > room ? 1 : 0;
    int from = isToTheEnd ? end - count : start;
    List<String> shown = lines.subList(from, from + count);
    String what =
        isAll && count == lines.size()
            ? "all " + count + " lines"
            : isToTheEnd
                ? "the last " + count + " lines"
                : "lines "
                    + (from - lines.size())
                    + " to "
                    + (from + count - 1 - lines.size())
                    + " counted from the end";
    return ", "
        + what
        + "\n"
        + ForeignText.fenced("Content", ForeignText.cut(String.join("\n", shown), room));
  }

  /// Lines as reading from the front has them: LF ends one, a CR before it belongs to the end.
  private static List<String> lines(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    String[] lines = text.split("\n", -1);
    int count = text.endsWith("\n") ? lines.length - 1 : lines.length;
    return Arrays.stream(lines, 0, count)
        .map(line -> line.endsWith("\r") ? line.substring(0, line.length() - 1) : line)
        .toList();
  }

  private static int newLines(byte[] bytes) {
    int count = 0;
    for (byte b : bytes) {
      count += b == '\n' ? 1 : 0;
    }
    return count;
  }
}
