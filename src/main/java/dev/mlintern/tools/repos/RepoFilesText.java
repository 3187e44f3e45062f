package dev.mlintern.tools.repos;

import dev.mlintern.http.CallScope;
import dev.mlintern.hub.HubFiles;
import dev.mlintern.tools.ForeignText;
import dev.mlintern.tools.ToolFailure;
import dev.mlintern.tools.repos.RepoFilesBytes.Source;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Lines of a text file. Where to go on is `<line>:<byte>`, so that going on fetches nothing twice.
final class RepoFilesText {
  private static final Pattern CURSOR = Pattern.compile("(\\d{1,12}):(\\d{1,18})");
  private static final int MOST_LINES = 2_000;
  private static final int MOST_FOUND = 50;
  private static final int MOST_FOUND_CHARS = 300;
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
      return tail(-offset, question);
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
        String part = ForeignText.cut(read.text(), Math.max(1, room));
        part = part.endsWith("…") ? part.substring(0, part.length() - 1) : part;
        text.append(part);
        next += part.getBytes(StandardCharsets.UTF_8).length;
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

  private record Line(String text, boolean isWhole) {}

  /// The next line without its end; of a longer one than `mostBytes` only the start.
  private static Line line(RepoFilesBytes bytes, int mostBytes) {
    var line = new ByteArrayOutputStream();
    while (true) {
      if (line.size() >= mostBytes || bytes.isExhausted()) {
        return new Line(wholeCharacters(line.toByteArray()), bytes.isAtEnd());
      }
      int next = bytes.read();
      if (next < 0 || next == '\n') {
        String text = line.toString(StandardCharsets.UTF_8);
        return new Line(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text, true);
      }
      line.write(next);
    }
  }

  private static String wholeCharacters(byte[] bytes) {
    int end = bytes.length;
    for (int back = 1; back <= Math.min(3, bytes.length); back++) {
      int lead = bytes[bytes.length - back] & 0xff;
      if (lead >= 0xc0) {
        int length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
        end = back < length ? bytes.length - back : end;
        break;
      }
      if (lead < 0x80) {
        break;
      }
    }
    return new String(bytes, 0, end, StandardCharsets.UTF_8);
  }

  private String found(RepoFilesBytes bytes, long first, RepoFilesOperation.Read question) {
    String wanted = question.find().orElseThrow().toLowerCase(Locale.ROOT);
    int limit = question.limit().orElse(MOST_FOUND);
    List<String> found = new ArrayList<>();
    int room = question.maxChars() - 400;
    long line = first;
    while (!bytes.isAtEnd() && !bytes.isExhausted() && found.size() < limit && room > 0) {
      Line read = line(bytes, 1 << 20);
      int at = read.text().toLowerCase(Locale.ROOT).indexOf(wanted);
      if (at >= 0) {
        int from = Math.max(0, Math.min(at, read.text().length()) - MOST_FOUND_CHARS / 3);
        String shown = (from > 0 ? "…" : "") + read.text().substring(from);
        found.add(line + ": " + ForeignText.cut(shown, MOST_FOUND_CHARS));
        room -= found.getLast().length() + 1;
      }
      if (!read.isWhole()) {
        skipLine(bytes);
      }
      line++;
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
    List<String> lines = new ArrayList<>(new String(end, StandardCharsets.UTF_8).lines().toList());
    if (!isAll && !lines.isEmpty()) {
      lines.removeFirst(); // begins in the middle
    }
    List<String> last = lines.subList(Math.max(0, lines.size() - wanted), lines.size());
    List<String> shown = new ArrayList<>(last.subList(0, Math.min(most, last.size())));
    int room = question.maxChars() - 400;
    while (shown.size() > 1 && shown.stream().mapToInt(l -> l.length() + 1).sum() > room) {
      shown.removeFirst();
    }
    String text = ForeignText.cut(String.join("\n", shown), room);
    return ", "
        + (isAll && shown.size() == lines.size() ? "all " : "the last ")
        + shown.size()
        + " lines\n"
        + ForeignText.fenced("Content", text);
  }

  private static int newLines(byte[] bytes) {
    int count = 0;
    for (byte b : bytes) {
      count += b == '\n' ? 1 : 0;
    }
    return count;
  }
}
