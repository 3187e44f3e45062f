package dev.mlintern.tools.sandbox;

import dev.mlintern.tools.ForeignText;
import dev.mlintern.tools.ToolFailure;

/// A path in a sandbox: absolute, relative ones taken from `/app`.
final class SandboxPath {
  static final String WORK = "/app";

  private SandboxPath() {}

  static String of(String given) {
    if (given.isEmpty() || given.indexOf('\0') >= 0) {
      throw new ToolFailure("`path` must be a path in the sandbox, like /app/train.py.");
    }
    String path = given.startsWith("/") ? given : WORK + "/" + given;
    if (path.contains("//") || path.contains("/./")) {
      path = path.replaceAll("/+(\\./+)*", "/");
    }
    path = path.endsWith("/.") ? path.substring(0, path.length() - 1) : path;
    return path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
  }

  static String parent(String path) {
    int slash = path.lastIndexOf('/');
    return slash <= 0 ? "/" : path.substring(0, slash);
  }

  static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1);
  }

  /// On one line: names may hold line ends.
  static String shown(String path) {
    return ForeignText.oneLine(escaped(path), 300);
  }

  /// The same for a name that begins a line.
  static String leading(String name) {
    return ForeignText.leading(escaped(name), 200);
  }

  private static String escaped(String path) {
    return path.replace("\n", "\\n").replace("\r", "\\r");
  }
}
