package dev.mlintern.localhub.store;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What git holds in place of a large file.
///
/// @see <a href="https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md">Git LFS
///     specification</a>
public record LfsPointer(String sha256, long size) {
  private static final int MAX_BYTES = 1_024;
  private static final Pattern FORM =
      Pattern.compile(
          "version https://git-lfs\\.github\\.com/spec/v1\n"
              + "oid sha256:([0-9a-f]{64})\nsize ([0-9]{1,18})\n");

  /// The pointer a file's content is, if it is exactly one.
  public static Optional<LfsPointer> parse(byte[] content) {
    if (content.length > MAX_BYTES) {
      return Optional.empty();
    }
    Matcher form = FORM.matcher(new String(content, StandardCharsets.ISO_8859_1));
    return form.matches()
        ? Optional.of(new LfsPointer(form.group(1), Long.parseLong(form.group(2))))
        : Optional.empty();
  }

  /// The pointer file.
  public byte[] content() {
    String text =
        "version https://git-lfs.github.com/spec/v1\noid sha256:"
            + sha256
            + "\nsize "
            + size
            + "\n";
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
