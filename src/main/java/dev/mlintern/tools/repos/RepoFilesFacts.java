package dev.mlintern.tools.repos;

import dev.mlintern.http.CallScope;
import dev.mlintern.hub.FilePath;
import dev.mlintern.hub.HubClient;
import dev.mlintern.hub.HubFiles;
import dev.mlintern.hub.HubPage;
import dev.mlintern.hub.TreeEntry;
import dev.mlintern.tools.ForeignText;
import dev.mlintern.tools.ReplyText;
import dev.mlintern.tools.ToolFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/// `info`, what the Hub knows of one file or folder, and `history`, the commits of a revision.
final class RepoFilesFacts {
  private static final Pattern CURSOR = Pattern.compile("(\\d{1,6})x(\\d{1,3})");

  private final HubClient hub;
  private final HubFiles files;
  private final RepoFilesListing listing;

  RepoFilesFacts(HubClient hub) {
    this.hub = hub;
    this.files = new HubFiles(hub);
    this.listing = new RepoFilesListing(hub);
  }

  String info(RepoFilesTarget target, CallScope scope) {
    FilePath path = target.folder().orElseThrow(() -> new ToolFailure("`path` is missing."));
    TreeEntry entry =
        files
            .pathsInfo(target.type(), target.id(), target.revision(), List.of(path), true, scope)
            .stream()
            .findFirst()
            .orElseThrow(
                () ->
                    new ToolFailure(
                        "hf_repo_files info: there is no `"
                            + path
                            + "` in "
                            + target.at()
                            + "."
                            + new RepoFilesNames(listing).hint(target, scope)));
    List<String> lines = new ArrayList<>();
    if (entry.isFile()) {
      lines.add(path + " in " + target.at() + ": " + size(entry));
      entry.lfsSha256().ifPresent(sha -> lines.add("stored outside git, sha256 " + sha));
      lines.add("git " + (entry.lfsSha256().isPresent() ? "pointer " : "blob ") + entry.oid());
    } else {
      lines.add(path + "/ in " + target.at() + ": folder, " + below(target, scope));
    }
    JsonNode last = entry.json().path("lastCommit");
    if (last.isObject()) {
      lines.add(
          "last changed "
              + ForeignText.oneLine(last.path("date").asString(""), 30)
              + " by commit "
              + ForeignText.oneLine(last.path("id").asString(""), 40)
              + ": "
              + title(last));
    }
    String scan = entry.json().path("securityFileStatus").path("status").asString("");
    if (!scan.isEmpty()) {
      lines.add("security scan: " + ForeignText.oneLine(scan, 40));
    }
    lines.add(
        entry.isFile()
            ? hub.addresses().webUrl(target.type(), target.id(), target.revision(), path)
            : hub.addresses().webUrl(target.type(), target.id())
                + "/tree/"
                + target.revision()
                + "/"
                + path);
    return String.join("\n", lines);
  }

  private static String size(TreeEntry entry) {
    String exact = entry.size() < 1_000 ? "" : " (" + entry.size() + " bytes)";
    return RepoFilesSize.of(entry.size())
        + exact
        + (entry.json().has("xetHash") ? ", xet" : entry.lfsSha256().isPresent() ? ", LFS" : "");
  }

  private String below(RepoFilesTarget target, CallScope scope) {
    var batch = listing.batch(target, true, java.util.Optional.empty(), 3, scope);
    long count = batch.entries().stream().filter(TreeEntry::isFile).count();
    long bytes = batch.entries().stream().mapToLong(TreeEntry::size).sum();
    return (batch.next().isPresent() ? "more than " : "")
        + RepoFilesSize.files(count)
        + ", "
        + RepoFilesSize.of(bytes);
  }

  String history(RepoFilesTarget target, RepoFilesOperation.History question, CallScope scope) {
    int page = 0;
    int limit = question.limit();
    if (question.cursor().isPresent()) {
      Matcher cursor = CURSOR.matcher(question.cursor().get());
      if (!cursor.matches()) {
        throw new ToolFailure("hf_repo_files history: `cursor` is not one this tool gave out.");
      }
      page = Integer.parseInt(cursor.group(1));
      limit = Math.clamp(Integer.parseInt(cursor.group(2)), 1, 100);
    }
    HubPage commits =
        files.history(target.type(), target.id(), target.revision(), page, limit, scope);
    long first = (long) page * limit;
    var reply = new ReplyText();
    String total = commits.total().isPresent() ? " of " + commits.total().getAsLong() : "";
    reply.line(
        target.at()
            + ": commits "
            + (first + 1)
            + "–"
            + (first + commits.items().size())
            + total
            + ", newest first");
    for (JsonNode commit : commits.items()) {
      List<String> authors = new ArrayList<>();
      commit.path("authors").forEach(author -> authors.add(author.path("user").asString("?")));
      reply.line(
          ForeignText.leading(commit.path("id").asString(""), 40)
              + " "
              + ForeignText.oneLine(
                  commit.path("date").asString("").replaceFirst("T(\\d\\d:\\d\\d).*", " $1"), 30)
              + " "
              + ForeignText.oneLine(String.join(", ", authors), 120)
              + ": "
              + title(commit));
    }
    if (commits.next().isPresent()) {
      reply.line("Older ones: cursor \"" + (page + 1) + "x" + limit + "\".");
    }
    return reply.toString();
  }

  private static String title(JsonNode commit) {
    return ForeignText.oneLine(commit.path("title").asString(""), 120);
  }
}
