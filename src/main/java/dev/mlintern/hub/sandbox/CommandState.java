package dev.mlintern.hub.sandbox;

/// How a command stands.
///
/// @param exitCode valid when it has ended; 128 and more is how shells say "by a signal"
/// @param silent whether it has written nothing so far: there is no output to ask for
/// @param unkept whether what it may have written could not be kept: the sandbox's disk is full
/// @param shared whether the sandbox is a folder of a machine it shares, where commands see the
///     machine's own paths: its `/app` lies in that folder
/// @param files path its files begin with; its output, both kinds in the order they were written,
///     is `<files>.out`
public record CommandState(
    Stage stage, int exitCode, boolean silent, boolean unkept, boolean shared, String files) {
  /// Where in its life a command is.
  public enum Stage {
    RUNNING,
    ENDED,
    /// Ended because its time was over.
    TIMED_OUT,
    /// Not started: the working folder cannot be entered; its output says why.
    NO_FOLDER,
    /// Gone without leaving its exit: killed with its supervisor, or the sandbox was restarted.
    LOST,
    /// Never heard of.
    UNKNOWN
  }

  public String outputPath() {
    return files + ".out";
  }
}
