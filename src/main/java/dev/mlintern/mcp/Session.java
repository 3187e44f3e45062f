package dev.mlintern.mcp;

import dev.mlintern.tools.Progress;
import dev.mlintern.tools.Tool;
import dev.mlintern.tools.ToolCatalogue;
import dev.mlintern.tools.ToolResult;
import dev.mlintern.tools.ToolRunner;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.ErrorCodes;
import java.util.Optional;
import java.util.function.Consumer;
import tools.jackson.core.JsonGenerator;

/// One client: what comes in, in order, and what is answered. Everything but a tool call is
/// answered at once by the thread that reads; calls run on threads of their own.
///
/// Not the session of the MCP SDK (2.1.0). That one refuses a call between `initialize` and its
/// notification, does not know cancellation or the stateless revision, builds every tool definition
/// before it answers `initialize`, and costs 100 ms of start and 20 MB (measured: 155 ms and 66 MB
/// against 52 ms and 38 MB to the same answer). Its vocabulary is used, and its client tests us.
///
/// Claude Code 2.1.329 sends `server/discover` first. Answered, it stays with the stateless
/// revision for good: instructions, schemas, parallel reads, progress and cancellation were all
/// seen to work as under 2025-11-25, and it saves the round trip of the handshake. So it is
/// answered.
final class Session {
  /// How long a stateless client may keep a list: ours never changes while the process lives.
  private static final long LIST_TTL_MILLIS = 3_600_000;

  private final ToolRunner runner;
  private final ServerInfo info;
  private final Outbox outbox;
  private final Calls calls;
  private boolean hasInitialized;

  Session(ToolRunner runner, ServerInfo info, Outbox outbox, Calls calls) {
    this.runner = runner;
    this.info = info;
    this.outbox = outbox;
    this.calls = calls;
  }

  /// Acts on one line.
  void receive(byte[] line) throws InterruptedException {
    try {
      Optional<Incoming> message = Incoming.parse(line);
      if (message.isPresent()) {
        act(message.get(), line.length);
      }
    } catch (Malformed e) {
      outbox.put(Replies.error(e.id(), e.code(), e.getMessage()));
    }
  }

  /// Says that a line was longer than [Json#MAX_LINE_BYTES].
  void refuseTooLong() throws InterruptedException {
    outbox.put(
        Replies.error(
            Optional.empty(),
            ErrorCodes.INVALID_REQUEST,
            "Message longer than " + (Json.MAX_LINE_BYTES >> 20) + " MiB"));
  }

  private void act(Incoming message, int bytes) throws InterruptedException {
    if (message.id().isEmpty()) {
      if (message.method().equals("notifications/cancelled")) {
        message.params().requestId().ifPresent(calls::cancel);
      }
      return;
    }
    WireId id = message.id().get();
    if (message.params().meta().protocolVersion().isPresent()) {
      actStateless(id, message, bytes);
    } else {
      actInSession(id, message, bytes);
    }
  }

  private void actInSession(WireId id, Incoming message, int bytes) throws InterruptedException {
    Params params = message.params();
    switch (message.method()) {
      case McpSchema.METHOD_PING -> outbox.put(Replies.result(id, _ -> {}));
      case McpSchema.METHOD_INITIALIZE -> initialize(id, params);
      case McpSchema.METHOD_TOOLS_LIST, McpSchema.METHOD_TOOLS_CALL -> {
        if (!hasInitialized) {
          refuse(id, ErrorCodes.INVALID_REQUEST, "Send `initialize` first");
        } else if (message.method().equals(McpSchema.METHOD_TOOLS_LIST)) {
          list(id, params, json -> ToolListing.write(json, runner.catalogue()));
        } else {
          call(id, params, bytes, Replies::writeContent);
        }
      }
      case Protocol.METHOD_DISCOVER ->
          refuse(
              id,
              ErrorCodes.INVALID_PARAMS,
              "`_meta` must name the revision in `" + Protocol.META_VERSION + "`");
      default -> refuseMethod(id, message.method());
    }
  }

  private void initialize(WireId id, Params params) throws InterruptedException {
    if (params.protocolVersion().isEmpty()) {
      refuse(id, ErrorCodes.INVALID_PARAMS, "`protocolVersion` is missing");
      return;
    }
    hasInitialized = true;
    String version = Protocol.negotiated(params.protocolVersion().get());
    outbox.put(
        Replies.result(
            id,
            json -> {
              json.writeStringProperty("protocolVersion", version);
              info.writeOffer(json);
            }));
  }

  private void actStateless(WireId id, Incoming message, int bytes) throws InterruptedException {
    Params params = message.params();
    String version = params.meta().protocolVersion().orElseThrow();
    if (hasInitialized && Protocol.HANDSHAKE.contains(version)) {
      actInSession(id, message, bytes);
      return;
    }
    switch (message.method()) {
      case Protocol.METHOD_DISCOVER,
          Protocol.METHOD_LISTEN,
          McpSchema.METHOD_TOOLS_LIST,
          McpSchema.METHOD_TOOLS_CALL -> {
        if (!version.equals(Protocol.STATELESS)) {
          outbox.put(Replies.unsupportedVersion(id, Json.shown(version), Protocol.SUPPORTED));
        } else if (!params.meta().hasClientCapabilities()) {
          refuse(
              id,
              ErrorCodes.INVALID_PARAMS,
              "`_meta` must hold the object `" + Protocol.META_CAPABILITIES + "`");
        } else {
          answerStateless(id, message, bytes);
        }
      }
      case McpSchema.METHOD_INITIALIZE, McpSchema.METHOD_PING -> {
        // The stateless revision has done away with both.
        if (version.equals(Protocol.STATELESS)) {
          refuseMethod(id, message.method());
        } else {
          actInSession(id, message, bytes);
        }
      }
      default -> refuseMethod(id, message.method());
    }
  }

