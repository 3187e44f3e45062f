package dev.mlintern.hub.sandbox;

import dev.mlintern.http.CallScope;
import dev.mlintern.hub.sandbox.CommandState.Stage;
import dev.mlintern.hub.sandbox.SandboxException.Fault;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Commands in a sandbox, each exactly once.
///
/// The server has no memory of commands, so a constant program there keeps what is needed: it
/// claims the command's id, supervises the command detached from the connection, and leaves output
/// and exit in files. Calling it again with the same id runs nothing and reports how the command
/// stands, so whatever answer gets lost is simply asked for again.
public final class SandboxCommands {
  private static final String RUN = program("run.sh");
  private static final String SUPERVISE = program("supervise.sh");
  private static final String RUNNING = program("running.sh");
  private static final Pattern REPORT =
      Pattern.compile("(?s).*?ml-intern-run 1 (\\w+) (\\d+) (\\w+) (\\w+) (.+)\n");
  private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,63}");
  private static final int FIRST_SIGNAL_CODE = 128;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final SandboxClient client;
  private final Duration patience;
  private final BooleanSupplier hasEnded;

  SandboxCommands(SandboxClient client, Duration patience, BooleanSupplier hasEnded) {
    this.client = client;
    this.patience = patience;
    this.hasEnded = hasEnded;
  }

  /// Runs a command and waits for its end. The scope must last longer than the command may; when it
  /// ends or is cancelled first, the command goes on: [#kill] it, or [#poll] later.
  ///
  /// @param id chosen by the caller: lower-case letters, digits, hyphens
  /// @throws SandboxException when the sandbox stayed out of reach, or cannot run it
  public CommandState run(String id, CommandSpec spec, CallScope scope) {
    return ask("run", id, spec, scope);
  }

  /// Starts a command and does not wait.
  public CommandState start(String id, CommandSpec spec, CallScope scope) {
    return ask("start", id, spec, scope);
  }

  /// How a command stands.
  public CommandState poll(String id, CallScope scope) {
    return ask("poll", id, nothing(Duration.ZERO), scope);
  }

  /// Ends a command's process group: asks first, kills after the grace, and waits for the end.
  public CommandState kill(String id, Duration grace, CallScope scope) {
    return ask("kill", id, nothing(grace), scope);
  }

  /// Whether any command runs, started by whatever client.
  ///
  /// @throws SandboxException when the sandbox does not say
  public boolean anyRuns(CallScope scope) {
    ExecEnd end = client.exec(ExecSpec.of("/bin/sh", "-c", RUNNING), scope);
    return end.isSuccess() && end.output().strip().equals("running");
  }

  private static CommandSpec nothing(Duration grace) {
    return new CommandSpec(List.of("true"), "/", Map.of(), Duration.ZERO, grace, Optional.empty());
  }

  private CommandState ask(String mode, String id, CommandSpec spec, CallScope scope) {
    if (!ID.matcher(id).matches()) {
      throw new IllegalArgumentException("not a command id: " + id);
    }
    var words = new ArrayList<>(List.of("/bin/sh", "-c", RUN, "sh", SUPERVISE, id, mode));
    words.add(spec.folder());
    words.add(Long.toString(spec.timeLimit().toSeconds()));
    words.add(Long.toString(spec.grace().toSeconds()));
    words.add(spec.input().isPresent() ? "stdin" : "-");
    words.addAll(spec.command());
    var exec = new ExecSpec(words, spec.environment(), Duration.ZERO, spec.input());
    return steadily(exec, scope);
  }

  /// Asks until there is an answer, or there was none for too long.
  private CommandState steadily(ExecSpec exec, CallScope scope) {
    long lastSign = System.nanoTime();
    Duration pause = FIRST_PAUSE;
    boolean repeated = false;
    while (true) {
      long asked = System.nanoTime();
      try {
        return state(client.exec(exec, scope));
      } catch (SandboxException e) {
        if (!e.isPassing()) {
          throw e;
        }
        // A stream that was up for a while was a sign of life.
        if (e.fault() == Fault.BROKEN_OFF
            && Duration.ofNanos(System.nanoTime() - asked).compareTo(LONGEST_PAUSE) > 0) {
          lastSign = System.nanoTime();
          pause = FIRST_PAUSE;
          repeated = false;
        }
        Duration silence = Duration.ofNanos(System.nanoTime() - lastSign);
        // A single question into a dead connection can take longer than patience lasts.
        boolean patient = !repeated || silence.plus(pause).compareTo(patience) <= 0;
        boolean hopeless = repeated && hasEnded.getAsBoolean();
        if (!patient || hopeless || pause.compareTo(scope.remaining()) >= 0) {
          throw e;
        }
        repeated = true;
        scope.pause(pause);
        pause = pause.multipliedBy(2);
        pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
      }
    }
  }

  private static CommandState state(ExecEnd end) {
    Matcher report = REPORT.matcher(end.output());
    if (!report.matches() && end.exitCode() >= FIRST_SIGNAL_CODE) {
      throw new SandboxException(
          Fault.BROKEN_OFF, 200, "the program that reports on the command was killed");
    }
    if (!report.matches() || report.group(1).equals("refused")) {
      String why = (end.errors().strip() + " " + end.output().strip()).strip();
      throw new SandboxException(
          Fault.REFUSED,
          200,
          "the sandbox cannot run commands (exit code " + end.exitCode() + "): " + why);
    }
    Stage stage =
        switch (report.group(1)) {
          case "running" -> Stage.RUNNING;
          case "ended" -> Stage.ENDED;
          case "late" -> Stage.TIMED_OUT;
          case "nofolder" -> Stage.NO_FOLDER;
          case "unknown" -> Stage.UNKNOWN;
          default -> Stage.LOST;
        };
    boolean silent = !report.group(3).equals("something");
    boolean unkept = report.group(3).equals("unkept");
    boolean shared = report.group(4).equals("shared");
    return new CommandState(
        stage, Integer.parseInt(report.group(2)), silent, unkept, shared, report.group(5));
  }

  /// A program without its remarks and its indentation: all of it is sent with every command.
  private static String program(String name) {
    try (InputStream in = SandboxCommands.class.getResourceAsStream("/sandbox/" + name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .map(String::stripLeading)
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .collect(Collectors.joining("\n"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
