package dev.mlintern.cli;

import dev.mlintern.redact.KnownSecrets;
import dev.mlintern.settings.Setting;
import dev.mlintern.settings.Settings;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.function.UnaryOperator;

/// Keeps the secrets we were given ourselves out of every text a tool returns: tokens and keys of
/// the settings, passwords of proxies, and the Hub token's file.
///
/// Looked up at the first result; the file again whenever it has changed, because a log-in takes
/// effect in a running server. Thread-safe.
final class OwnSecrets implements UnaryOperator<String> {
  private static final FileTime NEVER = FileTime.fromMillis(0);
  private static final long MOST_BYTES = 64 << 10;

  private record Found(FileTime tokenFileChanged, KnownSecrets secrets) {}

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
      current = new Found(changed, collect());
      found = current;
    }
    return current.secrets().apply(text);
  }

  private KnownSecrets collect() {
    var known = KnownSecrets.builder();
    for (Setting setting : Setting.values()) {
      settings.explicit(setting).ifPresent(value -> add(known, setting, value));
    }
    return known.add(Setting.HF_TOKEN.name(), content(settings.tokenFile())).build();
  }

  private static void add(KnownSecrets.Builder known, Setting setting, String value) {
    switch (setting.kind()) {
      case SECRET -> known.add(setting.name(), value);
      case URL -> known.add(setting.name(), password(value));
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
