package dev.mlintern.tools.sandbox;

import dev.mlintern.http.CallScope;
import dev.mlintern.hub.sandbox.CommandSpec;
import dev.mlintern.hub.sandbox.CommandState;
import dev.mlintern.hub.sandbox.CommandState.Stage;
import dev.mlintern.hub.sandbox.SandboxClient;
import dev.mlintern.hub.sandbox.SandboxException;
import dev.mlintern.tools.Arguments;
import dev.mlintern.tools.ForeignText;
import dev.mlintern.tools.ReplyText;
import dev.mlintern.tools.Tool;
import dev.mlintern.tools.ToolCall;
import dev.mlintern.tools.ToolFailure;
import dev.mlintern.tools.ToolResult;
import dev.mlintern.tools.ToolSpec;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/// `bash`: a command in the sandbox, waited for or left in the background (spec tools-act §5, §6).
public final class BashTool implements Tool {
  private static final ToolSpec SPEC = ToolSpec.load("bash");
  private static final int DEFAULT_SECONDS = 240;

  /// Between the request to end and the kill.
  private static final Duration GRACE = Duration.ofSeconds(5);

  /// What a call may take beyond its command: a lost answer is asked for again.
  private static final Duration MARGIN = Duration.ofSeconds(60);

  /// The system's limit for one argument is 128 KiB.
  private static final int MAX_COMMAND_BYTES = 120_000;

  private static final int KILLED = 137;

  /// The working folder by its absolute name, as a word of a command.
  private static final Pattern NAMES_WORK = Pattern.compile("(?<![\\w./~-])/app(?![\\w.-])");

  private final Sandboxes sandboxes;

  public BashTool(Sandboxes sandboxes) {
    this.sandboxes = Objects.requireNonNull(sandboxes, "sandboxes");
  }

  @Override
  public ToolSpec spec() {
    return SPEC;
  }

  @Override
  public Duration timeLimit(Arguments arguments, Duration usual) {
    Duration needed =
        Duration.ofSeconds(arguments.integer("timeout", DEFAULT_SECONDS)).plus(GRACE).plus(MARGIN);
    boolean waits = arguments.has("command") && !arguments.flag("background", false);
    return waits && needed.compareTo(usual) > 0 ? needed : usual;
  }

  @Override
  public ToolResult call(ToolCall call) throws InterruptedException {
    Arguments arguments = call.arguments();
    Optional<String> process = arguments.text("process");
    Optional<String> command = arguments.verbatim("command").filter(text -> !text.isBlank());
    if (process.isPresent() == command.isPresent()) {
      throw new ToolFailure(
          "bash needs either `command` to run, or `process` to look at a background process.");
    }
    return process.isPresent() ? look(process.get(), call) : run(command.get(), call);
  }

