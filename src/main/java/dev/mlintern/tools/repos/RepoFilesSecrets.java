package dev.mlintern.tools.repos;

import dev.mlintern.hub.CommitFile;
import dev.mlintern.redact.RedactionReport;
import dev.mlintern.redact.Redactor;
import dev.mlintern.redact.StreamRedaction;
import dev.mlintern.tools.ToolFailure;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Looks for secrets in what is about to be uploaded: by the shape of tokens and the names of
/// values, in text files. What it names is the kind and the line, never the secret.
final class RepoFilesSecrets {
  private static final int PROBE = 8_000;

  /// Larger text is data, and a scan of gigabytes would take longer than their upload.
  private static final long MOST_BYTES = 64L << 20;

  private static final long MOST_FOR_LINES = 1L << 20;
  private static final String MARKER = "[REDACTED:";

  private final Redactor redactor = Redactor.withoutKnownSecrets();

  /// @return a note about what was not looked into; empty when all was
  /// @throws ToolFailure when there are secrets
  String refuse(List<CommitFile> files) throws IOException {
    List<String> findings = new ArrayList<>();
    int tooLarge = 0;
    for (CommitFile file : files) {
      if (!isText(file)) {
        continue;
      }
      if (file.size() > MOST_BYTES) {
        tooLarge++;
        continue;
      }
      RedactionReport report;
      try (InputStream in = file.content().open()) {
        report = StreamRedaction.copy(redactor, in, OutputStream.nullOutputStream()).replaced();
      }
      if (!report.isEmpty()) {
        findings.add("`" + file.path() + "`" + line(file) + ": " + kinds(report));
      }
    }
    if (!findings.isEmpty()) {
      throw new ToolFailure(
          "hf_repo_files: nothing was uploaded, because this looks like secrets: "
              + String.join("; ", findings.subList(0, Math.min(10, findings.size())))
              + (findings.size() > 10 ? "; and " + (findings.size() - 10) + " more files" : "")
              + ". Take them out. If the user has looked at it and it is none,"
              + " allow_secrets: true uploads it as it is.");
    }
    return tooLarge == 0
        ? ""
        : RepoFilesSize.files(tooLarge) + " of text above 64 MB not searched for secrets.";
  }

  private static boolean isText(CommitFile file) throws IOException {
    try (InputStream in = file.content().open()) {
      byte[] probe = in.readNBytes(PROBE);
      return probe.length > 0 && !RepoFilesText.isBinary(probe, probe.length);
    }
  }

  /// ` line 12`, the first one that changes, where the file is small enough to compare.
  private String line(CommitFile file) throws IOException {
    if (file.size() > MOST_FOR_LINES) {
      return "";
    }
    try (InputStream in = file.content().open()) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      String[] after = redactor.redact(text).split("\n", -1);
      String[] before = text.split("\n", -1);
      for (int i = 0; i < Math.min(before.length, after.length); i++) {
        if (!before[i].equals(after[i]) && after[i].contains(MARKER)) {
          return " line " + (i + 1);
        }
      }
      return "";
    }
  }

  private static String kinds(RedactionReport report) {
    return String.join(
        ", ",
        report.counts().entrySet().stream()
            .map(e -> e.getKey() + (e.getValue() > 1 ? " × " + e.getValue() : ""))
            .toList());
  }
}
