package dev.mlintern.hub;

import dev.mlintern.http.HttpFailure;
import dev.mlintern.settings.Setting;
import dev.mlintern.settings.Settings;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Optional;

/// Where the user's token lies, in the official client's order: `HF_TOKEN`,
/// `HUGGING_FACE_HUB_TOKEN`, then the file that `hf auth login` writes (spec hub-api §8.1).
///
/// The file is read anew each time: a login takes effect in a running server.
public final class HubToken {
  private static final long MAX_FILE_BYTES = 64 << 10;

  private HubToken() {}

  /// A token and where it was found.
  ///
  /// @param source the variable's name, or the token file's path
  public record Found(String token, String source) {
    /// The source only.
    @Override
    public String toString() {
      return "token from " + source;
    }
  }

  /// The token, if there is one.
  ///
  /// @throws HttpFailure.Refused when it cannot be read or sent
  public static Optional<String> find(Settings settings) {
    return locate(settings).map(Found::token);
  }

  /// The token with its source, for somebody who must be told which one is wrong.
  ///
  /// @throws HttpFailure.Refused when it cannot be read or sent
  public static Optional<Found> locate(Settings settings) {
    return fromVariable(settings, Setting.HF_TOKEN)
        .or(() -> fromVariable(settings, Setting.HUGGING_FACE_HUB_TOKEN))
        .or(
            () ->
                fromFile(file(settings)).map(token -> new Found(token, file(settings).toString())));
  }

  /// The token file: `HF_TOKEN_PATH`, else `token` in `HF_HOME`, else in
  /// `$XDG_CACHE_HOME/huggingface`, else in `~/.cache/huggingface`.
  public static Path file(Settings settings) {
    return settings.tokenFile();
  }

  private static Optional<Found> fromVariable(Settings settings, Setting setting) {
    return settings
        .explicit(setting)
        .flatMap(text -> clean(text, setting.name()))
        .map(token -> new Found(token, setting.name()));
  }

  private static Optional<String> fromFile(Path file) {
    String name = "The token file " + file;
    try {
      if (Files.size(file) > MAX_FILE_BYTES) {
        throw new HttpFailure.Refused(name + " is too large to hold a token.");
      }
      return clean(Files.readString(file), name);
    } catch (NoSuchFileException | NotDirectoryException _) {
      return Optional.empty();
    } catch (MalformedInputException _) {
      throw illegal(name);
    } catch (IOException e) {
      throw new HttpFailure.Refused(
          name + " cannot be read (" + e.getMessage() + "): repair it or set HF_TOKEN.");
    }
  }

  /// Drops line ends and outer blanks, as the official client does.
  private static Optional<String> clean(String text, String where) {
    String token = text.replace("\r", "").replace("\n", "").strip();
    if (token.isEmpty()) {
      return Optional.empty();
    }
    if (!token.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw illegal(where);
    }
    return Optional.of(token);
  }

  private static HttpFailure.Refused illegal(String where) {
    return new HttpFailure.Refused(
        where
            + " holds characters that cannot be in a token (blanks, quotes copied from a web page,"
            + " letters outside ASCII): copy the token again from"
            + " https://huggingface.co/settings/tokens.");
  }
}
