package dev.mlintern.settings;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The environment, read once and frozen. Nothing else in the product calls `System.getenv`.
///
/// A blank value counts as not set. Flags are `1 true yes on` / `0 false no off` in any case;
/// anything else is the safe side: the setting's default, but nothing is uploaded.
public record Settings(Map<Setting, String> values, Path userHome) {
  public Settings {
    var copy = new EnumMap<Setting, String>(Setting.class);
    copy.putAll(values);
    values = Collections.unmodifiableMap(copy);
  }

  /// The settings of this process.
  public static Settings fromEnvironment() {
    return of(System.getenv(), home());
  }

  /// `$HOME` before the account's own folder, as every other program does: a session with a scratch
  /// home must not touch the real one.
  private static Path home() {
    String home = System.getenv("HOME");
    return Path.of(
        home != null && home.startsWith("/") ? home : System.getProperty("user.home", "."));
  }

  /// Settings from a given environment; lower-case names of the proxy variables count too, as in
  /// curl.
  public static Settings of(Map<String, String> environment, Path userHome) {
    var values = new EnumMap<Setting, String>(Setting.class);
    for (Setting setting : Setting.values()) {
      String value = environment.get(setting.name());
      if ((value == null || value.isBlank()) && setting.name().endsWith("_PROXY")) {
        value = environment.get(setting.name().toLowerCase(Locale.ROOT));
      }
      if (value != null && !value.isBlank()) {
        values.put(setting, value.strip());
      }
    }
    return new Settings(values, userHome);
  }

  /// The same settings with one value replaced; a blank value removes it.
  public Settings with(Setting setting, String value) {
    var changed = new EnumMap<Setting, String>(Setting.class);
    changed.putAll(values);
    if (value.isBlank()) {
      changed.remove(setting);
    } else {
      changed.put(setting, value.strip());
    }
    return new Settings(changed, userHome);
  }

  /// The value somebody set, without the default.
  public Optional<String> explicit(Setting setting) {
    return Optional.ofNullable(values.get(setting));
  }

  /// The value or its default, if there is either.
  public Optional<String> text(Setting setting) {
    return explicit(setting).or(() -> Optional.of(setting.fallback()).filter(s -> !s.isEmpty()));
  }

  public boolean flag(Setting setting) {
    return switch (explicit(setting).orElse("").toLowerCase(Locale.ROOT)) {
      case "1", "true", "yes", "on" -> true;
      case "0", "false", "no", "off" -> false;
      case "" -> setting.fallback().equals("1");
      default -> setting.fallback().equals("1") && setting != Setting.ML_INTERN_SAVE_SESSIONS;
    };
  }

  /// The value as a decimal number; the default when it is not one.
  public BigDecimal number(Setting setting) {
    return explicit(setting)
        .flatMap(Settings::decimal)
        .orElseGet(() -> decimal(setting.fallback()).orElse(BigDecimal.ZERO));
  }

  /// The value as a path, a leading `~` meaning the user's home.
  public Optional<Path> path(Setting setting) {
    return text(setting).map(this::expandHome);
  }

  /// The state folder ([Setting#ML_INTERN_HOME]).
  public Path stateDirectory() {
    return path(Setting.ML_INTERN_HOME).orElseThrow();
  }

  /// Hugging Face's folder: `HF_HOME`, else `huggingface` in `$XDG_CACHE_HOME` or `~/.cache`.
  public Path huggingFaceHome() {
    return path(Setting.HF_HOME)
        .orElseGet(
            () ->
                path(Setting.XDG_CACHE_HOME)
                    .orElseGet(() -> userHome.resolve(".cache"))
                    .resolve("huggingface"));
  }

  /// The file `hf auth login` writes the token to: `HF_TOKEN_PATH`, else `token` in Hugging Face's
  /// folder.
  public Path tokenFile() {
    return path(Setting.HF_TOKEN_PATH).orElseGet(() -> huggingFaceHome().resolve("token"));
  }

  /// Every variable of this process, for the one use that needs them all: knowing which values are
  /// secrets.
  public static Map<String, String> variables() {
    return Map.copyOf(System.getenv());
  }

  private Path expandHome(String value) {
    if (value.equals("~")) {
      return userHome;
    }
    return value.startsWith("~/") ? userHome.resolve(value.substring(2)) : Path.of(value);
  }

  private static Optional<BigDecimal> decimal(String value) {
    try {
      return Optional.of(new BigDecimal(value));
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
  }

  /// Names only: values may be secrets.
  @Override
  public String toString() {
    return "Settings" + values.keySet();
  }
}
