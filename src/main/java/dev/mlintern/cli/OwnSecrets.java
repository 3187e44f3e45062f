package dev.mlintern.cli;

import dev.mlintern.redact.KnownSecrets;
import dev.mlintern.settings.Setting;
import dev.mlintern.settings.Settings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/// Keeps the secrets we were given ourselves out of every text a tool returns: tokens and keys of
/// the settings, passwords of proxies, and the Hub token's file.
///
/// Looked up at the first result; the file again whenever it has changed, because a log-in takes
/// effect in a running server. Thread-safe.
final class OwnSecrets implements UnaryOperator<String> {
  private static final FileTime NEVER = FileTime.fromMillis(0);
  private static final long MOST_BYTES = 64 << 10;

  /// So much of a secret at a text's end, or before "…", is no accident: texts get cut.
  private static final int LEAST_BEGINNING = 12;

  private record Found(
      FileTime tokenFileChanged, KnownSecrets secrets, Map<String, String> values) {}

  private final Settings settings;
  private volatile Found found;

  OwnSecrets(Settings settings) {
    this.settings = settings;
  }

  @Override
  public String apply(String text) {
    FileTime changed = changed(settings.tokenFile());
    Found current = found;
    if (current == null || !current.tokenFileChanged().equals(changed)) {
      current = found(changed);
      found = current;
    }
    return withoutBeginnings(current.secrets().apply(text), current.values());
  }

  private Found found(FileTime changed) {
    var values = new HashMap<String, String>();
    for (Setting setting : Setting.values()) {
      settings.explicit(setting).ifPresent(value -> add(values, setting, value));
    }
    values.put(content(settings.tokenFile()).strip(), Setting.HF_TOKEN.name());
    values.remove("");
    var known = KnownSecrets.builder();
    values.forEach((value, name) -> known.add(name, value));
    return new Found(changed, known.build(), Map.copyOf(values));
  }

  private static String withoutBeginnings(String text, Map<String, String> values) {
    String redacted = text;
    for (var secret : values.entrySet()) {
      String value = secret.getKey();
      if (value.length() <= LEAST_BEGINNING) {
        continue;
      }
      String start = value.substring(0, LEAST_BEGINNING);
      for (int at = redacted.indexOf(start); at >= 0; at = redacted.indexOf(start, at)) {
        int end = LEAST_BEGINNING;
        while (end < value.length() && redacted.startsWith(value.substring(0, end + 1), at)) {
          end++;
        }
        String marker = "[REDACTED:KNOWN:" + secret.getValue() + "]";
        redacted = redacted.substring(0, at) + marker + redacted.substring(at + end);
        at += marker.length();
      }
    }
    return redacted;
  }

  private static void add(Map<String, String> known, Setting setting, String value) {
    switch (setting.kind()) {
      case SECRET -> known.put(value, setting.name());
      case URL -> known.put(password(value), setting.name());
      case FLAG, NUMBER, PATH, TEXT -> {
        // Nothing in these is secret.
      }
    }
  }

  private static String password(String address) {
    try {
      String user = URI.create(address).getUserInfo();
      return user == null ? "" : user.substring(user.indexOf(':') + 1);
    } catch (IllegalArgumentException _) {
      // Whoever uses the address will say what is wrong with it.
      return "";
    }
  }

  private static FileTime changed(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException _) {
      return NEVER;
    }
  }

  private static String content(Path file) {
    try {
      return Files.size(file) > MOST_BYTES ? "" : Files.readString(file);
    } catch (IOException _) {
      // No file, no token; a file that cannot be read is reported where the token is needed.
      return "";
    }
  }
}
