package dev.mlintern.tools;

import dev.mlintern.http.CallScope;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Carries out calls: checks arguments, bounds the time, turns whatever goes wrong into a result
/// the model can act on. What every door calls. Thread-safe.
public final class ToolRunner {
  /// Time between the deadline a tool knows of and the moment nobody waits for it any more: a tool
  /// that watches its deadline has the better words for what was slow.
  private static final Duration PATIENCE = Duration.ofMillis(500);

  private final ToolCatalogue catalogue;
  private final Duration timeLimit;
  private final ResultGuard guard;
  private final Gate gate;
  private final Map<String, ArgumentCheck> checks = new ConcurrentHashMap<>();

  /// @param timeLimit overall limit of one call
  /// @param redact removes known secrets from every text that leaves
  /// @param gate asked before every call of a tool that can change or spend something
  public ToolRunner(
      ToolCatalogue catalogue, Duration timeLimit, UnaryOperator<String> redact, Gate gate) {
    this.gate = Objects.requireNonNull(gate, "gate");
    this.catalogue = Objects.requireNonNull(catalogue, "catalogue");
    this.timeLimit = Objects.requireNonNull(timeLimit, "timeLimit");
    this.guard = new ResultGuard(redact);
  }

  /// A runner for tools that need no gate; it refuses the others.
  public ToolRunner(ToolCatalogue catalogue, Duration timeLimit, UnaryOperator<String> redact) {
    this(catalogue, timeLimit, redact, Gate.SHUT);
  }

  public ToolCatalogue catalogue() {
    return catalogue;
  }

  /// A line for the client that is no result, such as a protocol's refusal, without secrets.
  public String checkedLine(String text) {
    return guard.checkedWords(text);
  }

  /// Carries out one call and waits for its end, at most until its deadline.
  ///
  /// Interrupting the calling thread cancels the call: what it does upstream is broken off.
  ///
  /// @param arguments as sent; absent when there are none
  /// @throws InterruptedException when cancelled: there is no answer then
  public ToolResult run(String name, Optional<JsonNode> arguments, Progress progress)
      throws InterruptedException {
    return run(name, arguments, Optional.empty(), progress);
  }

  private ToolResult run(
      String name, Optional<JsonNode> arguments, Optional<String> toolUseId, Progress progress)
      throws InterruptedException {
    Optional<Tool> tool = catalogue.find(name);
    if (tool.isEmpty()) {
      return guard.checked(name, ToolResult.error(catalogue.unknownTool(name)));
    }
    return guard.checked(name, attempt(tool.get(), arguments, toolUseId, progress));
  }

  /// The same with the arguments as JSON text, UTF-8.
  ///
  /// A member named twice is refused: the approval hook and we could each believe another one.
  public ToolResult runJson(String name, Optional<byte[]> arguments, Progress progress)
      throws InterruptedException {
    return runJson(name, arguments, Optional.empty(), progress);
  }

  /// The same for a client that names its calls.
  ///
  /// @param toolUseId the client's id of this call, the one its approval hook saw
  public ToolResult runJson(
      String name, Optional<byte[]> arguments, Optional<String> toolUseId, Progress progress)
      throws InterruptedException {
    Optional<JsonNode> parsed;
    try {
      parsed = arguments.map(Mapper.STRICT::readTree);
    } catch (JacksonException e) {
      String why = ForeignText.oneLine(e.getOriginalMessage(), 200);
      return guard.checked(
          name, ToolResult.error(name + ": the arguments are not sound JSON: " + why + "."));
    }
    return run(name, parsed, toolUseId, progress);
  }

  private ToolResult attempt(
      Tool tool, Optional<JsonNode> sent, Optional<String> toolUseId, Progress progress)
      throws InterruptedException {
    String name = tool.spec().name();
    Arguments arguments;
    Duration limit;
    try {
      arguments = checks.computeIfAbsent(name, _ -> new ArgumentCheck(tool.spec())).check(sent);
      limit = tool.timeLimit(arguments, timeLimit);
    } catch (RuntimeException e) {
      return guard.failure(name, e);
    }
    CallScope scope = CallScope.lasting(limit);
    Progress safeProgress =
        (done, total, message) -> progress.report(done, total, guard.checkedLine(message));
    var work =
        new FutureTask<>(
            () -> {
              try (Clearance clearance = gate.admit(tool.spec(), arguments, toolUseId)) {
                return tool.call(new ToolCall(arguments, scope, safeProgress, clearance));
              }
            });
    Thread.ofVirtual().name(name).start(work);
    try {
      return work.get(limit.plus(PATIENCE).toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      return guard.failure(name, e.getCause());
    } catch (TimeoutException _) {
      stop(work, scope);
      return ToolResult.error(
          name
              + " did not end within "
              + limit.toSeconds()
              + " s and was stopped. What it had"
              + " changed by then stays changed. Ask for less at once, or raise"
              + " ML_INTERN_TOOL_TIMEOUT.");
    } catch (InterruptedException e) {
      stop(work, scope);
      throw e;
    }
  }

  private static void stop(FutureTask<?> work, CallScope scope) {
    try {
      scope.cancel();
    } finally {
      work.cancel(true);
    }
  }

  /// Set up when the first call is made.
  private static final class Mapper {
    static final JsonMapper STRICT =
        JsonMapper.builder(
                JsonFactory.builder()
                    .streamReadConstraints(
                        StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
  }
}
