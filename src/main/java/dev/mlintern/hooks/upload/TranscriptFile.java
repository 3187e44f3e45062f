package dev.mlintern.hooks.upload;

import dev.mlintern.settings.Setting;
import dev.mlintern.settings.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.Set;

/// A file that may be uploaded: an ordinary file of the user's own inside Claude Code's transcript
/// folder, links followed, names compared part by part (harness §3.9 step 3).
///
/// @param path the real path
/// @param size bytes when it was looked at
record TranscriptFile(Path path, long size, Object identity) {
  /// A transcript beyond this is not one anybody would read.
  static final long MOST_BYTES = 256L << 20;

  /// Claude Code's transcript folder: `projects` in `CLAUDE_CONFIG_DIR` or `~/.claude`.
  static Path folder(Settings settings) {
    return settings
        .path(Setting.CLAUDE_CONFIG_DIR)
        .orElseGet(() -> settings.userHome().resolve(".claude"))
        .resolve("projects");
  }

  /// Looks at a path somebody named.
  ///
  /// @throws UploadRefusal when it must not be uploaded, or is not there
  static TranscriptFile of(Path path, Settings settings) {
    try {
      Path root = folder(settings).toRealPath();
      return inside(path, root);
    } catch (NoSuchFileException e) {
      throw new UploadRefusal(UploadFault.NOTHING_TO_UPLOAD, "there is no transcript " + path);
    } catch (IOException e) {
      throw new UploadRefusal(UploadFault.UNREADABLE, path + " cannot be looked at: " + e);
    }
  }

  private static TranscriptFile inside(Path path, Path root) throws IOException {
    if (!path.isAbsolute()) {
      throw refused(path, "not an absolute path");
    }
    for (Path part : path) {
      if (part.toString().equals("..")) {
        throw refused(path, "it holds `..`");
      }
    }
    Path real = path.toRealPath();
    if (!real.startsWith(root) || real.equals(root)) {
      throw refused(path, "it is not inside " + root);
    }
    var attributes =
        Files.readAttributes(real, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    if (!attributes.isRegularFile()) {
      throw refused(path, "it is not an ordinary file");
    }
    if (!Files.getOwner(real).equals(Files.getOwner(root))) {
      throw refused(path, "it belongs to another user");
    }
    if (attributes.size() > MOST_BYTES) {
      throw refused(path, "it is larger than " + (MOST_BYTES >> 20) + " MiB");
    }
    return new TranscriptFile(real, attributes.size(), attributes.fileKey());
  }

  /// As [#of], and it must be a transcript by its name.
  static TranscriptFile transcript(Path path, Settings settings) {
    TranscriptFile file = of(path, settings);
    if (!file.path().getFileName().toString().endsWith(".jsonl")) {
      throw refused(path, "it is not a .jsonl file");
    }
    return file;
  }

  /// Opens the very file that was looked at.
  ///
  /// @throws UploadRefusal when another one lies there now
  InputStream open() throws IOException {
    var channel =
        FileChannel.open(path, Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
    try {
      Object now =
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
              .fileKey();
      if (!Objects.equals(now, identity) || !path.toRealPath().equals(path)) {
        throw refused(path, "it was exchanged while it was looked at");
      }
      return Channels.newInputStream(channel);
    } catch (IOException | RuntimeException e) {
      channel.close();
      throw e;
    }
  }

  private static UploadRefusal refused(Path path, String why) {
    return new UploadRefusal(UploadFault.REFUSED_PATH, path + " is not uploaded: " + why);
  }
}