  private ToolResult run(String command, ToolCall call) throws InterruptedException {
    String id = "c" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong(), 12);
    boolean background = call.arguments().flag("background", false);
    CommandSpec spec = spec(command, background, call.arguments());
    String unclear =
        "The command was sent once and never again; it may be running or done: ask with process="
            + id
            + " before repeating it.";
    return SandboxCall.run(
        sandboxes,
        call.scope(),
        unclear,
        in -> background ? started(id, spec, in) : finished(id, spec, in, call.arguments()));
  }

  private static CommandSpec spec(String command, boolean background, Arguments arguments) {
    if (command.getBytes(StandardCharsets.UTF_8).length > MAX_COMMAND_BYTES) {
      throw new ToolFailure(
          "`command` is longer than "
              + MAX_COMMAND_BYTES
              + " bytes. Put the script into a file with `write` and run that.");
    }
    Map<String, String> environment = new HashMap<>();
    arguments
        .get("env")
        .ifPresent(
            env -> env.forEachEntry((name, value) -> environment.put(name, value.asString())));
    boolean limited = !background || arguments.has("timeout");
    return new CommandSpec(
        List.of("bash", "-c", command),
        SandboxPath.of(arguments.text("work_dir").orElse(SandboxPath.WORK)),
        environment,
        limited ? Duration.ofSeconds(arguments.integer("timeout", DEFAULT_SECONDS)) : Duration.ZERO,
        GRACE,
        arguments.verbatim("stdin"));
  }

  private static ToolResult started(String id, CommandSpec spec, SandboxCall in) {
    CommandState state = in.client().commands().start(id, spec, in.scope());
    return ToolResult.ok(
        "Running in the background as process "
            + id
            + ". Poll with process="
            + id
            + ", end with kill=true. Its output goes to "
            + state.outputPath());
  }

  private static ToolResult finished(
      String id, CommandSpec spec, SandboxCall in, Arguments arguments) {
    long start = System.nanoTime();
    CommandState state;
    try {
      state = in.client().commands().run(id, spec, in.scope());
    } catch (CancellationException e) {
      Thread.startVirtualThread(() -> end(id, in.client()));
      throw e;
    }
    Duration took = Duration.ofNanos(System.nanoTime() - start);
    return told(id, state, " · " + seconds(took), in, arguments);
  }

  /// Nobody waits for it any more, so it must not go on either.
  private static void end(String id, SandboxClient client) {
    try {
      client.commands().kill(id, GRACE, CallScope.lasting(MARGIN));
    } catch (RuntimeException e) {
      org.slf4j.LoggerFactory.getLogger(BashTool.class)
          .warn("the cancelled command {} could not be ended: {}", id, e.getMessage());
    }
  }

  private ToolResult look(String id, ToolCall call) throws InterruptedException {
    if (!id.matches("[a-z0-9][a-z0-9-]{0,63}")) {
      throw new ToolFailure("`process` must be an id that bash gave, like c0123456789ab.");
    }
    boolean kill = call.arguments().flag("kill", false);
    return SandboxCall.run(
        sandboxes,
        call.scope(),
        "Ask again.",
        in -> {
          CommandState state =
              kill
                  ? in.client().commands().kill(id, GRACE, in.scope())
                  : in.client().commands().poll(id, in.scope());
          if (state.stage() == Stage.UNKNOWN) {
            throw new ToolFailure("This sandbox has no process " + id + ".");
          }
          return told(id, state, "", in, call.arguments());
        });
  }

  private static ToolResult told(
      String id, CommandState state, String took, SandboxCall in, Arguments arguments) {
    int budget = arguments.integer("output_limit", ReplyText.DEFAULT_MAX_CHARS);
    Optional<OutputExcerpt> output = output(state, budget, in, arguments);
    var text = new StringBuilder(headline(id, state)).append(took);
    output
        .filter(excerpt -> excerpt.strange() > 0)
        .ifPresent(
            excerpt ->
                text.append(" · ").append(excerpt.strange()).append(" bytes are not UTF-8 text"));
    output.ifPresent(
        excerpt -> {
          if (state.stage() == Stage.RUNNING || arguments.has("offset")) {
            long next = arguments.integer("offset", 0) + excerpt.bytes();
            text.append(" · what comes next: offset=").append(next);
          }
          if (excerpt.bytes() == 0) {
            text.append(
                state.unkept()
                    ? " · its output could not be kept: the sandbox's disk is full"
                    : " · no output");
          } else {
            text.append('\n').append(ForeignText.fenced("Output", excerpt.text()));
          }
        });
    if (state.shared()
        && arguments
            .verbatim("command")
            .filter(line -> NAMES_WORK.matcher(line).find())
            .isPresent()) {
      text.append(
          "\n"
              + "Note: this sandbox is a folder of a shared machine. What read, write and edit call"
              + " /app is where commands start; for commands the name /app means the machine's own."
              + " Use relative paths, or \"$ML_INTERN_SANDBOX_ROOT/app\".");
    }
    boolean good =
        state.stage() == Stage.RUNNING || (state.stage() == Stage.ENDED && state.exitCode() == 0);
    boolean killed = arguments.flag("kill", false) && state.stage() != Stage.LOST;
    return good || killed ? ToolResult.ok(text.toString()) : ToolResult.error(text.toString());
  }

  private static Optional<OutputExcerpt> output(
      CommandState state, int budget, SandboxCall in, Arguments arguments) {
    if (state.silent()) {
      return Optional.of(OutputExcerpt.NOTHING);
    }
    try {
      var files = in.client().files();
      return Optional.of(
          arguments.has("offset")
              ? OutputExcerpt.from(
                  files, state.outputPath(), arguments.integer("offset", 0), budget, in.scope())
              : OutputExcerpt.of(files, state.outputPath(), budget, in.scope()));
    } catch (SandboxException e) {
      if (e.fault() == SandboxException.Fault.NOT_FOUND) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private static String headline(String id, CommandState state) {
    return switch (state.stage()) {
      case RUNNING -> "Process " + id + " is running";
      case ENDED -> "exit code " + state.exitCode() + signal(state.exitCode());
      case TIMED_OUT ->
          "TIMED OUT and ended with all its processes (exit code "
              + state.exitCode()
              + "); raise timeout or use background";
      case NO_FOLDER -> "NOT RUN: work_dir cannot be entered";
      case LOST, UNKNOWN ->
          "LOST: process "
              + id
              + " is gone without an exit code (killed, out of memory, or the sandbox restarted)";
    };
  }

  private static String signal(int code) {
    if (code <= 128 || code > 128 + 64) {
      return "";
    }
    return code == KILLED ? " (killed; often out of memory)" : " (signal " + (code - 128) + ")";
  }

  private static String seconds(Duration took) {
    long tenths = (took.toMillis() + 50) / 100;
    return tenths < 100 ? tenths / 10 + "." + tenths % 10 + " s" : took.toSeconds() + " s";
  }
}
