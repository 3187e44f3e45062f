package dev.mlintern.policy;

import java.util.Locale;

/// What the `script` argument of a job holds (tools-act §2.3, §20 `script_kind`). The executor uses
/// the same reading.
public enum ScriptKind {
  INLINE,
  URL,
  /// A file in the sandbox or on this machine.
  PATH;

  /// The kind the call names, else the kind the text looks like.
  ///
  /// @throws UnclearCall when `script_kind` is not one of its values
  public static ScriptKind of(CanonicalArguments arguments) {
    String script = arguments.members().string("script").orElse("");
    String named = arguments.string("script_kind").map(CanonicalName::operation).orElse("auto");
    return switch (named) {
      case "auto" -> guess(script);
      case "inline" -> INLINE;
      case "url" -> URL;
      case "sandbox_path", "local_path" -> PATH;
      default -> throw new UnclearCall("unknown script_kind '" + ReasonText.shown(named, 40) + "'");
    };
  }

  static ScriptKind guess(String script) {
    String lower = script.length() > 8 ? script.substring(0, 8).toLowerCase(Locale.ROOT) : script;
    boolean oneLine = script.indexOf('\n') < 0 && script.indexOf('\r') < 0;
    if (oneLine && (lower.startsWith("https://") || lower.startsWith("http://"))) {
      return URL;
    }
    return oneLine && isPathLike(script) ? PATH : INLINE;
  }

  private static boolean isPathLike(String script) {
    boolean blanks = script.chars().anyMatch(Character::isWhitespace);
    return script.equals(script.strip())
        && (script.startsWith("/")
            || script.startsWith("./")
            || script.startsWith("../")
            || script.startsWith("~/")
            || script.endsWith(".py") && !blanks);
  }
}
