package dev.mlintern.tools.jobs;

import java.util.regex.Pattern;

/// Recognises what uv, pip and apt print while they install, line by line. Only asked about the
/// lines a log begins with, see [InstallerBlock].
enum InstallerLine {
  /// Something else.
  NONE,
  /// Looks like an installer's line, and like what a job may print of its own work.
  LIKELY,
  /// Only installers write this.
  CERTAIN,
  /// Only installers write this, at the end of their work.
  DONE;

  private static final int MAX_CHARS = 2_000;

  private static final Pattern AT_THE_END =
      Pattern.compile(
          "^\\s*(?:Installed \\d+ packages? in .*|Audited \\d+ packages? in .*"
              + "|Successfully installed .*|[+~-] [A-Za-z0-9][A-Za-z0-9._-]*==\\S+(?: \\(.*\\))?"
              + "|Bytecode compiled .*|\\[notice\\] .*|Processing triggers for .*)$");
  private static final Pattern BY_NOBODY_ELSE =
      Pattern.compile(
          "^\\s*(?:"
              // uv
              + "(?:Resolved|Prepared|Uninstalled|Checked) \\d+ packages? in .*"
              + "|Downloading (?:cpython|pypy)-\\S+.*"
              + "|Using (?:CPython|Python|PyPy) \\d.*"
              + "|Creating virtual environment at: .*"
              + "|Reading inline script metadata from .*"
              // pip
              + "|Collecting [A-Za-z0-9][^ ]*(?: \\(from .*\\))?"
              + "|Downloading \\S+\\.(?:whl|tar\\.gz)\\S* \\([\\d.]+ [kMG]?B\\)"
              + "|Using cached \\S+\\.(?:whl|tar\\.gz)\\S*.*"
              + "|Obtaining dependency information for .*"
              + "|Requirement already satisfied: .*"
              + "|Preparing metadata \\(.*"
              + "|Installing build dependencies.*"
              + "|Getting requirements to build .*"
              + "|Building wheels? for .*|Created wheel for .*|Stored in directory: .*"
              + "|Successfully built .*"
              + "|Installing collected packages: .*"
              + "|Attempting uninstall: .*|Found existing installation: .*"
              + "|Successfully uninstalled .*"
              + "|Looking in (?:indexes|links): .*"
              + "|WARNING: Running pip as the 'root' user .*"
              // apt
              + "|(?:Get|Hit|Ign):\\d+ http\\S+.*"
              + "|Fetched [\\d.,]+ [kMG]?B in .*"
              + "|Reading package lists\\.\\.\\..*|Reading state information\\.\\.\\..*"
              + "|Building dependency tree.*"
              + "|Selecting previously unselected package .*"
              + "|\\(Reading database \\.\\.\\..*"
              + "|Preparing to unpack .*|Unpacking \\S+ .*|Setting up \\S+ \\(.*"
              + ")$");
  private static final Pattern BY_OTHERS_TOO =
      Pattern.compile(
          "^\\s*(?:Downloading|Downloaded|Building|Built|Updating|Updated|Cloning|Fetching)\\s+"
              + "[A-Za-z0-9]\\S*(?: \\([^)]*\\))?$");

  /// What the line looks like.
  static InstallerLine of(String line) {
    if (line.length() > MAX_CHARS) {
      return NONE;
    }
    if (AT_THE_END.matcher(line).matches()) {
      return DONE;
    }
    if (BY_NOBODY_ELSE.matcher(line).matches()) {
      return CERTAIN;
    }
    return BY_OTHERS_TOO.matcher(line).matches() ? LIKELY : NONE;
  }
}
