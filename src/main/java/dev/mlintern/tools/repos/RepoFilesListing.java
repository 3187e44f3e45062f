package dev.mlintern.tools.repos;

import dev.mlintern.http.CallScope;
import dev.mlintern.hub.FilePath;
import dev.mlintern.hub.HubClient;
import dev.mlintern.hub.HubException;
import dev.mlintern.hub.HubFault;
import dev.mlintern.hub.HubFiles;
import dev.mlintern.hub.TreeEntry;
import dev.mlintern.hub.TreePage;
import dev.mlintern.tools.ForeignText;
import dev.mlintern.tools.ReplyText;
import dev.mlintern.tools.ToolFailure;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `list`: the files of a folder, what lies in its sub-folders added up.
///
/// Where a listing goes on is `<number>` of a row, or `<number>@<the Hub's own cursor>` behind the
/// first ten thousand.
final class RepoFilesListing {
  /// Pages of 1,000 that are read to add up folders before they are only named.
  private static final int PAGES_FOR_SUMS = 2;

  private static final int MOST_PAGES = 10;
  private static final Pattern CURSOR = Pattern.compile("(\\d{1,9})(?:@(.{1,4000}))?");

  private final HubClient hub;
  private final HubFiles files;

  RepoFilesListing(HubClient hub) {
    this.hub = hub;
    this.files = new HubFiles(hub);
  }

  /// A part of a tree that was read.
  ///
  /// @param next the Hub's cursor of what follows
  record Batch(List<TreeEntry> entries, Optional<String> next) {}

  private record Row(String path, long bytes, String line) {}

  String list(RepoFilesTarget target, RepoFilesOperation.ListFiles question, CallScope scope) {
    Matcher cursor = CURSOR.matcher(question.cursor().orElse("0"));
    if (!cursor.matches()) {
      throw new ToolFailure(
          "hf_repo_files list: `cursor` is not one this tool gave out; leave it out to start"
              + " over.");
    }
    Optional<String> from = Optional.ofNullable(cursor.group(2));
    Optional<RepoFilesGlob> glob = question.pattern().map(RepoFilesGlob::of);
    boolean deep = question.recursive() || glob.isPresent();
    Batch batch;
    List<Row> rows;
    try {
      batch = batch(target, true, from, deep ? MOST_PAGES : PAGES_FOR_SUMS, scope);
      boolean added = deep || (batch.next().isEmpty() && from.isEmpty());
      if (!added) {
        batch = batch(target, false, from, MOST_PAGES, scope);
      }
      rows = deep ? deepRows(batch, glob) : added ? summed(target, batch) : plainRows(batch);
    } catch (HubException e) {
      if (e.fault() == HubFault.ENTRY_MISSING || e.fault() == HubFault.NOT_FOUND) {
        return oneFile(target, e, scope);
      }
      throw e;
    }
    return text(target, question, batch, rows, Integer.parseInt(cursor.group(1)));
  }

  /// Everything below the target's folder, as far as `maxPages` go.
  Batch batch(
      RepoFilesTarget target,
      boolean recursive,
      Optional<String> from,
      int maxPages,
      CallScope scope) {
    List<TreeEntry> entries = new ArrayList<>();
    Optional<String> next = from;
    for (int page = 0; page < maxPages; page++) {
      TreePage answer =
          files.treePage(
              target.type(),
              target.id(),
              target.revision(),
              target.folder(),
              recursive,
              next,
              scope);
      entries.addAll(answer.entries());
      next = answer.nextCursor();
      if (next.isEmpty()) {
        break;
      }
    }
    return new Batch(List.copyOf(entries), next);
  }

  private static List<Row> deepRows(Batch batch, Optional<RepoFilesGlob> glob) {
    return batch.entries().stream()
        .filter(TreeEntry::isFile)
        .filter(entry -> glob.isEmpty() || glob.get().matches(entry.path()))
        .map(RepoFilesListing::file)
        .sorted(Comparator.comparing(Row::path))
        .toList();
  }

  private static List<Row> plainRows(Batch batch) {
    return batch.entries().stream()
        .map(
            entry ->
                entry.isFile() ? file(entry) : new Row(entry.path(), 0, shown(entry.path() + "/")))
        .sorted(Comparator.comparing(Row::path))
        .toList();
  }

