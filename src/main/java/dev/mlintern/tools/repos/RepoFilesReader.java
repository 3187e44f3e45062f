package dev.mlintern.tools.repos;

import dev.mlintern.http.CallScope;
import dev.mlintern.hub.FileFacts;
import dev.mlintern.hub.FilePath;
import dev.mlintern.hub.HubClient;
import dev.mlintern.hub.HubException;
import dev.mlintern.hub.HubFault;
import dev.mlintern.hub.HubFiles;
import dev.mlintern.tools.ToolFailure;
import dev.mlintern.tools.repos.RepoFilesBytes.Source;
import java.util.Locale;
import java.util.Set;

/// `read`: looks first, then fetches only what is shown.
final class RepoFilesReader {
  private static final int PROBE = 8_000;

  private static final Set<String> MEDIA =
      Set.of(
          "png", "jpg", "jpeg", "gif", "webp", "bmp", "tif", "tiff", "ico", "mp3", "wav", "flac",
          "ogg", "mp4", "avi", "mov", "mkv", "webm", "pdf");

  private final HubClient hub;
  private final HubFiles files;
  private final RepoFilesListing listing;

  RepoFilesReader(HubClient hub) {
    this.hub = hub;
    this.files = new HubFiles(hub);
    this.listing = new RepoFilesListing(hub);
  }

  String read(RepoFilesTarget target, RepoFilesOperation.Read question, CallScope scope) {
    FilePath path = target.file();
    FileFacts facts = facts(target, path, scope);
    long size = facts.size().orElse(-1);
    if (size < 0) {
      throw new ToolFailure(
          "hf_repo_files read: the Hub does not say how large `"
              + path
              + "` is; see "
              + url(target));
    }
    var source =
        new Source(
            target.type(), target.id(), facts.commit().orElse(target.revision()), path, size);
    String head =
        path
            + " · "
            + target.at()
            + facts.commit().map(commit -> " (commit " + commit + ")").orElse("")
            + " · "
            + RepoFilesSize.of(size)
            + (facts.isXet() ? " xet" : facts.isLarge() ? " LFS" : "");
    return head + content(source, question, facts, target, scope);
  }

  private String content(
      Source source,
      RepoFilesOperation.Read question,
      FileFacts facts,
      RepoFilesTarget target,
      CallScope scope) {
    if (source.size() == 0) {
      return "\nThe file is empty.";
    }
    boolean wantsLines =
        question.offset().isPresent()
            || question.find().isPresent()
            || question.cursor().isPresent();
    String kind = extension(source.path());
    var bytes = new RepoFilesBytes(files, source, 0, scope);
    switch (kind) {
      case "safetensors" -> {
        return "\n" + RepoFilesSafetensors.summary(bytes, source.size(), question.maxChars());
      }
      case "gguf" -> {
        return "\n" + RepoFilesGguf.summary(bytes, question.maxChars());
      }
      case "parquet" -> {
        return "\n" + RepoFilesParquet.summary(files, source, scope, question.maxChars());
      }
      case "ipynb" -> {
        if (!wantsLines && source.size() <= RepoFilesNotebook.MOST_BYTES) {
          return "\n" + RepoFilesNotebook.text(bytes, source, question.maxChars());
        }
      }
      default -> {}
    }
    if (MEDIA.contains(kind) || isBinary(source, scope)) {
      return "\n"
          + (MEDIA.contains(kind) ? kind.toUpperCase(Locale.ROOT) + " file" : "Binary file")
          + ", nothing to read as text"
          + facts.etag().filter(etag -> facts.isLarge()).map(e -> "; sha256 " + e).orElse("")
          + ". "
          + url(target);
    }
    return new RepoFilesText(files, source, scope).show(question);
  }

  private FileFacts facts(RepoFilesTarget target, FilePath path, CallScope scope) {
    try {
      return files.facts(target.type(), target.id(), target.revision(), path, scope);
    } catch (HubException e) {
      if (e.fault() == HubFault.ENTRY_MISSING) {
        throw new ToolFailure(
            "hf_repo_files read: there is no file `"
                + path
                + "` in "
                + target.at()
                + "."
                + new RepoFilesNames(listing).hint(target, scope),
            e);
      }
      throw e;
    }
  }

  private boolean isBinary(Source source, CallScope scope) {
    int length = (int) Math.min(PROBE, source.size());
    byte[] probe =
        files.bytes(source.type(), source.id(), source.commit(), source.path(), 0, length, scope);
    return RepoFilesText.isBinary(probe, probe.length);
  }

  private String url(RepoFilesTarget target) {
    return hub.addresses().webUrl(target.type(), target.id(), target.revision(), target.file());
  }

  private static String extension(FilePath path) {
    String name = path.fileName();
    return name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }
}
