package dev.mlintern.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/// A program in a terminal of its own, with its screen as a person sees it. The terminal is tmux's;
/// where there is none the calling test is skipped, loudly.
final class Terminal implements AutoCloseable {
  private static final Duration BOUND = Duration.ofMinutes(1);
  private static final String COLUMNS = "140";
  private static final String ROWS = "60";

  private final Path folder;

  private Terminal(Path folder) {
    this.folder = folder;
  }

  /// Starts `command`.
  ///
  /// @param scratch a folder that this terminal may fill
  static Terminal start(Command command, Path scratch) throws IOException {
    if (onPath("tmux").isEmpty()) {
      System.err.println("\n*** SKIPPED: A TEST IN A TERMINAL. There is no tmux here");
      Assumptions.abort("there is no tmux here");
    }
    Terminal terminal = new Terminal(Files.createDirectories(scratch));
    Path script = scratch.resolve("start");
    Files.writeString(script, script(command));
    terminal.tmux(
        "-f", "/dev/null", "new-session", "-d", "-x", COLUMNS, "-y", ROWS, "sh '" + script + "'");
    return terminal;
  }

  /// The server of tmux keeps its own environment: the program gets the command's alone.
  private static String script(Command command) {
    List<String> words = new ArrayList<>(List.of("exec", "env", "-i", "TERM=xterm-256color"));
    for (Map.Entry<String, String> variable : command.environment().entrySet()) {
      words.add(quoted(variable.getKey() + "=" + variable.getValue()));
    }
    command.arguments().forEach(argument -> words.add(quoted(argument)));
    return "cd " + quoted(command.directory().toString()) + " || exit\n" + String.join(" ", words);
  }

  private static String quoted(String word) {
    return "'" + word.replace("'", "'\\''") + "'";
  }

  private static Optional<Path> onPath(String name) {
    return Stream.of(System.getenv("PATH").split(":"))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /// What can be seen now.
  String screen() {
    return tmux("capture-pane", "-p").stdout();
  }

  /// What can be seen once it fits.
  String awaitScreen(Predicate<String> fits) {
    return Waiting.until(() -> Optional.of(screen()).filter(fits), BOUND, this::screen);
  }

  /// Moves the cursor of a menu up until it stands on `choice`, and presses Enter. Keys that come
  /// too early are swallowed by the client, so each is followed by a look.
  void choose(String choice) {
    awaitScreen(screen -> screen.contains(choice));
    Waiting.until(
        () -> {
          String screen = screen();
          if (isChosen(screen, choice)) {
            return Optional.of(screen);
          }
          press("Up");
          pause();
          return Optional.empty();
        },
        BOUND,
        this::screen);
    Waiting.until(
        () -> {
          press("Enter");
          pause();
          return Optional.of(screen()).filter(screen -> !isChosen(screen, choice));
        },
        BOUND,
        this::screen);
  }

  private static boolean isChosen(String screen, String choice) {
    return screen.lines().anyMatch(line -> line.strip().equals("❯ " + choice));
  }

  /// Presses `key` until the screen fits.
  String pressUntil(String key, Predicate<String> fits) {
    return Waiting.until(
        () -> {
          press(key);
          pause();
          return Optional.of(screen()).filter(fits);
        },
        BOUND,
        this::screen);
  }

  /// One key by tmux's name for it, such as `Enter`.
  void press(String key) {
    tmux("send-keys", key);
  }

  /// Writes text as if typed.
  void type(String text) {
    tmux("send-keys", "-l", text);
  }

  /// The time a screen takes to be drawn anew.
  private static void pause() {
    try {
      Thread.sleep(300);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while waiting", e);
    }
  }

  private FinishedCommand tmux(String... arguments) {
    var line = Stream.concat(Stream.of("tmux", "-S", "socket"), Stream.of(arguments));
    FinishedCommand run =
        Command.of(folder, line.toArray(String[]::new)).with("HOME", folder).run(BOUND);
    if (run.exitCode() != 0) {
      throw new UncheckedIOException(new IOException("tmux failed: " + run));
    }
    return run;
  }

  @Override
  public void close() {
    tmux("kill-server");
  }
}