  /// Files of the folder itself, and its folders with what is below them.
  private static List<Row> summed(RepoFilesTarget target, Batch batch) {
    String prefix = target.folder().map(folder -> folder + "/").orElse("");
    List<Row> rows = new ArrayList<>();
    Map<String, long[]> folders = new TreeMap<>();
    for (TreeEntry entry : batch.entries()) {
      if (!entry.path().startsWith(prefix)) {
        continue;
      }
      int slash = entry.path().indexOf('/', prefix.length());
      if (slash < 0 && entry.isFile()) {
        rows.add(file(entry));
        continue;
      }
      String folder = slash < 0 ? entry.path() : entry.path().substring(0, slash);
      long[] sum = folders.computeIfAbsent(folder, _ -> new long[2]);
      if (entry.isFile()) {
        sum[0]++;
        sum[1] += entry.size();
      }
    }
    folders.forEach(
        (folder, sum) ->
            rows.add(
                new Row(
                    folder,
                    sum[1],
                    shown(folder + "/")
                        + " "
                        + RepoFilesSize.files(sum[0])
                        + ", "
                        + RepoFilesSize.of(sum[1]))));
    rows.sort(Comparator.comparing(Row::path));
    return rows;
  }

  private static Row file(TreeEntry entry) {
    String mark =
        entry.json().has("xetHash") ? " xet" : entry.lfsSha256().isPresent() ? " LFS" : "";
    return new Row(
        entry.path(),
        entry.size(),
        shown(entry.path()) + " " + RepoFilesSize.of(entry.size()) + mark);
  }

  static String shown(String path) {
    return ForeignText.leading(path, 300);
  }

  private String text(
      RepoFilesTarget target,
      RepoFilesOperation.ListFiles question,
      Batch batch,
      List<Row> rows,
      int first) {
    String where = target.folder().map(folder -> "/" + folder).orElse("");
    String what = question.pattern().map(glob -> " matching " + glob).orElse("");
    long bytes = batch.entries().stream().mapToLong(TreeEntry::size).sum();
    long count = batch.entries().stream().filter(TreeEntry::isFile).count();
    var reply = new ReplyText(question.maxChars());
    reply.line(
        target.at()
            + where
            + ": "
            + (what.isEmpty()
                ? RepoFilesSize.files(count)
                : RepoFilesSize.files(rows.size()) + what + " of " + count)
            + ", "
            + RepoFilesSize.of(what.isEmpty() ? bytes : rows.stream().mapToLong(Row::bytes).sum())
            + (batch.next().isPresent() ? " in the part that was read" : "")
            + " · "
            + webUrl(target));
    List<Row> left = rows.subList(Math.min(first, rows.size()), rows.size());
    int shown = reply.addLines(left.stream().limit(question.limit()).map(Row::line).toList());
    int next = first + shown;
    if (rows.isEmpty()) {
      reply.line(what.isEmpty() ? "It holds no files." : "Nothing matches; `*` also matches `/`.");
    }
    if (next < rows.size()) {
      String on =
          next
              + question
                  .cursor()
                  .filter(c -> c.contains("@"))
                  .map(c -> c.substring(c.indexOf('@')))
                  .orElse("");
      reply.line(next + " of " + rows.size() + " shown; go on with cursor \"" + on + "\".");
    } else if (batch.next().isPresent()) {
      reply.line(
          "There are more; go on with cursor \"0@"
              + ForeignText.oneLine(batch.next().get(), 4_000)
              + "\".");
    } else if (first > 0) {
      reply.line("All " + rows.size() + " shown.");
    }
    return reply.toString();
  }

  private String webUrl(RepoFilesTarget target) {
    return hub.addresses().webUrl(target.type(), target.id())
        + "/tree/"
        + target.revision()
        + target.folder().map(folder -> "/" + folder).orElse("");
  }

  /// Somebody listed a file.
  private String oneFile(RepoFilesTarget target, HubException missing, CallScope scope) {
    FilePath path = target.folder().orElseThrow(() -> missing);
    return files
        .pathsInfo(target.type(), target.id(), target.revision(), List.of(path), false, scope)
        .stream()
        .filter(TreeEntry::isFile)
        .findFirst()
        .map(entry -> target.at() + ": a file, not a folder\n" + file(entry).line())
        .orElseThrow(() -> missing);
  }
}