  private void answerStateless(WireId id, Incoming message, int bytes) throws InterruptedException {
    Params params = message.params();
    switch (message.method()) {
      case Protocol.METHOD_DISCOVER -> outbox.put(Replies.result(id, this::writeDiscovery));
      case McpSchema.METHOD_TOOLS_LIST ->
          list(
              id,
              params,
              json -> {
                ToolListing.write(json, runner.catalogue());
                writeLifetime(json);
                writeComplete(json);
              });
      case McpSchema.METHOD_TOOLS_CALL ->
          call(
              id,
              params,
              bytes,
              (json, result) -> {
                Replies.writeContent(json, result);
                writeComplete(json);
              });
      default -> acknowledgeSubscription(id);
    }
  }

  private void writeDiscovery(JsonGenerator json) {
    Replies.writeTexts(json, "supportedVersions", Protocol.SUPPORTED);
    info.writeOffer(json);
    writeLifetime(json);
    writeComplete(json);
  }

  private static void writeLifetime(JsonGenerator json) {
    json.writeNumberProperty("ttlMs", LIST_TTL_MILLIS);
    // Which tools there are depends on this user's settings.
    json.writeStringProperty("cacheScope", "private");
  }

  private void writeComplete(JsonGenerator json) {
    json.writeStringProperty("resultType", "complete");
    json.writeObjectPropertyStart("_meta");
    info.writeIdentity(json, Protocol.META_SERVER_INFO);
    json.writeEndObject();
  }

  /// Opens a stream on which nothing will ever be sent: our lists do not change. It is never
  /// answered, and cancelling it needs no doing.
  private void acknowledgeSubscription(WireId id) throws InterruptedException {
    outbox.put(
        Replies.notification(
            "notifications/subscriptions/acknowledged",
            json -> {
              json.writeObjectPropertyStart("_meta");
              id.write(json, Protocol.META_SUBSCRIPTION);
              json.writeEndObject();
              json.writeObjectPropertyStart("notifications");
              json.writeEndObject();
            }));
  }

  private void list(WireId id, Params params, Consumer<JsonGenerator> members)
      throws InterruptedException {
    if (params.cursor().isPresent()) {
      refuse(id, ErrorCodes.INVALID_PARAMS, "Unknown cursor: all tools are on one page");
    } else {
      outbox.put(Replies.result(id, members));
    }
  }

  /// Writes the members of a call's result.
  @FunctionalInterface
  private interface ResultWriter {
    void write(JsonGenerator json, ToolResult result);
  }

  private void call(WireId id, Params params, int bytes, ResultWriter writer)
      throws InterruptedException {
    if (params.name().isEmpty()) {
      refuse(id, ErrorCodes.INVALID_PARAMS, "`name` of the tool is missing");
      return;
    }
    ToolCatalogue catalogue = runner.catalogue();
    Optional<Tool> tool = catalogue.find(params.name().get());
    if (tool.isEmpty()) {
      refuse(id, ErrorCodes.INVALID_PARAMS, catalogue.unknownTool(params.name().get()));
      return;
    }
    Optional<Call> started =
        calls.start(id, tool.get(), bytes, call -> run(call, tool.get(), params, writer));
    if (started.isEmpty()) {
      refuse(id, ErrorCodes.INVALID_REQUEST, "A call with this id is in flight");
    }
  }

  private void run(Call call, Tool tool, Params params, ResultWriter writer) {
    if (call.hasEnded()) {
      return;
    }
    Progress progress =
        params
            .meta()
            .progressToken()
            .<Progress>map(token -> new ProgressSender(token, call, outbox))
            .orElse(Progress.NONE);
    try {
      ToolResult result =
          runner.runJson(
              tool.spec().name(), params.arguments(), params.meta().toolUseId(), progress);
      byte[] answer = Replies.result(call.id(), json -> writer.write(json, result));
      if (call.end()) {
        outbox.put(answer);
      }
    } catch (InterruptedException _) {
      // Cancelled: no answer is the answer. The virtual thread ends here.
    } catch (RuntimeException | Error e) {
      // The runner answers for whatever a tool does, so this is ours. No call stays unanswered.
      Faults.log("answering " + tool.spec().name(), e);
      if (call.end()) {
        outbox.offer(Faults.answer(Optional.of(call.id())));
      }
    }
  }

  private void refuseMethod(WireId id, String method) throws InterruptedException {
    refuse(id, ErrorCodes.METHOD_NOT_FOUND, "Method not found: " + Json.shown(method));
  }

  private void refuse(WireId id, int code, String message) throws InterruptedException {
    // It may quote what was sent.
    outbox.put(Replies.error(Optional.of(id), code, runner.checkedLine(message)));
  }
}
