package dev.mlintern.localhub.sandbox;

import dev.mlintern.json.JsonArray;
import dev.mlintern.json.JsonNull;
import dev.mlintern.json.JsonNumber;
import dev.mlintern.json.JsonObject;
import dev.mlintern.json.JsonString;
import dev.mlintern.json.JsonValue;
import dev.mlintern.localhub.web.HubError;
import dev.mlintern.localhub.web.Reply;
import dev.mlintern.localhub.web.Request;
import dev.mlintern.localhub.web.Router;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// `/v1/exec` and `/v1/processes`.
final class ExecRoutes {
  private final SandboxFolder folder;
  private final SandboxProcesses processes;

  ExecRoutes(SandboxFolder folder, SandboxProcesses processes) {
    this.folder = folder;
    this.processes = processes;
  }

  void addTo(Router.Builder routes) {
    routes
        .post("/v1/exec", this::exec)
        .post("/v1/processes", this::start)
        .get("/v1/processes", _ -> list())
        .delete("/v1/processes/{pid}", this::kill);
  }

  private Reply exec(Request request) throws IOException {
    ExecRequest wanted = ExecRequest.of(request.json());
    Path directory = directory(wanted);
    return Reply.stream(
        "application/x-ndjson",
        out -> {
          // Not before somebody is there to read: whose caller went away is never started.
          SandboxProcess process =
              processes.start(wanted.command(), directory, wanted.environment());
          try {
            new ExecStream(process, wanted.timeLimit(), out).run(wanted.input());
          } finally {
            process.whenEnded(() -> processes.ended(process));
          }
        });
  }

  private Reply start(Request request) throws IOException {
    ExecRequest wanted = ExecRequest.of(request.json());
    SandboxProcess process =
        processes.start(wanted.command(), directory(wanted), wanted.environment());
    process.input().close();
    // Nobody will ask for its output; unread, it would stop the process at some point.
    Thread.startVirtualThread(() -> drain(process));
    processes.leaveAlone(process, wanted.label());
    return Reply.json(
        JsonObject.builder()
            .put("pid", process.pid())
            .put("tag", Long.toString(process.pid()))
            .build());
  }

  private Path directory(ExecRequest wanted) throws IOException {
    if (wanted.directory().isEmpty()) {
      return folder.work();
    }
    Path directory = folder.target(wanted.directory().get());
    if (!Files.isDirectory(directory)) {
      throw HubError.badRequest("cwd is not a directory: " + directory);
    }
    return directory;
  }

  private void drain(SandboxProcess process) {
    try (var output = process.output();
        var errors = process.errors()) {
      Thread other = Thread.startVirtualThread(() -> discard(errors));
      discard(output);
      other.join();
      process.await();
    } catch (IOException e) {
      // Closed when the sandbox ends.
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      processes.ended(process);
    }
  }

  private static void discard(InputStream in) {
    try {
      in.transferTo(OutputStream.nullOutputStream());
    } catch (IOException _) {
      // Closed when the sandbox ends.
    }
  }

  private Reply list() {
    List<JsonValue> all =
        processes.background().stream()
            .<JsonValue>map(
                one ->
                    JsonObject.builder()
                        .put("pid", one.process().pid())
                        .put("cmd", new JsonString(one.command()))
                        .put("tag", Long.toString(one.process().pid()))
                        .put("started_at_ms", one.startedAt().toEpochMilli())
                        .put("running", one.process().isRunning())
                        .put("exit_code", exitCode(one.process()))
                        .build())
            .toList();
    return Reply.json(new JsonArray(all));
  }

  private static JsonValue exitCode(SandboxProcess process) {
    return process.isRunning() ? JsonNull.INSTANCE : JsonNumber.of(process.exitCode());
  }

  private Reply kill(Request request) {
    String pid = request.path("pid");
    if (!pid.matches("\\d{1,18}")) {
      throw HubError.badRequest("not a process id: " + pid);
    }
    processes
        .background(Long.parseLong(pid))
        .orElseThrow(() -> HubError.of(404, "no such process: " + pid))
        .process()
        .kill();
    return Reply.json(JsonObject.builder().put("ok", true).build());
  }
}
